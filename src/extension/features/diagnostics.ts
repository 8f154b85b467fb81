import * as vscode from 'vscode';
import { toLspDiagnostic } from '../../language/diagnostics';
import { toDiagnostic } from '../convert';
import { isEditedTranscript } from '../documents';
import type { FeatureContext } from './feature';
import type { Validation } from './validation';

/** Milliseconds without a keystroke: a word that is still being typed is not called unknown. */
const IDLE = 150;

/** Underlines what is wrong with the open transcripts. */
export function registerDiagnostics(
  { workspace }: FeatureContext,
  validation: Validation,
): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('smtp');
  const waiting = new Map<string, NodeJS.Timeout>();

  const forget = (uri: vscode.Uri): void => {
    clearTimeout(waiting.get(uri.toString()));
    waiting.delete(uri.toString());
  };
  const check = async (document: vscode.TextDocument): Promise<void> => {
    forget(document.uri);
    if (!isChecked(document)) return;
    const validated = await validation.anew(document);
    // Another language or another text: whoever made the change asks again, or has cleared the collection.
    if (validated === undefined || !isChecked(document)) return;
    const { parsed, diagnostics } = validated;
    collection.set(
      document.uri,
      diagnostics.map((diagnostic) => toDiagnostic(toLspDiagnostic(parsed, diagnostic))),
    );
  };
  const checkAll = (): void => {
    for (const document of vscode.workspace.textDocuments) void check(document);
  };

  checkAll();
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => void check(document)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || !isEditedTranscript(document)) return;
      forget(document.uri);
      waiting.set(
        document.uri.toString(),
        setTimeout(() => void check(document), IDLE),
      );
    }),
    // Whoever comes back to a transcript may have made a file that it names.
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor !== undefined) void check(editor.document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      forget(uri);
      collection.delete(uri);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('smtp.diagnostics')) checkAll();
    }),
    workspace.onDidChangeEnvironments(checkAll),
    new vscode.Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
}

function isChecked(document: vscode.TextDocument): boolean {
  return !document.isClosed && isEditedTranscript(document);
}
