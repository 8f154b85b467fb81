import type { TranscriptDocument } from '../../syntax/document';
import type { LineRange } from './index';

/**
 * The boundary that the lines of a body use, whatever its header says: that of the first line `--boundary--` for which there is a line
 * `--boundary` before it.
 */
export function usedBoundary({ text, lines }: TranscriptDocument, range: LineRange): string | undefined {
  const opened = new Set<string>();
  for (let at = range.firstLine; at < range.endLine; at++) {
    const line = lines[at];
    if (line?.kind !== 'content' || !text.startsWith('--', line.value.start)) continue;
    const value = text.slice(line.value.start + 2, line.value.end).trimEnd();
    const closed = value.endsWith('--') ? value.slice(0, -2) : undefined;
    if (closed !== undefined && opened.has(closed)) return closed;
    if (value !== '' && value.length <= LONGEST) opened.add(value);
  }
  return undefined;
}

/** As a parameter of Content-Type. */
export function boundaryParameter(boundary: string): string {
  return `boundary="${boundary.replace(/["\\]/g, '\\$&')}"`;
}

/** RFC 2046 section 5.1.1. */
const LONGEST = 70;
