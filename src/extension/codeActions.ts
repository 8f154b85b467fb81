import * as vscode from 'vscode';
import type * as lsp from 'vscode-languageserver-types';
import { fromRange, toDiagnostic, toWorkspaceEdit } from './convert';
import { LANGUAGE, type Documents } from './documents';

/** The quick fixes of the diagnostics at the cursor. */
export function registerCodeActions(documents: Documents): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { language: LANGUAGE },
    {
      provideCodeActions: (document, range, context) =>
        documents.service
          .codeActions(documents.parsed(document), document.uri.toString(), fromRange(range))
          .map((action) => toCodeAction(action, context.diagnostics)),
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

/** The editor's own diagnostics are passed back where they are the same, as it knows them by identity. */
function toCodeAction(action: lsp.CodeAction, shown: readonly vscode.Diagnostic[]): vscode.CodeAction {
  const converted = new vscode.CodeAction(action.title, vscode.CodeActionKind.QuickFix);
  if (action.edit !== undefined) converted.edit = toWorkspaceEdit(action.edit);
  converted.isPreferred = action.isPreferred ?? false;
  converted.diagnostics = (action.diagnostics ?? []).map((diagnostic) => {
    const wanted = toDiagnostic(diagnostic);
    return shown.find(({ code, range }) => code === wanted.code && range.isEqual(wanted.range)) ?? wanted;
  });
  return converted;
}
