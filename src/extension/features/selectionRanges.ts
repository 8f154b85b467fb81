import * as vscode from 'vscode';
import { selectionRanges } from '../../language/selectionRanges';
import { fromPosition, toSelectionRange } from '../convert';
import { answer, SELECTOR, type FeatureContext } from './feature';

/** What “Expand Selection” takes in, step by step. */
export function registerSelectionRanges(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerSelectionRangeProvider(SELECTOR, {
    provideSelectionRanges: (document, positions, token) =>
      answer(context, document, token, (parsed) =>
        selectionRanges(parsed, positions.map(fromPosition)).map(toSelectionRange),
      ),
  });
}
