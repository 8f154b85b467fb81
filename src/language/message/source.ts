import type { TranscriptDocument } from '../../syntax/document';
import type { LineRange, MessageLine } from './message';

/** What an entity is read from: the lines of the message's content, of which it has a range of indexes. */
export interface Source {
  readonly document: TranscriptDocument;
  readonly lines: readonly MessageLine[];
}

/** Indexes into the lines of a message as a range of the document's lines. */
export function rangeOf({ lines }: Source, from: number, end: number): LineRange {
  const start = lines[from]?.index ?? (lines.at(-1)?.index ?? -1) + 1;
  if (from >= end) return { firstLine: start, endLine: start };
  return { firstLine: start, endLine: (lines[end - 1]?.index ?? start) + 1 };
}
