import * as vscode from 'vscode';
import { hover } from '../../language/hover';
import { fromPosition, toHover } from '../convert';
import { answer, SELECTOR, worldOf, type FeatureContext } from './feature';

/** What the word under the pointer means. */
export function registerHover(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    provideHover: (document, position, token) =>
      answer(context, document, token, async (parsed) => {
        const found = await hover(parsed, fromPosition(position), worldOf(context, document));
        return found === undefined ? undefined : toHover(found);
      }),
  });
}
