import type { TranscriptDocument } from '../../syntax/document';
import { lineOf } from '../../syntax/line';
import type { Span } from '../../syntax/span';
import type { Entity, Header, LineRange, MessageLine } from './message';

/** The header of an entity, and at which of its lines the body starts. */
export interface HeaderSection extends Pick<Entity, 'headers' | 'complete' | 'headerEnd'> {
  /** Where the header ends, as an index into the lines given. */
  readonly headerEndAt: number;
  /** Where the body starts, as an index into the lines given: after the blank line. */
  readonly bodyAt: number;
}

/** Reads the header fields from a line on. Stops at the first line that is none, so that a body costs nothing. */
export function readHeaders(
  { text }: TranscriptDocument,
  lines: readonly MessageLine[],
  from: number,
  end: number,
): HeaderSection {
  const headers: HeaderField[] = [];
  let complete = true;
  /** The field that the next line may continue. */
  let open: HeaderField | undefined;
  for (let at = from; at < end; at++) {
    const node = lines[at];
    if (node === undefined) break;
    const line = lineOf(node);
    if (line.kind !== 'content') {
      open = undefined;
      complete = false;
      continue;
    }
    const start = line.valueStart;
    const lineEnd = line.end;
    let first = start;
    while (first < lineEnd && isWhiteSpace(text.charCodeAt(first))) first++;
    if (isBlank(text, first, lineEnd))
      return { headers, complete, headerEnd: 'blank', headerEndAt: at, bodyAt: at + 1 };
    if (first > start && open !== undefined) {
      open.endAt = at + 1;
      continue;
    }
    const nameEnd = endOfName(text, start, lineEnd);
    // With a colon in it, only brackets around all of it make a line one that stands for others.
    const value = nameEnd === -1 || mayOmit(text.charCodeAt(start)) ? text.slice(start, lineEnd) : '';
    const omission = value !== '' && OMISSION.test(value);
    if (nameEnd !== -1 && !omission) {
      open = new HeaderField(text, lines, at, start, nameEnd);
      headers.push(open);
      if (hasTemplate(text, start, nameEnd)) complete = false;
      continue;
    }
    // Without any field before it, an elision stands for a whole message: “Blah blah blah...”.
    if (value.includes('{{') || (omission && headers.length > 0)) {
      open = undefined;
      complete = false;
      continue;
    }
    return { headers, complete, headerEnd: 'text', headerEndAt: at, bodyAt: at };
  }
  return { headers, complete, headerEnd: 'end', headerEndAt: end, bodyAt: end };
}

/** Where a piece of the unfolded value stands in the document; of one that is folded in the middle, up to there. */
export function spanInValue({ valueSpans }: Header, offset: number, length: number): Span {
  let left = offset;
  for (const { start, end } of valueSpans) {
    if (start === end) continue;
    if (left <= end - start) return { start: start + left, end: Math.min(end, start + left + length) };
    left -= end - start + 1; // unfolded, one space stands between what were two lines
  }
  const last = valueSpans.at(-1) ?? { start: 0, end: 0 };
  return { start: last.end, end: last.end };
}

/** The field of this name, in any case; of several the first. */
export function headerOf({ headers }: Pick<Entity, 'headers'>, name: string): Header | undefined {
  for (const header of headers) if (header.isNamed(name)) return header;
  return undefined;
}

/** Whether a line is something left out, or described: what would stand there is not known. */
export function isOmission(value: string): boolean {
  return OMISSION.test(value);
}

/**
 * A class, so that of most fields nothing is read but the name: a large file has very many, and a rule that looks for one of
 * them makes nothing of the others.
 */
class HeaderField implements Header {
  readonly nameKey: number;
  /** After the last of its lines, which is a line of the message. */
  endAt: number;
  readonly #text: string;
  readonly #lines: readonly MessageLine[];
  readonly #at: number;
  readonly #start: number;
  readonly #nameEnd: number;

  constructor(text: string, lines: readonly MessageLine[], at: number, start: number, nameEnd: number) {
    this.nameKey = keyOf(text, start, nameEnd);
    this.endAt = at + 1;
    this.#text = text;
    this.#lines = lines;
    this.#at = at;
    this.#start = start;
    this.#nameEnd = nameEnd;
  }

  get name(): string {
    return this.#text.slice(this.#start, this.#nameEnd);
  }

  get nameSpan(): Span {
    return { start: this.#start, end: this.#nameEnd };
  }

  get value(): string {
    let value = '';
    for (const { start, end } of this.valueSpans) {
      if (start === end) continue;
      const piece = this.#text.slice(start, end);
      value = value === '' ? piece : `${value} ${piece}`;
    }
    return value;
  }

  get valueSpans(): readonly Span[] {
    const text = this.#text;
    const spans: Span[] = [];
    for (let at = this.#at; at < this.endAt; at++) {
      const node = this.#lines[at];
      if (node === undefined) break;
      const line = lineOf(node);
      const from = at === this.#at ? text.indexOf(':', this.#nameEnd) + 1 : line.valueStart;
      spans.push(trim(text, from, line.end));
    }
    return spans;
  }

  get range(): LineRange {
    const firstLine = this.#lines[this.#at]?.index ?? 0;
    return { firstLine, endLine: (this.#lines[this.endAt - 1]?.index ?? firstLine) + 1 };
  }

  isNamed(name: string): boolean {
    const { length } = name;
    if (this.#nameEnd - this.#start !== length) return false;
    const text = this.#text;
    for (let at = 0; at < length; at++)
      if (lowerCase(text.charCodeAt(this.#start + at)) !== lowerCase(name.charCodeAt(at))) return false;
    return true;
  }
}

/** The same for names that differ in case only, and hardly ever for others. */
function keyOf(text: string, start: number, end: number): number {
  let key = 0;
  for (let at = start; at < end; at++) key = (Math.imul(key, 31) + lowerCase(text.charCodeAt(at))) | 0;
  return key;
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/**
 * Where the name of a field ends; -1 if no colon follows it. White space between them is obsolete, and read all the same
 * (RFC 5322 section 4.5). Letter by letter, as every line of every header comes by here.
 */
function endOfName(text: string, start: number, end: number): number {
  let nameEnd = start;
  while (nameEnd < end && isNameCharacter(text.charCodeAt(nameEnd))) nameEnd++;
  let at = nameEnd;
  while (at < end && isWhiteSpace(text.charCodeAt(at))) at++;
  return nameEnd > start && at < end && text.charCodeAt(at) === COLON ? nameEnd : -1;
}

function hasTemplate(text: string, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++)
    if (text.charCodeAt(at) === BRACE && text.charCodeAt(at - 1) === BRACE) return true;
  return false;
}

/** By the first character of a line that looks like a field, as {@link OMISSION} has them. */
function mayOmit(first: number): boolean {
  return first === 0x2e || first === 0x3c || first === 0x5b || first === 0x28;
}

/** Printable ASCII but for the colon (RFC 5322 section 2.2). */
function isNameCharacter(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== COLON;
}

const COLON = 0x3a;
const BRACE = 0x7b;
/** In angle brackets only what is no HTML, which a message may well hold. */
const OMISSION =
  /^\.\.\.|^<(?![!/?]|(?:html|p|div|br|hr|table|tr|td|ul|ol|li|h[1-6]|style)\b)[^<>="]*>\s*$|^\[.*\]\s*$|^\(.*\)\s*$|^[^:]*\.\.\.\s*$/i;

function trim(text: string, start: number, end: number): Span {
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/** @param first the first character that is no space and no tab */
function isBlank(text: string, first: number, end: number): boolean {
  if (first >= end) return true;
  const code = text.charCodeAt(first);
  return (code <= 0x20 || code >= 0x7f) && text.slice(first, end).trim() === '';
}

function isWhiteSpace(code: number): boolean {
  return code === 32 || code === 9;
}
