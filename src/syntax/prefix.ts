import { LONGEST_INDENT } from './line';

/** Who speaks on a line that carries a prefix. */
export type Speaker = 'client' | 'raw' | 'server' | 'optionalServer' | 'rawServer' | 'both';

/**
 * How a transcript marks who speaks: `C:` and `S:`; RFC 821's `S:` for the sender, which is the client, and `R:` for the
 * receiver; `>>>` and `<<<` of RFC 3461 and sendmail; the arrows of swaks. The first line of dialogue decides, so that
 * no other form means anything further down, in the text of a message above all.
 */
export type Notation = 'letters' | 'sender-receiver' | 'angles' | 'swaks';

export interface Prefix {
  readonly speaker: Speaker;
  readonly notation: Notation;
  /** Offset of the prefix's first character. */
  readonly start: number;
  /** After the colon and the one space that may follow it. */
  readonly valueStart: number;
}

const SPACE = 32;
const TAB = 9;
const AMPERSAND = 38;
const HYPHEN = 45;
const LESS = 60;
const GREATER = 62;
const TILDE = 126;

/** Both sides at once, as `C: & S:` or in the RFCs' form `C & S:` (RFC 3207 section 5). */
const BOTH = /[cs]:?[ \t]*&[ \t]*[cs]:/iy;
/** The client's text begins after one space, as further ones are sent; the server's arrows are padded. */
const SWAKS = /^(?:(->|~>)(?: |$)|(?:<-|<~|<\*\*|<~\*)(?: {1,2}|$))/;
const WINDOWS = /^C:\\[^<>|]*>\s*(?:(?:telnet|nc|ncat|openssl\s+s_client)\s|$)/i;
const ANGLES = /^(>>>|<<<)(?: |$)/;

/**
 * Reads what says who speaks at the start of a line, indented or not: `C:`, `C!:`, `S:`, `S?:`, `S!:` or `C: & S:` in either
 * case, or the like in another notation. By hand, as every line of every file comes this way on every keystroke.
 *
 * @param notation the transcript's; undefined before its first line of dialogue
 */
export function readPrefix(
  text: string,
  start: number,
  end: number,
  notation?: Notation,
): Prefix | undefined {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  if (at >= end || at - start >= LONGEST_INDENT) return undefined;
  const character = text.charCodeAt(at);
  const letter = character | 32;
  if (letter === 99 /* c */ || letter === 115 /* s */) {
    if (notation === undefined || notation === 'letters') return readLetters(text, at, end, letter === 99);
    return notation === 'sender-receiver' && letter === 115 ? readSender(text, at, end, 'client') : undefined;
  }
  if (letter === 114 /* r */)
    return notation === undefined || notation === 'sender-receiver'
      ? readSender(text, at, end, 'server')
      : undefined;
  if (character === LESS || character === GREATER || character === HYPHEN || character === TILDE)
    return readArrow(text, at, end, notation);
  return undefined;
}

/** Where RFC 821's notation shows itself, if it does, before any `C:` or the next transcript. */
const RECEIVER = /^[ \t]*(?:(R:)|C!?:|###)/gim;

/**
 * Whether a transcript whose first line of dialogue begins with `S:` is in RFC 821's notation, where that is the sender.
 *
 * @param from where the line begins
 */
export function hasReceiver(text: string, from: number): boolean {
  RECEIVER.lastIndex = from;
  return RECEIVER.exec(text)?.[1] !== undefined;
}

function readLetters(text: string, start: number, end: number, client: boolean): Prefix | undefined {
  let at = start + 1;
  const mark = text.charCodeAt(at);
  let speaker: Speaker = client ? 'client' : 'server';
  if (mark === 33 /* ! */) {
    speaker = client ? 'raw' : 'rawServer';
    at++;
  } else if (!client && mark === 63 /* ? */) {
    speaker = 'optionalServer';
    at++;
  }
  if (at >= end || text.charCodeAt(at) !== 58 /* : */) return readBoth(text, start, end);
  at++;
  // The prompt of Windows: `C:\Users\me>telnet mail.example.com 25`.
  if (
    client &&
    text.charCodeAt(at) === 92 /* \ */ &&
    WINDOWS.test(text.slice(start, Math.min(end, start + 300)))
  )
    return undefined;
  let value = at;
  while (value < end && isBlank(text.charCodeAt(value))) value++;
  if (text.charCodeAt(value) === AMPERSAND) {
    const both = readBoth(text, start, end);
    if (both !== undefined) return both;
  }
  if (at < end && text.charCodeAt(at) === SPACE) at++;
  return { speaker, notation: 'letters', start, valueStart: at };
}

function readBoth(text: string, start: number, end: number): Prefix | undefined {
  BOTH.lastIndex = start;
  if (!BOTH.test(text) || BOTH.lastIndex > end) return undefined;
  const at = BOTH.lastIndex;
  const valueStart = at < end && text.charCodeAt(at) === SPACE ? at + 1 : at;
  return { speaker: 'both', notation: 'letters', start, valueStart };
}

function readSender(
  text: string,
  start: number,
  end: number,
  speaker: 'client' | 'server',
): Prefix | undefined {
  let at = start + 1;
  if (at >= end || text.charCodeAt(at) !== 58 /* : */) return undefined;
  at++;
  if (at < end && text.charCodeAt(at) === SPACE) at++;
  return { speaker, notation: 'sender-receiver', start, valueStart: at };
}

function readArrow(
  text: string,
  start: number,
  end: number,
  wanted: Notation | undefined,
): Prefix | undefined {
  const head = text.slice(start, Math.min(end, start + 5));
  const angles = wanted === undefined || wanted === 'angles' ? ANGLES.exec(head) : null;
  if (angles !== null) {
    const speaker = angles[1] === '>>>' ? 'client' : 'server';
    return { speaker, notation: 'angles', start, valueStart: start + angles[0].length };
  }
  const swaks = wanted === undefined || wanted === 'swaks' ? SWAKS.exec(head) : null;
  if (swaks === null) return undefined;
  const speaker = swaks[1] === undefined ? 'server' : 'client';
  return { speaker, notation: 'swaks', start, valueStart: start + swaks[0].length };
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
