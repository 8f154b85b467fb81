import { parseEnhancedCode } from '../smtp/enhancedCodes';
import { parseEhlo } from '../smtp/extensions';
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
 * two of them comes in that order. Lines with no elision between them follow each other.
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
  for (const run of runsBetween(lines.slice(first, last))) {
    let at = from;
    while (at + run.length <= end && run.some((line, index) => differs(line, at + index).length > 0)) at++;
    if (at + run.length <= end) from = at + run.length;
    else differences.push(`recorded ${quote(run)}, which is nowhere in between`);
  }
  differences.push(...tail.flatMap((line, at) => differs(line, end + at)));
  const required = lines.filter((line) => !line.elision).length;
  // Of a code without text no difference is to be told.
  if (differences.length === 0 && actual.length < required)
    differences.push(`recorded ${count(required)} or more, got ${actual.length}`);
  return differences;
}

/** The lines that no elision parts. */
function runsBetween(lines: readonly RecordedLine[]): RecordedLine[][] {
  const runs: RecordedLine[][] = [];
  for (const [at, line] of lines.entries()) {
    if (line.elision) continue;
    if (lines[at - 1]?.elision === false) runs.at(-1)?.push(line);
    else runs.push([line]);
  }
  return runs;
}

function quote(run: readonly RecordedLine[]): string {
  return run.map(({ text = '' }) => `“${text}”`).join(' and then ');
}

/**
 * The keywords that were recorded of a reply to EHLO and that it does not offer, for a person. The first line of such a reply
 * says who the server is, so that an elision in its place may stand for that alone.
 */
export function missingKeywords(lines: readonly RecordedLine[], reply: RepliedText): string[] {
  const greeting = reply.lines[0]?.trimEnd();
  const recorded = lines
    .slice(1)
    .flatMap(({ text }) => (text === undefined ? [] : [text]))
    .filter((text) => lines[0]?.elision !== true || text !== greeting);
  const offered = parseEhlo(reply.lines).keywords;
  return [...parseEhlo(['', ...recorded]).keywords].flatMap(([keyword, parameters]) => {
    const actual = offered.get(keyword);
    if (actual === undefined) return [`${keyword} is not offered`];
    const missing =
      keyword === 'AUTH'
        ? parameters.filter((name) => !actual.some((each) => each.toUpperCase() === name.toUpperCase()))
        : [];
    return missing.length === 0 ? [] : [`AUTH ${missing.join(' ')} is not offered`];
  });
}

/** Another class of enhanced status code is another outcome (RFC 3463 section 3.1), whatever the text says. */
export function enhancedDifference(lines: readonly RecordedLine[], reply: RepliedText): string | undefined {
  const recorded = parseEnhancedCode(lines.find((line) => line.text !== undefined)?.text ?? '');
  if (
    recorded === undefined ||
    reply.enhanced === undefined ||
    reply.enhanced.startsWith(`${recorded.class}.`)
  )
    return undefined;
  return `expected the enhanced status code ${recorded.text}, got ${reply.enhanced}`;
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
