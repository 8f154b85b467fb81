import * as vscode from 'vscode';
import { foldingRanges } from '../../language/foldingRanges';
import { toFoldingRange } from '../convert';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** What can be folded away: transcripts, transactions, messages, replies, headers. */
export function registerFoldingRanges(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerFoldingRangeProvider(SELECTOR, {
    provideFoldingRanges: (document, _options, token) =>
      answer(context, document, token, (parsed) => foldingRanges(parsed).map(toFoldingRange)),
  });
}
