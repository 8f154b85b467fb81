import * as vscode from 'vscode';
import { inlayHints, type InlayHintKinds } from '../../language/inlayHints';
import { fromRange, toInlayHint } from '../convert';
import { LANGUAGE } from '../documents';
import { answer, SELECTOR, worldOf, type FeatureContext } from './feature';

/** Decoded challenges, user names, sizes and values beside the lines that hold them. */
export function registerInlayHints(context: FeatureContext): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('smtp.inlayHints')) changed.fire();
    }),
    context.workspace.onDidChangeEnvironments(() => changed.fire()),
    vscode.languages.registerInlayHintsProvider(SELECTOR, {
      onDidChangeInlayHints: changed.event,
      provideInlayHints: (document, range, token) =>
        answer(context, document, token, async (parsed) => {
          const hints = await inlayHints(parsed, fromRange(range), {
            ...worldOf(context, document),
            enabled: enabledKinds(document),
          });
          return hints.map(toInlayHint);
        }),
    }),
  );
}

function enabledKinds(document: vscode.TextDocument): InlayHintKinds {
  const settings = vscode.workspace.getConfiguration(LANGUAGE, document);
  return {
    challenges: settings.get<boolean>('inlayHints.challenges', true),
    userNames: settings.get<boolean>('inlayHints.userNames', true),
    fileSizes: settings.get<boolean>('inlayHints.fileSizes', true),
    variables: settings.get<boolean>('inlayHints.variables', true),
  };
}
