import type { TranscriptDocument } from '../../syntax/document';
import { isOmission, type LineRange } from './index';

/**
 * Whether all of a range is in the text: no file is included there, no line is exact bytes or an elision, and none is nothing
 * but a `{{…}}`, which may stand for several lines.
 */
export function isLiteral({ text, lines }: TranscriptDocument, { firstLine, endLine }: LineRange): boolean {
  for (let at = firstLine; at < endLine; at++) {
    const line = lines[at];
    if (line?.kind === 'include' || line?.kind === 'raw' || line?.kind === 'note') return false;
    if (line?.kind !== 'content') continue;
    const value = text.slice(line.value.start, line.value.end);
    if (value.startsWith('{{') || isOmission(value)) return false;
  }
  return true;
}

/** The first line of a range that holds what ASCII does not, and where it stands; undefined if there is none. */
export function firstNotAscii(
  { text, lines }: TranscriptDocument,
  { firstLine, endLine }: LineRange,
): { readonly start: number; readonly end: number } | undefined {
  const start = lines[firstLine]?.span.start;
  const end = lines[endLine - 1]?.span.end;
  if (start === undefined || end === undefined || endLine <= firstLine) return undefined;
  // Nearly every message has none, which one search tells.
  if (!NOT_ASCII.test(text.slice(start, end))) return undefined;
  for (let at = firstLine; at < endLine; at++) {
    const line = lines[at];
    if (line?.kind !== 'content') continue;
    const found = NOT_ASCII_RUN.exec(text.slice(line.value.start, line.value.end));
    if (found === null) continue;
    const from = line.value.start + found.index;
    return { start: from, end: from + found[0].length };
  }
  return undefined;
}

const NOT_ASCII = /[^\0-\x7f]/;
const NOT_ASCII_RUN = /[^\0-\x7f]+/;
