import * as vscode from 'vscode';
import { codeActions } from '../../language/codeActions';
import { fromRange, toCodeAction } from '../convert';
import { SELECTOR } from './feature';
import type { Validation } from './validation';

/** The quick fixes of the diagnostics at the cursor, and all preferred ones at once as a source action. */
export function registerCodeActions(validation: Validation): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    SELECTOR,
    {
      provideCodeActions: async (document, range, context, token) => {
        const validated = await validation.latest(document);
        if (validated === undefined || token.isCancellationRequested) return undefined;
        const { parsed, diagnostics } = validated;
        const only = context.only === undefined ? {} : { only: [context.only.value] };
        return codeActions(parsed, document.uri.toString(), diagnostics, fromRange(range), only).map(
          (action) => toCodeAction(action, context.diagnostics),
        );
      },
    },
    {
      providedCodeActionKinds: [
        vscode.CodeActionKind.QuickFix,
        vscode.CodeActionKind.SourceFixAll.append('smtp'),
      ],
    },
  );
}
