import type { Reply } from '../smtp/reply';
import { codeMatches } from './planExpectations';
import type { Expect } from './planTypes';
import { cut, enhancedDifference, missingKeywords, textDifferences } from './recordedText';

export interface Judgement {
  readonly passed: boolean;
  /** What differs, for a person. */
  readonly message: string;
  /** Differences that do not fail it under `@match code`. */
  readonly remarks: readonly string[];
  /** The values of named groups. */
  readonly captures: Readonly<Record<string, string>>;
}

/**
 * Holds a reply against what was expected.
 *
 * @param isEhlo whether it answers EHLO: then it is compared as a set of keywords, as their order means nothing
 *   (RFC 5321 section 4.1.1.1)
 * @param seen the reply as it may be told of, with as many lines
 */
export function judge(
  expect: Expect,
  reply: Reply,
  match: 'code' | 'text',
  isEhlo: boolean,
  seen = reply,
): Judgement {
  // Of a reply that is nothing but an elision no code is recorded.
  if (expect.codes.length > 0 && !codeMatches(expect.codes, String(reply.code))) {
    return failed(`expected ${expect.codes.join(' or ')}, got ${brief(seen)}`);
  }
  if (expect.isCodeOnly) return PASSED;
  const regexes = expect.lines.flatMap((line) => (line.regex === undefined ? [] : [line.regex]));
  const captures: Record<string, string> = {};
  const text = reply.lines.join('\n');
  for (const regex of regexes) {
    const found = regex.exec(text);
    if (found === null)
      return failed(`the text does not match ${String(regex)}: ${cut(seen.lines.join(' / '))}`);
    // A group that took no part in the match has no value, and a name keeps the one it had.
    for (const [name, value] of Object.entries<string | undefined>(found.groups ?? {}))
      if (value !== undefined) captures[name] = value;
  }
  // A refusal lists no keywords.
  const differences =
    isEhlo && reply.code === 250
      ? missingKeywords(expect.lines, reply)
      : textDifferences(expect.lines, reply, seen.lines);
  const enhanced = enhancedDifference(expect.lines, reply);
  if (enhanced !== undefined) return failed(enhanced);
  if (match === 'text' && differences.length > 0) return { ...failed(differences.join('; ')), captures };
  return { passed: true, message: '', remarks: differences, captures };
}

const PASSED: Judgement = { passed: true, message: '', remarks: [], captures: {} };

/** Code and first line, as a person would quote it. */
export function summary(reply: Reply): string {
  const more = reply.lines.length - 1;
  const rest = more <= 0 ? '' : ` (and ${more} more line${more === 1 ? '' : 's'})`;
  return `${reply.code} ${reply.lines[0] ?? ''}`.trim() + rest;
}

/** The same in a sentence, where a line may be too long to be read. */
export function brief(seen: Reply): string {
  return cut(summary(seen));
}

function failed(message: string): Judgement {
  return { passed: false, message, remarks: [], captures: {} };
}
