import { isConnectionLine } from './connection';
import type { Diagnostic } from './diagnostic';
import type { RawText } from './line';
import { conversationBegins } from './lookahead';
import { readPrefix, type Notation } from './prefix';
import { bareLine, foreignMark, proseLine } from './problems';
import { isProse } from './prose';

/**
 * What is wrong with a line that does not say who speaks, where each has to.
 *
 * @param notation the transcript's, or before its first line of dialogue that of the lines below
 */
export function unmarkedLine(
  document: string,
  { start, end, fullEnd }: RawText,
  notation: Notation | undefined,
  insideContent: boolean,
): Diagnostic {
  const text = document.slice(start, end);
  const prefixes = PREFIXES[notation ?? 'letters'];
  const foreign = readPrefix(document, start, end);
  if (foreign !== undefined && foreign.speaker !== 'both') return foreignMark(foreign, end, prefixes);
  if (isProse(text) && !insideContent) {
    const begins = conversationBegins(document, fullEnd, isConnectionLine);
    return proseLine(text, start, begins, prefixes);
  }
  return bareLine(text, start, REPLY_LINE.test(text.trim()), prefixes);
}

/** A reply as a terminal shows it. */
export const REPLY_LINE = /^[2-5]\d\d(?:[ -]|$)/;

/** How to mark a line that has no mark. */
const PREFIXES: Readonly<Record<Notation, { readonly client: string; readonly server: string }>> = {
  letters: { client: 'C:', server: 'S:' },
  'sender-receiver': { client: 'S:', server: 'R:' },
  angles: { client: '>>>', server: '<<<' },
  swaks: { client: ' ->', server: '<- ' },
};
