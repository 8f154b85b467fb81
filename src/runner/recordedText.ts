import { parseEnhancedCode } from '../smtp/enhancedCodes';
import type { Reply } from '../smtp/reply';
import type { ExpectedLine } from './planTypes';

export type RecordedLine = Pick<ExpectedLine, 'text' | 'elision'>;

/** What a reply says, as far as it matters to what was recorded of it. */
export type RepliedText = Pick<Reply, 'lines' | 'enhanced'>;

/**
 * What differs between the text that was recorded of a reply and what came, for a person; nothing where it holds.
 *
 * @param seen the lines as they may be told of
 */
export function textDifferences(
  lines: readonly RecordedLine[],
  reply: RepliedText,
  seen = reply.lines,
): string[] {
  if (lines.every((line) => line.text === undefined)) return [];
  // White space at a line's end is not seen in a file, and many editors take it off.
  const actual = reply.lines.map((line) => line.trimEnd());
  const differs: Differs = ({ text }, at) => {
    if (text === undefined || text === actual[at]) return [];
    // A code alone is recorded for itself, whatever the words behind it.
    if (text === parseEnhancedCode(text)?.text && text === reply.enhanced) return [];
    const told = seen[at]?.trimEnd();
    return [`recorded “${text}”, got ${told === undefined ? 'nothing' : `“${cut(told)}”`}`];
  };
  const first = lines.findIndex((line) => line.elision);
  if (first >= 0) return differencesAroundElisions(lines, first, actual, differs);
  const differences = lines.flatMap(differs);
  if (lines.length !== reply.lines.length)
    differences.push(`recorded ${count(lines.length)}, got ${reply.lines.length}`);
  return differences;
}

/** What is to be said of a recorded line, and the line of the reply at an index. */
type Differs = (recorded: RecordedLine, at: number) => string[];

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
  differs: Differs,
): string[] {
  const last = lines.findLastIndex((line) => line.elision);
  const head = lines.slice(0, first);
  const tail = lines.slice(last + 1);
  const end = Math.max(head.length, actual.length - tail.length);
  const differences = head.flatMap(differs);
  let from = head.length;
  for (const { text, elision } of lines.slice(first, last)) {
    if (elision || text === undefined) continue;
    const found = actual.slice(0, end).indexOf(text, from);
    if (found < 0) differences.push(`recorded “${text}”, which is nowhere in between`);
    else from = found + 1;
  }
  return [...differences, ...tail.flatMap((line, at) => differs(line, end + at))];
}

/** A sentence's worth of a line, which may be too long to be read. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Characters: RFC 5321 section 4.5.3.1.5 allows a line 512 octets, and all of a longer one is told where it is received. */
const LONGEST = 512;

function count(lines: number): string {
  return `${lines} line${lines === 1 ? '' : 's'}`;
}
