import * as vscode from 'vscode';
import { references } from '../../language/references';
import { fromPosition, toLocation } from '../convert';
import { answer, SELECTOR, worldOf, type FeatureContext } from './feature';

/** Wherever a variable stands. */
export function registerReferences(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerReferenceProvider(SELECTOR, {
    provideReferences: (document, position, { includeDeclaration }, token) =>
      answer(context, document, token, async (parsed) => {
        const found = await references(parsed, fromPosition(position), {
          ...worldOf(context, document),
          includeDeclaration,
        });
        return found.map(toLocation);
      }),
  });
}
