import type { Delimiter, MessageLine, Multipart } from './message';
import { rangeOf, type Source } from './source';

/** A part of a multipart, as indexes into the lines of the message. */
export interface PartLines {
  readonly from: number;
  readonly end: number;
}

/**
 * Divides a multipart at its delimiter lines (RFC 2046 section 5.1.1). They are found by searching the text for the
 * boundary, so that the lines between them cost nothing.
 */
export function readMultipart(
  source: Source,
  from: number,
  end: number,
  boundary: string,
): Multipart & { readonly parts: readonly PartLines[] } {
  const delimiters: Delimiter[] = [];
  const parts: PartLines[] = [];
  let firstAt: number | undefined;
  let partFrom: number | undefined;
  let closeAt: number | undefined;
  for (const [at, delimiter] of delimitersIn(source, from, end, boundary)) {
    delimiters.push(delimiter);
    firstAt ??= at;
    if (partFrom !== undefined) parts.push({ from: partFrom, end: at });
    partFrom = at + 1;
    if (delimiter.kind === 'close') {
      closeAt = at;
      break;
    }
  }
  if (partFrom !== undefined && closeAt === undefined) parts.push({ from: partFrom, end });
  return {
    boundary,
    delimiters,
    preamble: rangeOf(source, from, firstAt ?? end),
    epilogue: rangeOf(source, closeAt === undefined ? end : closeAt + 1, end),
    closed: closeAt !== undefined,
    parts,
  };
}

/** Each delimiter line and its index among the lines of the message. */
function* delimitersIn(
  { document, lines }: Source,
  from: number,
  end: number,
  boundary: string,
): Generator<readonly [number, Delimiter]> {
  const first = lines[from];
  const last = lines[end - 1];
  if (first === undefined || last === undefined || from >= end) return;
  const start = first.value.start;
  // Of the document no more is searched than the body, or many messages would take quadratic time.
  const body = document.text.slice(start, last.span.end);
  const dashed = `--${boundary}`;
  let low = from;
  for (let found = body.indexOf(dashed); found !== -1; found = body.indexOf(dashed, found + dashed.length)) {
    const offset = start + found;
    const at = indexAt(lines, low, end, offset);
    low = at;
    const line = lines[at];
    if (line?.kind !== 'content' || line.value.start !== offset) continue;
    const rest = document.text.slice(offset + dashed.length, line.value.end).trimEnd();
    if (rest !== '' && rest !== '--') continue;
    yield [at, { kind: rest === '' ? 'open' : 'close', line: line.index, span: line.value }];
  }
}

/** The last line, from one index to another, that starts at an offset of the document or before it. */
function indexAt(lines: readonly MessageLine[], from: number, end: number, offset: number): number {
  let low = from;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const line = lines[middle];
    if (line !== undefined && line.span.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
