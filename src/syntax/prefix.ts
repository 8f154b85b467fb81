/** Who speaks on a line that carries a prefix. */
export type Speaker = 'client' | 'raw' | 'server' | 'optionalServer' | 'both';

export interface Prefix {
  readonly speaker: Speaker;
  /** Offset of the prefix's first character. */
  readonly start: number;
  /** After the colon and the one space that may follow it. */
  readonly valueStart: number;
}

const SPACE = 32;
const TAB = 9;

/** Both sides at once, as `C: & S:` or in the RFCs' form `C & S:` (RFC 3207 section 5). */
const BOTH = /c:?[ \t]*&[ \t]*s:/iy;

/**
 * Reads `C:`, `C!:`, `S:`, `S?:` or `C: & S:` at the start of a line, indented or not, in either case. By hand, as every
 * line of every file comes this way on every keystroke.
 */
export function readPrefix(text: string, start: number, end: number): Prefix | undefined {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  const prefixStart = at;
  const letter = text.charCodeAt(at) | 32;
  if (letter !== 99 /* c */ && letter !== 115 /* s */) return undefined;
  if (at >= end) return undefined;
  at++;
  const client = letter === 99;
  const mark = text[at];
  let speaker: Speaker = client ? 'client' : 'server';
  if (client && mark === '!') {
    speaker = 'raw';
    at++;
  } else if (!client && mark === '?') {
    speaker = 'optionalServer';
    at++;
  }
  BOTH.lastIndex = prefixStart;
  if (speaker === 'client' && BOTH.test(text)) {
    speaker = 'both';
    at = BOTH.lastIndex;
  } else {
    if (at >= end || text[at] !== ':') return undefined;
    at++;
  }
  if (at < end && text.charCodeAt(at) === SPACE) at++;
  return { speaker, start: prefixStart, valueStart: at };
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
