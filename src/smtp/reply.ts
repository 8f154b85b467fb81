import { parseEnhancedCode } from './enhancedCodes';
import { visible } from './escape';

/** One whole reply of the server (RFC 5321 section 4.2). */
export interface Reply {
  /** 200 to 599. */
  readonly code: number;
  /** The enhanced status code that the first line's text begins with, if its class fits the code (RFC 2034). */
  readonly enhanced?: string;
  /** The text of each line after the code and its separator, as UTF-8; bytes that are none are U+FFFD. */
  readonly lines: readonly string[];
  /** There if a line ended with LF or CR alone, which RFC 5321 section 2.3.8 forbids. */
  readonly bareLineEnds?: true;
  /** There if the input ended before the last line did. */
  readonly unterminated?: true;
}

/** How a line ended: `none` if the input did before it. */
export type LineEnding = 'crlf' | 'lf' | 'cr' | 'none';

/** What a line did to the reply. `line` is all of it as text; that of a malformed line is safe to print, and cut. */
export type ReplyProgress =
  | { readonly kind: 'more'; readonly line: string }
  | { readonly kind: 'reply'; readonly line: string; readonly reply: Reply }
  | {
      readonly kind: 'malformed';
      readonly line: string;
      readonly reason: MalformedReason;
      /** What is wrong, as a sentence. */
      readonly message: string;
    };

export type MalformedReason =
  'noCode' | 'codeRange' | 'mixedCodes' | 'tooLong' | 'tooManyLines' | 'badSeparator' | 'empty';

/** What a server may fill the client's memory with; RFC 5321 itself stops at 512 octets a line (section 4.5.3.1.5). */
export interface ReplyLimits {
  /** Octets of one line without its end. */
  readonly lineBytes: number;
  /** Lines of one reply. */
  readonly lines: number;
  /** Octets of one reply, line ends included. */
  readonly bytes: number;
}

/** Puts replies together from lines. It never throws. */
export interface ReplyParser {
  /** Takes the next line, without its end. After a malformed line, the next one begins a new reply. */
  push(line: Uint8Array, ending: LineEnding): ReplyProgress;
}

const DEFAULT_LIMITS: ReplyLimits = { lineBytes: 65_536, lines: 1_000, bytes: 1_048_576 };

/** A parser for one connection's replies, in order. */
export function createReplyParser(limits: Partial<ReplyLimits> = {}): ReplyParser {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  let pending = emptyReply();

  return {
    push(line, ending) {
      const text = decode(line.length > bounds.lineBytes ? line.subarray(0, bounds.lineBytes) : line);
      const parsed = parseLine(line, bounds) ?? checkAgainst(pending, line, bounds);
      if (parsed) {
        pending = emptyReply();
        return { kind: 'malformed', line: excerpt(text), ...parsed };
      }
      pending.code = codeOf(line);
      pending.lines.push(text.slice(4));
      pending.bytes += line.length + LINE_END_OCTETS[ending];
      pending.bareLineEnds ||= ending === 'lf' || ending === 'cr';
      if (line[3] === HYPHEN) return { kind: 'more', line: text };
      const reply = finish(pending, ending);
      pending = emptyReply();
      return { kind: 'reply', line: text, reply };
    },
  };
}

type Fault = { readonly reason: MalformedReason; readonly message: string };

interface PendingReply {
  code: number;
  lines: string[];
  bytes: number;
  bareLineEnds: boolean;
}

const HYPHEN = 0x2d;
const SPACE = 0x20;
const ZERO = 0x30;

const LINE_END_OCTETS: Readonly<Record<LineEnding, number>> = { crlf: 2, lf: 1, cr: 1, none: 0 };

/** A byte order mark stays: a server that sends one sends a line without a code. */
function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function emptyReply(): PendingReply {
  return { code: 0, lines: [], bytes: 0, bareLineEnds: false };
}

/** What is wrong with the line by itself. */
function parseLine(line: Uint8Array, bounds: ReplyLimits): Fault | undefined {
  if (line.length > bounds.lineBytes) {
    return { reason: 'tooLong', message: `The reply line is longer than ${bounds.lineBytes} octets.` };
  }
  if (line.length === 0)
    return { reason: 'empty', message: 'An empty line is no reply: a reply begins with a code.' };
  const digits = countDigits(line);
  if (digits === 0) return { reason: 'noCode', message: 'The line does not begin with a reply code.' };
  if (digits !== 3) {
    const found = digits > 3 ? 'more' : digits;
    return { reason: 'noCode', message: `A reply code has three digits; the line begins with ${found}.` };
  }
  const code = codeOf(line);
  if (code < 200 || code > 599) {
    return { reason: 'codeRange', message: `No reply code of SMTP begins with ${Math.floor(code / 100)}.` };
  }
  const separator = line[3];
  if (separator !== undefined && separator !== HYPHEN && separator !== SPACE) {
    return { reason: 'badSeparator', message: `After the code ${code} comes a space or a hyphen.` };
  }
  return undefined;
}

/** What is wrong with the line as the next one of a reply. */
function checkAgainst(pending: PendingReply, line: Uint8Array, bounds: ReplyLimits): Fault | undefined {
  const code = codeOf(line);
  if (pending.lines.length > 0 && pending.code !== code) {
    return { reason: 'mixedCodes', message: `One reply has the codes ${pending.code} and ${code}.` };
  }
  if (pending.lines.length >= bounds.lines) {
    return { reason: 'tooManyLines', message: `The reply has more than ${bounds.lines} lines.` };
  }
  if (pending.bytes + line.length > bounds.bytes) {
    return { reason: 'tooLong', message: `The reply is longer than ${bounds.bytes} octets.` };
  }
  return undefined;
}

function finish({ code, lines, bareLineEnds }: PendingReply, ending: LineEnding): Reply {
  const enhanced = parseEnhancedCode(lines[0] ?? '');
  return {
    code,
    lines,
    ...(enhanced?.class === Math.floor(code / 100) ? { enhanced: enhanced.text } : {}),
    ...(bareLineEnds ? { bareLineEnds: true } : {}),
    ...(ending === 'none' ? { unterminated: true } : {}),
  };
}

/** Up to 4, which already is too many. */
function countDigits(line: Uint8Array): number {
  let count = 0;
  while (count < 4 && isDigit(line[count])) count++;
  return count;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** The number in the first three bytes, once they are known to be digits. */
function codeOf([first = 0, second = 0, third = 0]: Uint8Array): number {
  return (first - ZERO) * 100 + (second - ZERO) * 10 + (third - ZERO);
}

/** Enough of a line to see what it is: a broken server's line may be long, and a terminal is not. */
function excerpt(text: string): string {
  return text.length > 200 ? `${visible(text.slice(0, 200))}…` : visible(text);
}
