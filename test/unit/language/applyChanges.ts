import type { TextEdit } from 'vscode-languageserver-types';
import type { TextChange } from '../../../src/syntax/diagnostic';
import { offsetAt } from '../../../src/syntax/positions';
import { parse } from '../../../src/syntax/parse';

/** The text with changes made, as an editor makes them: all of them at once. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  return [...changes]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end),
      text,
    );
}

/** The same for edits of the Language Server Protocol. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const document = parse(text);
  return applyChanges(
    text,
    edits.map(({ range, newText }) => ({
      span: { start: offsetAt(document, range.start), end: offsetAt(document, range.end) },
      newText,
    })),
  );
}
