import * as vscode from 'vscode';
import { isHuge } from '../../language/head';
import { semanticTokens, SEMANTIC_TOKENS_LEGEND } from '../../language/semanticTokens';
import { fromRange, toSemanticTokens } from '../convert';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** Colours that only the conversation knows, over those of the TextMate grammar. */
export function registerSemanticTokens(context: FeatureContext): vscode.Disposable {
  const legend = new vscode.SemanticTokensLegend(
    SEMANTIC_TOKENS_LEGEND.tokenTypes,
    SEMANTIC_TOKENS_LEGEND.tokenModifiers,
  );
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSemanticTokensProvider(
      SELECTOR,
      {
        provideDocumentSemanticTokens: (document, token) =>
          // Of a huge one the editor asks for the lines in view, which is the other provider's.
          answer(context, document, token, (parsed) =>
            isHuge(parsed) ? undefined : toSemanticTokens(semanticTokens(parsed)),
          ),
      },
      legend,
    ),
    vscode.languages.registerDocumentRangeSemanticTokensProvider(
      SELECTOR,
      {
        provideDocumentRangeSemanticTokens: (document, range, token) =>
          answer(context, document, token, (parsed) =>
            toSemanticTokens(semanticTokens(parsed, fromRange(range))),
          ),
      },
      legend,
    ),
  );
}
