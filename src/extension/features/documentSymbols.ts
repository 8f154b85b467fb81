import * as vscode from 'vscode';
import { outline } from '../../language/documentSymbols';
import { toDocumentSymbol } from '../convert';
import { answerInSlices, SELECTOR, type FeatureContext } from './feature';

/** The outline: transcripts, their transactions and messages. */
export function registerDocumentSymbols(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(
    SELECTOR,
    {
      provideDocumentSymbols: async (document, token) =>
        (await answerInSlices(context, document, token, outline))?.map(toDocumentSymbol),
    },
    { label: 'SMTP' },
  );
}
