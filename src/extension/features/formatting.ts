import * as vscode from 'vscode';
import { formatting, type TranscriptFormattingOptions } from '../../language/formatting';
import { onTypeFormatting } from '../../language/onTypeFormatting';
import { fromPosition, fromRange, toTextEdit } from '../convert';
import { LANGUAGE } from '../documents';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** Format Document, Format Selection, and what Enter starts the next line with. */
export function registerFormatting(context: FeatureContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(SELECTOR, {
      provideDocumentFormattingEdits: (document, options, token) =>
        answer(context, document, token, (parsed) =>
          formatting(parsed, settled(document, options)).map(toTextEdit),
        ),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(SELECTOR, {
      provideDocumentRangeFormattingEdits: (document, range, options, token) =>
        answer(context, document, token, (parsed) =>
          formatting(parsed, settled(document, options), fromRange(range)).map(toTextEdit),
        ),
    }),
    vscode.languages.registerOnTypeFormattingEditProvider(
      SELECTOR,
      {
        provideOnTypeFormattingEdits: (document, position, character, options, token) =>
          answer(context, document, token, (parsed) =>
            onTypeFormatting(parsed, fromPosition(position), character, settled(document, options)).map(
              toTextEdit,
            ),
          ),
      },
      '\n',
    ),
  );
}

function settled(
  document: vscode.TextDocument,
  { tabSize, insertSpaces }: vscode.FormattingOptions,
): TranscriptFormattingOptions {
  const settings = vscode.workspace.getConfiguration(LANGUAGE, document);
  return { tabSize, insertSpaces, upperCaseVerbs: settings.get<boolean>('format.upperCaseVerbs', false) };
}
