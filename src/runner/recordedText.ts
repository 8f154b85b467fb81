import { parseEnhancedCode } from '../smtp/enhancedCodes';
import type { Reply } from '../smtp/reply';
import type { ExpectedLine } from './planTypes';

export type RecordedLine = Pick<ExpectedLine, 'text' | 'elision'>;

/** What a reply says, as far as it matters to what was recorded of it. */
export type RepliedText = Pick<Reply, 'lines' | 'enhanced'>;

/** What differs between the text that was recorded of a reply and what came, for a person; nothing where it holds. */
export function textDifferences(lines: readonly RecordedLine[], reply: RepliedText): string[] {
  if (lines.every((line) => line.text === undefined)) return [];
  // White space at a line's end is not seen in a file, and many editors take it off.
  const actual = reply.lines.map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line.elision);
  if (first >= 0) return differencesAroundElisions(lines, first, actual, reply);
  const differences = lines.flatMap(({ text }, at) => difference(text, actual[at], reply));
  if (lines.length !== reply.lines.length)
    differences.push(`recorded ${count(lines.length)}, got ${reply.lines.length}`);
  return differences;
}

/**
 * What stands before the first elision is the reply's beginning, what stands behind the last one its end, and what is between
 * two of them comes in that order.
 *
 * @param first the index of the first elision
 */
function differencesAroundElisions(
  lines: readonly RecordedLine[],
  first: number,
  actual: readonly string[],
  reply: RepliedText,
): string[] {
  const last = lines.findLastIndex((line) => line.elision);
  const head = lines.slice(0, first);
  const tail = lines.slice(last + 1);
  const end = Math.max(head.length, actual.length - tail.length);
  const differences = head.flatMap(({ text }, at) => difference(text, actual[at], reply));
  let from = head.length;
  for (const { text, elision } of lines.slice(first, last)) {
    if (elision || text === undefined) continue;
    const found = actual.slice(0, end).indexOf(text, from);
    if (found < 0) differences.push(`recorded “${text}”, which is nowhere in between`);
    else from = found + 1;
  }
  return [...differences, ...tail.flatMap(({ text }, at) => difference(text, actual[end + at], reply))];
}

function difference(recorded: string | undefined, actual: string | undefined, reply: RepliedText): string[] {
  if (recorded === undefined || recorded === actual) return [];
  // A code alone is recorded for itself, whatever the words behind it.
  if (recorded === parseEnhancedCode(recorded)?.text && recorded === reply.enhanced) return [];
  return [`recorded “${recorded}”, got ${actual === undefined ? 'nothing' : `“${actual}”`}`];
}

function count(lines: number): string {
  return `${lines} line${lines === 1 ? '' : 's'}`;
}
