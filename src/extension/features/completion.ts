import * as vscode from 'vscode';
import { completion, COMPLETION_TRIGGERS, GOES_ON } from '../../language/completion';
import { fromPosition, toCompletionItem } from '../convert';
import { answer, SELECTOR, worldOf, type FeatureContext } from './feature';

/** What may stand at the cursor. */
export function registerCompletion(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    SELECTOR,
    {
      provideCompletionItems: (document, position, token) =>
        answer(context, document, token, async (parsed) => {
          const items = await completion(parsed, fromPosition(position), {
            ...worldOf(context, document),
            snippets: true,
          });
          return items.map((item) => {
            const converted = toCompletionItem(item);
            if (item.data === GOES_ON) converted.command = SUGGEST;
            return converted;
          });
        }),
    },
    ...COMPLETION_TRIGGERS,
  );
}

/** Asks for what comes next as soon as an item is taken. */
const SUGGEST: vscode.Command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };
