import * as vscode from 'vscode';
import { toDiagnostic } from './convert';
import { isEditedTranscript, type Documents } from './documents';

/** Milliseconds without a keystroke: a word that is still being typed is not called unknown. */
const IDLE = 150;

/** Underlines what is wrong with the open transcripts. */
export function registerDiagnostics(documents: Documents): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('smtp');
  const waiting = new Map<string, NodeJS.Timeout>();

  const forget = (uri: vscode.Uri): void => {
    clearTimeout(waiting.get(uri.toString()));
    waiting.delete(uri.toString());
  };
  const check = (document: vscode.TextDocument): void => {
    forget(document.uri);
    if (document.isClosed || !isEditedTranscript(document)) return;
    collection.set(document.uri, documents.service.diagnostics(documents.parsed(document)).map(toDiagnostic));
  };

  for (const document of vscode.workspace.textDocuments) check(document);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || !isEditedTranscript(document)) return;
      forget(document.uri);
      waiting.set(document.uri.toString(), setTimeout(check, IDLE, document));
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      forget(uri);
      collection.delete(uri);
    }),
    new vscode.Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
}
