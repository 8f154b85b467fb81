import * as vscode from 'vscode';
import { prepareRename, rename } from '../../language/rename';
import { fromPosition, toRange, toWorkspaceEdit } from '../convert';
import { answer, SELECTOR, worldOf, type FeatureContext } from './feature';

/** Renames a variable wherever it stands, in the environment files too. The editor shows an error's message at the cursor. */
export function registerRename(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerRenameProvider(SELECTOR, {
    prepareRename: (document, position, token) =>
      answer(context, document, token, (parsed) => {
        const range = prepareRename(parsed, fromPosition(position));
        if (range === undefined) throw new Error('Only variables can be renamed.');
        return toRange(range);
      }),
    provideRenameEdits: (document, position, newName, token) =>
      answer(context, document, token, async (parsed) => {
        const edit = await rename(parsed, fromPosition(position), newName, worldOf(context, document));
        if ('error' in edit) throw new Error(edit.error);
        return toWorkspaceEdit(edit);
      }),
  });
}
