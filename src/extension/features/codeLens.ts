import * as vscode from 'vscode';
import type * as lsp from 'vscode-languageserver-types';
import { codeLenses } from '../../language/codeLens';
import { toCodeLens } from '../convert';
import type { RunningTranscripts } from '../running';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** Run, Run in…, Cancel above each transcript; Encode, Decode, Edit credentials… above literal credentials. */
export function registerCodeLenses(context: FeatureContext, running: RunningTranscripts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    running.onDidChange(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('smtp.lenses')) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(SELECTOR, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document, token) =>
        answer(context, document, token, (parsed) => {
          if (!isEnabled(document)) return [];
          const uri = document.uri.toString();
          const lenses = codeLenses(parsed, { uri, running: running.anchors(uri) });
          return (vscode.workspace.isTrusted ? lenses : lenses.flatMap(untrusted)).map(toCodeLens);
        }),
    }),
  );
}

function isEnabled(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('smtp', document).get<boolean>('lenses.enabled', true);
}

/** In Restricted Mode the lens stays where people look for it and says what is missing; its command explains. */
function untrusted(lens: lsp.CodeLens): lsp.CodeLens[] {
  switch (lens.command?.command) {
    case 'smtp.run':
      return [{ ...lens, command: { ...lens.command, title: 'Run (workspace not trusted)' } }];
    case 'smtp.runIn':
      return [];
    default:
      return [lens];
  }
}
