import type { Span } from './span';
import { withoutEscapes } from './template';

/** What an `S:` line expects. Offsets are absolute in the document. */
export type Pattern =
  | ReplyPattern
  /** `...`: any lines of this reply. */
  | { readonly kind: 'elision' }
  /** The end of the connection, in any of {@link CLOSE}'s words. */
  | { readonly kind: 'close' }
  /** `S!:` exact bytes, which only a scripted server sends. */
  | { readonly kind: 'bytes' }
  | { readonly kind: 'silence'; readonly milliseconds: number }
  | { readonly kind: 'malformed'; readonly reason: string };

export interface ReplyPattern {
  readonly kind: 'reply';
  /** Each three characters: digits, or `x` for any digit. At least one. */
  readonly codes: readonly string[];
  readonly code: Span;
  /** Whether more lines of the same reply follow (`250-`). */
  readonly continues: boolean;
  /** The recorded text after the code, in which `\{{` is `{{`; absent when only a code is expected. */
  readonly text: { readonly value: string; readonly span: Span } | undefined;
  readonly regex: { readonly source: string; readonly flags: string; readonly span: Span } | undefined;
}

const CODE =
  /^([2-5][0-9]{2}|[2-5][0-9]x|[2-5]xx)((?:\|(?:[2-5][0-9]{2}|[2-5][0-9]x|[2-5]xx))*)(?:([ -])(.*))?$/is;
const SILENCE = /^<silence\s+(\d+(?:\.\d+)?)\s*(ms|s|m)>$/i;
/** How a scripted server ends a connection; to a run it is all the same. */
const CLOSE = /^<(?:close|half-close|reset)>$/i;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const REGEX = /^\/(.+)\/([a-z]*)$/s;

/** What a reply pattern is apart from where it stands; offsets are counted from the start of the value. */
export class ReplyShape {
  constructor(
    readonly codes: readonly string[],
    readonly code: Span,
    readonly continues: boolean,
    /** Undefined when there is none; a text that ends with the line has no end of its own. */
    readonly text: { readonly start: number; readonly end: number | undefined } | undefined,
    readonly regex: { readonly source: string; readonly flags: string; readonly span: Span } | undefined,
  ) {}
}

/** A reply pattern on its line. Its spans are made when they are asked for. */
export class LinePattern implements ReplyPattern {
  readonly kind = 'reply';
  readonly #shape: ReplyShape;
  readonly #source: { readonly text: string };
  readonly #start: number;
  readonly #end: number;

  constructor(shape: ReplyShape, source: { readonly text: string }, start: number, end: number) {
    this.#shape = shape;
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  get codes(): readonly string[] {
    return this.#shape.codes;
  }

  get code(): Span {
    return this.#at(this.#shape.code);
  }

  get continues(): boolean {
    return this.#shape.continues;
  }

  get text(): ReplyPattern['text'] {
    const { text } = this.#shape;
    if (text === undefined) return undefined;
    const end = text.end === undefined ? this.#end : this.#start + text.end;
    const span = { start: this.#start + text.start, end };
    return { value: withoutEscapes(this.#source.text.slice(span.start, span.end)), span };
  }

  get regex(): ReplyPattern['regex'] {
    const { regex } = this.#shape;
    return regex === undefined ? undefined : { ...regex, span: this.#at(regex.span) };
  }

  #at({ start, end }: Span): Span {
    return { start: this.#start + start, end: this.#start + end };
  }
}

/** Reads the text after `S:` into what does not depend on where it stands. */
export function readPattern(text: string): ReplyShape | Exclude<Pattern, { kind: 'reply' }> {
  return readPlainReply(text) ?? readAnyPattern(text);
}

/** `250`, `250 text`, `250-text`: nearly all replies, which share their shapes. */
function readPlainReply(text: string): ReplyShape | undefined {
  const { length } = text;
  const first = text.charCodeAt(0) - ZERO;
  const second = text.charCodeAt(1) - ZERO;
  const third = text.charCodeAt(2) - ZERO;
  if (!(first >= 2 && first <= 5 && second >= 0 && second <= 9 && third >= 0 && third <= 9)) return undefined;
  const code = first * 100 + second * 10 + third;
  if (length === 3) return plainShape(code, 0);
  const separator = text.charCodeAt(3);
  if (separator !== SPACE && separator !== HYPHEN) return undefined;
  const continues = separator === HYPHEN ? 1 : 0;
  if (length === 4) return continues === 1 ? plainShape(code, 1) : undefined;
  const last = text.charCodeAt(length - 1);
  if (last <= SPACE || last > 126 || text.charCodeAt(4) === SLASH) return undefined;
  return plainShape(code, 2 + continues);
}

/** @param form 0 the code alone, 1 `250-`, 2 with text, 3 with text and a hyphen */
function plainShape(code: number, form: number): ReplyShape {
  const key = code * 4 + form;
  let shape = PLAIN_SHAPES.get(key);
  if (shape === undefined) {
    const text = form >= 2 ? { start: 4, end: undefined } : undefined;
    // The forms of a code share its codes, so that two lines can be seen to agree at a glance.
    const codes = form === 0 ? [String(code)] : plainShape(code, 0).codes;
    shape = new ReplyShape(codes, { start: 0, end: 3 }, form % 2 === 1, text, undefined);
    PLAIN_SHAPES.set(key, shape);
  }
  return shape;
}

/** At most four for each of the 400 codes. */
const PLAIN_SHAPES = new Map<number, ReplyShape>();
const ZERO = 48;
const SPACE = 32;
const HYPHEN = 45;
const SLASH = 47;

function readAnyPattern(text: string): ReplyShape | Exclude<Pattern, { kind: 'reply' }> {
  const trimmed = text.trim();
  // Authors align the codes of `S:` and `S?:` lines, so white space before one means nothing.
  const codeStart = text.length - text.trimStart().length;
  const match = CODE.exec(trimmed);
  if (match?.[1] === undefined) return withoutCode(trimmed);
  const codeText = match[1] + (match[2] ?? '');
  const rest = match[4] ?? '';
  const restStart = codeStart + codeText.length + 1;
  const span = { start: restStart, end: restStart + rest.length };
  const regex = rest.startsWith('/') ? REGEX.exec(rest) : null;
  return new ReplyShape(
    match[2] === '' ? [match[1].toLowerCase()] : codeText.toLowerCase().split('|'),
    { start: codeStart, end: codeStart + codeText.length },
    match[3] === '-',
    rest === '' || regex !== null ? undefined : span,
    regex?.[1] === undefined ? undefined : { source: regex[1], flags: regex[2] ?? '', span },
  );
}

function withoutCode(text: string): Exclude<Pattern, { kind: 'reply' }> {
  if (text === '...') return { kind: 'elision' };
  if (CLOSE.test(text)) return { kind: 'close' };
  const silence = SILENCE.exec(text);
  if (silence?.[1] === undefined) return { kind: 'malformed', reason: malformedReason(text) };
  const unit = UNITS[silence[2]?.toLowerCase() ?? ''] ?? 1;
  return { kind: 'silence', milliseconds: Number(silence[1]) * unit };
}

/** Whether a reply with this code (three digits) could satisfy one of the pattern's codes. */
export function codeMatches(codes: readonly string[], code: string): boolean {
  if (codes.includes(code)) return true;
  return codes.some((wanted) => [0, 1, 2].every((at) => wanted[at] === 'x' || wanted[at] === code[at]));
}

/** Whether one of the codes may be of the class that starts with this digit. */
export function mayBeClass(codes: readonly string[], digit: string): boolean {
  return codes.some((code) => code.startsWith(digit));
}

/** Whether a text is meant as a silence, right or wrong: it is never a note for the reader. */
export function isSilence(text: string): boolean {
  return /^\s*<silence\b/i.test(text);
}

function malformedReason(text: string): string {
  if (isSilence(text)) return 'a silence takes a number with ms, s or m, as in `<silence 3s>`';
  if (/^\d{3}[^ \d-]/.test(text))
    return 'after the three digits comes a space, or a hyphen when more lines follow';
  if (/^[016-9]\d\d(?!\d)/.test(text)) return 'the first digit of a reply code is 2, 3, 4 or 5';
  if (/^\d/.test(text)) return 'a reply code has three digits';
  return 'a reply starts with a three-digit code, as in `S: 250 Ok`';
}
