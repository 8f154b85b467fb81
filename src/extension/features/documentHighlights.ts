import * as vscode from 'vscode';
import { documentHighlights } from '../../language/documentHighlights';
import { fromPosition, toDocumentHighlight } from '../convert';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** A command and its reply, or a variable wherever it stands. */
export function registerDocumentHighlights(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerDocumentHighlightProvider(SELECTOR, {
    provideDocumentHighlights: (document, position, token) =>
      answer(context, document, token, (parsed) =>
        documentHighlights(parsed, fromPosition(position)).map(toDocumentHighlight),
      ),
  });
}
