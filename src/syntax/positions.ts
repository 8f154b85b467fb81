import type { LineNode, TranscriptDocument } from './document';

/** Line and UTF-16 column, both from 0, as the LSP counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** The line that holds an offset; the last line for an offset at the end of the text. */
export function lineAt(document: TranscriptDocument, offset: number): LineNode | undefined {
  let low = 0;
  let high = document.lines.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((document.lines[middle]?.fullEnd ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return document.lines[low];
}

/** Where an offset stands; after a final line end that is column 0 of the line below. */
export function positionAt(document: TranscriptDocument, offset: number): Position {
  const line = lineAt(document, offset);
  if (line === undefined) return { line: 0, character: 0 };
  if (offset >= line.fullEnd && line.fullEnd > line.span.end) return { line: line.index + 1, character: 0 };
  return { line: line.index, character: Math.max(0, Math.min(offset, line.span.end) - line.span.start) };
}

/** The offset of a position, held within the text. */
export function offsetAt(document: TranscriptDocument, position: Position): number {
  const line = document.lines[position.line];
  if (line === undefined) return document.text.length;
  return Math.min(line.span.start + position.character, line.span.end);
}
