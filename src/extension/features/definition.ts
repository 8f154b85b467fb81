import * as vscode from 'vscode';
import { definition } from '../../language/definition';
import { fromPosition, toLocation } from '../convert';
import { answer, SELECTOR, worldOf, type FeatureContext } from './feature';

/** Where a variable gets its value: in the file or in an environment file. */
export function registerDefinition(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerDefinitionProvider(SELECTOR, {
    provideDefinition: (document, position, token) =>
      answer(context, document, token, async (parsed) => {
        const found = await definition(parsed, fromPosition(position), worldOf(context, document));
        return found.map(toLocation);
      }),
  });
}
