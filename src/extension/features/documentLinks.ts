import * as vscode from 'vscode';
import { documentLinks } from '../../language/documentLinks';
import { toDocumentLink } from '../convert';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** RFCs, included files and web pages, to be opened with a click. */
export function registerDocumentLinks(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(SELECTOR, {
    provideDocumentLinks: (document, token) =>
      answer(context, document, token, (parsed) =>
        documentLinks(parsed, document.uri.toString()).map(toDocumentLink),
      ),
  });
}
