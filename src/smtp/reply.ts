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
  /** There if a line ended with LF alone, which RFC 5321 section 2.3.8 forbids. */
  readonly bareLineEnds?: true;
}

/** A line of a reply as it was received. */
export interface ReplyLine {
  /** Without its end, as UTF-8; octets that are none are U+FFFD. */
  readonly text: string;
  /** How many octets it has, without its end. */
  readonly octets: number;
  readonly ending: 'crlf' | 'lf';
}

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

const DEFAULT_LIMITS: ReplyLimits = { lineBytes: 65_536, lines: 1_000, bytes: 1_048_576 };

/** Puts replies together from lines. It never throws. */
export class ReplyParser {
  readonly #limits: ReplyLimits;
  #code = 0;
  #lines: string[] = [];
  /** Octets so far, line ends included. */
  #octets = 0;
  #bareLineEnds = false;

  constructor(limits: ReplyLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Takes the next line. After a malformed line, the next one begins a new reply. */
  push(line: ReplyLine): ReplyProgress {
    const { text, octets, ending } = line;
    const fault = faultOf(line, this.#limits) ?? this.#faultBehind(line);
    if (fault !== undefined) {
      this.#reset();
      return { kind: 'malformed', line: excerpt(text), ...fault };
    }
    this.#code = codeOf(text);
    this.#lines.push(text.slice(4));
    this.#octets += octets + (ending === 'lf' ? 1 : 2);
    if (ending === 'lf') this.#bareLineEnds = true;
    return text.charAt(3) === '-' ? { kind: 'more', line: text } : this.#finish(text);
  }

  /** What is wrong with the line as the next one of a reply. */
  #faultBehind({ text, octets }: ReplyLine): Fault | undefined {
    if (this.#lines.length === 0) return undefined;
    const code = codeOf(text);
    const { lines, bytes } = this.#limits;
    if (this.#code !== code)
      return { reason: 'mixedCodes', message: `One reply has the codes ${this.#code} and ${code}.` };
    if (this.#lines.length >= lines)
      return { reason: 'tooManyLines', message: `The reply has more than ${lines} lines.` };
    if (this.#octets + octets > bytes)
      return { reason: 'tooLong', message: `The reply is longer than ${bytes} octets.` };
    return undefined;
  }

  #finish(line: string): ReplyProgress {
    const code = this.#code;
    const lines = this.#lines;
    const found = parseEnhancedCode(lines[0] ?? '');
    const enhanced = found?.class === Math.floor(code / 100) ? found.text : undefined;
    const reply: Reply = enhanced === undefined ? { code, lines } : { code, enhanced, lines };
    const whole: Reply = this.#bareLineEnds ? { ...reply, bareLineEnds: true } : reply;
    this.#reset();
    return { kind: 'reply', line, reply: whole };
  }

  #reset(): void {
    this.#lines = [];
    this.#octets = 0;
    this.#bareLineEnds = false;
  }
}

type Fault = { readonly reason: MalformedReason; readonly message: string };

/** What is wrong with the line by itself. */
function faultOf({ text, octets }: ReplyLine, { lineBytes }: ReplyLimits): Fault | undefined {
  if (octets > lineBytes)
    return { reason: 'tooLong', message: `The reply line is longer than ${lineBytes} octets.` };
  if (octets === 0)
    return { reason: 'empty', message: 'An empty line is no reply: a reply begins with a code.' };
  const digits = countDigits(text);
  if (digits === 0) return { reason: 'noCode', message: 'The line does not begin with a reply code.' };
  if (digits !== 3) {
    const found = digits > 3 ? 'more' : digits;
    return { reason: 'noCode', message: `A reply code has three digits; the line begins with ${found}.` };
  }
  const code = codeOf(text);
  if (code < 200 || code > 599)
    return { reason: 'codeRange', message: `No reply code of SMTP begins with ${Math.floor(code / 100)}.` };
  if (text.length > 3 && text.charAt(3) !== '-' && text.charAt(3) !== ' ')
    return { reason: 'badSeparator', message: `After the code ${code} comes a space or a hyphen.` };
  return undefined;
}

/** Up to 4, which already is too many. */
function countDigits(text: string): number {
  let count = 0;
  while (count < 4 && isDigit(text.charCodeAt(count))) count++;
  return count;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= ZERO + 9;
}

/** The number in the first three characters, once they are known to be digits. */
function codeOf(text: string): number {
  return (text.charCodeAt(0) - ZERO) * 100 + (text.charCodeAt(1) - ZERO) * 10 + (text.charCodeAt(2) - ZERO);
}

const ZERO = 0x30;

/** Enough of a line to see what it is: a broken server's line may be long, and a terminal is not. */
function excerpt(text: string): string {
  return text.length > 200 ? `${visible(text.slice(0, 200))}…` : visible(text);
}
