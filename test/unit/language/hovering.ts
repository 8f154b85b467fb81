import assert from 'node:assert/strict';
import { hover } from '../../../src/language/hover';
import { toSpan } from '../../../src/language/lspTypes';
import { EMPTY_WORKSPACE, type Workspace } from '../../../src/language/workspace';
import type { TranscriptDocument } from '../../../src/syntax/document';
import { parse } from '../../../src/syntax/parse';
import { positionAt } from '../../../src/syntax/positions';
import { textOf } from '../../../src/syntax/span';

export const URI = 'file:///folder/test.smtp';

/** What a hover says, and the text that it is about. */
export interface Shown {
  readonly says: string;
  readonly about: string;
}

/** The hover at the `‸` in a text; fails if there is none. */
export async function hoverAt(marked: string, workspace: Partial<Workspace> = {}): Promise<Shown> {
  const shown = await hoverOrNothing(marked, workspace);
  assert.ok(shown, `nothing is said at ‸ in\n${marked}`);
  return shown;
}

export async function hoverOrNothing(
  marked: string,
  workspace: Partial<Workspace> = {},
): Promise<Shown | undefined> {
  const offset = marked.indexOf('‸');
  assert.notEqual(offset, -1, 'the text has no ‸');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return hoverIn(parse(text), offset, workspace);
}

/** The hover at an offset; fails if its range does not hold the position, or is of several lines. */
export async function hoverIn(
  document: TranscriptDocument,
  offset: number,
  workspace: Partial<Workspace> = {},
): Promise<Shown | undefined> {
  const found = await hover(document, positionAt(document, offset), {
    uri: URI,
    workspace: { ...EMPTY_WORKSPACE, ...workspace },
  });
  if (found === undefined) return undefined;
  const { contents, range } = found;
  assert.ok(range !== undefined && typeof contents === 'object' && 'kind' in contents);
  assert.equal(contents.kind, 'markdown');
  assert.notEqual(contents.value.trim(), '');
  const span = toSpan(document, range);
  const where = `the range ${JSON.stringify(textOf(document.text, span))} at ${offset}`;
  assert.ok(span.start <= offset && offset <= span.end, where);
  assert.ok(span.start < span.end, where);
  assert.equal(range.start.line, range.end.line, where);
  return { says: contents.value, about: textOf(document.text, span) };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
