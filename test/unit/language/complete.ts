import assert from 'node:assert/strict';
import type { CompletionItem, TextEdit } from 'vscode-languageserver-types';
import { applyEdits } from './applyChanges';
import { completion } from '../../../src/language/completion';
import { EMPTY_WORKSPACE, type Workspace } from '../../../src/language/workspace';
import { parse } from '../../../src/syntax/parse';
import { offsetAt, positionAt } from '../../../src/syntax/positions';

/** What is completed, with `|` for the cursor: the last one of the text, as replies have it in patterns. */
export interface Completing {
  readonly snippets?: boolean;
  readonly workspace?: Partial<Workspace>;
}

/** The items that an editor would show: those that go with what was typed, in its order. */
export async function complete(marked: string, options: Completing = {}): Promise<CompletionItem[]> {
  const { text, offset } = cursorIn(marked);
  return (await completeAt(text, offset, options)).filter((item) => matches(item, text, offset));
}

/** Everything that is offered at an offset, whatever was typed. */
export function completeAt(
  text: string,
  offset: number,
  options: Completing = {},
): Promise<CompletionItem[]> {
  const document = parse(text);
  return completion(document, positionAt(document, offset), {
    uri: 'file:///folder/a.smtp',
    workspace: { ...EMPTY_WORKSPACE, ...options.workspace },
    snippets: options.snippets ?? false,
  });
}

export async function labels(marked: string, options?: Completing): Promise<string[]> {
  return (await complete(marked, options)).map(({ label }) => label);
}

/** The text after an item was accepted. */
export async function accept(marked: string, label: string, options?: Completing): Promise<string> {
  const items = await complete(marked, options);
  const item = items.find((each) => each.label === label);
  assert.ok(item, `“${label}” is not offered, but ${items.map((each) => each.label).join(', ')}`);
  return applyEdits(cursorIn(marked).text, [editOf(item)]);
}

export function editOf({ label, textEdit }: CompletionItem): TextEdit {
  assert.ok(textEdit !== undefined && 'range' in textEdit, `${label} has no edit`);
  return textEdit;
}

/** As editors do: the letters that were typed stand in the item in their order, the first at the start of a word. */
function matches(item: CompletionItem, text: string, offset: number): boolean {
  const start = offsetAt(parse(text), editOf(item).range.start);
  const typed = text.slice(start, offset).trimStart().toLowerCase();
  const candidate = (item.filterText ?? item.label).toLowerCase().trimStart();
  return candidate.startsWith(typed);
}

function cursorIn(marked: string): { text: string; offset: number } {
  const offset = marked.lastIndexOf('|');
  assert.notEqual(offset, -1, 'no cursor');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
