import type { TranscriptDocument } from '../../syntax/document';
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
  const headers: Header[] = [];
  let complete = true;
  /** The field that the next line may continue. */
  let open: OpenHeader | undefined;
  const close = (): void => {
    if (open !== undefined) headers.push(finished(open, text));
    open = undefined;
  };
  for (let at = from; at < end; at++) {
    const line = lines[at];
    if (line === undefined) break;
    if (line.kind !== 'content') {
      close();
      complete = false;
      continue;
    }
    const { start, end: lineEnd } = line.value;
    const first = trim(text, start, lineEnd).start;
    if (isBlank(text, first, lineEnd)) {
      close();
      return { headers, complete, headerEnd: 'blank', headerEndAt: at, bodyAt: at + 1 };
    }
    if (first > start && open !== undefined) {
      open.lines.push({ index: line.index, span: line.value });
      continue;
    }
    const nameEnd = endOfName(text, start, lineEnd);
    const name = nameEnd === undefined ? undefined : text.slice(start, nameEnd);
    // With a colon in it, only brackets around all of it make a line one that stands for others.
    const value = name === undefined || '.<[('.includes(name.charAt(0)) ? text.slice(start, lineEnd) : '';
    const omission = value !== '' && OMISSION.test(value);
    if (name !== undefined && !omission) {
      close();
      open = { name, start, lines: [{ index: line.index, span: line.value }] };
      if (name.includes('{{')) complete = false;
      continue;
    }
    // Without any field before it, an elision stands for a whole message: “Blah blah blah...”.
    if (value.includes('{{') || (omission && (open !== undefined || headers.length > 0))) {
      close();
      complete = false;
      continue;
    }
    close();
    return { headers, complete, headerEnd: 'text', headerEndAt: at, bodyAt: at };
  }
  close();
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
  let wanted: string | undefined;
  for (const header of headers) {
    if (header.name.length !== name.length) continue;
    if (header.name === name || header.name.toLowerCase() === (wanted ??= name.toLowerCase())) return header;
  }
  return undefined;
}

/** Whether a line is something left out, or described: what would stand there is not known. */
export function isOmission(value: string): boolean {
  return OMISSION.test(value);
}

interface OpenHeader {
  readonly name: string;
  readonly start: number;
  readonly lines: { readonly index: number; readonly span: Span }[];
}

/**
 * Where the name of a field ends; undefined if no colon follows it. White space between them is obsolete, and read all the
 * same (RFC 5322 section 4.5). Letter by letter, as every line of every header comes by here.
 */
function endOfName(text: string, start: number, end: number): number | undefined {
  let nameEnd = start;
  while (nameEnd < end && isNameCharacter(text.charCodeAt(nameEnd))) nameEnd++;
  let at = nameEnd;
  while (at < end && isWhiteSpace(text.charCodeAt(at))) at++;
  return nameEnd > start && at < end && text.charCodeAt(at) === COLON ? nameEnd : undefined;
}

/** Printable ASCII but for the colon (RFC 5322 section 2.2). */
function isNameCharacter(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== COLON;
}

const COLON = 0x3a;
/** In angle brackets only what is no HTML, which a message may well hold. */
const OMISSION =
  /^\.\.\.|^<(?![!/?]|(?:html|p|div|br|hr|table|tr|td|ul|ol|li|h[1-6]|style)\b)[^<>="]*>\s*$|^\[.*\]\s*$|^\(.*\)\s*$|^[^:]*\.\.\.\s*$/i;

function finished({ name, start, lines }: OpenHeader, text: string): Header {
  const valueSpans: Span[] = [];
  const values: string[] = [];
  for (const { span } of lines) {
    const from = valueSpans.length === 0 ? text.indexOf(':', start + name.length) + 1 : span.start;
    const trimmed = trim(text, from, span.end);
    valueSpans.push(trimmed);
    if (trimmed.end > trimmed.start) values.push(text.slice(trimmed.start, trimmed.end));
  }
  return {
    name,
    nameSpan: { start, end: start + name.length },
    value: values.join(' '),
    valueSpans,
    range: rangeOf(lines),
  };
}

function rangeOf(lines: OpenHeader['lines']): LineRange {
  const firstLine = lines[0]?.index ?? 0;
  return { firstLine, endLine: (lines.at(-1)?.index ?? firstLine) + 1 };
}

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
