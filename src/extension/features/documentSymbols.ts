import * as vscode from 'vscode';
import { documentSymbols } from '../../language/documentSymbols';
import { toDocumentSymbol } from '../convert';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** The outline: transcripts, their transactions and messages. */
export function registerDocumentSymbols(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(
    SELECTOR,
    {
      provideDocumentSymbols: (document, token) =>
        answer(context, document, token, (parsed) => documentSymbols(parsed).map(toDocumentSymbol)),
    },
    { label: 'SMTP' },
  );
}
