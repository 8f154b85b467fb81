import type { TranscriptDocument } from '../syntax/document';

/**
 * What the features look at that answer for a whole file at once, whoever may ever see it: of a huge one its beginning. An
 * editor shows some thousands of lenses, symbols and folds at the most, and to make them, hand them over and draw them takes
 * it longer than a person waits. Features that are asked about a place or a range know the whole file.
 */
export function headOf(document: TranscriptDocument): TranscriptDocument {
  if (!isHuge(document)) return document;
  let head = HEADS.get(document);
  if (head === undefined) HEADS.set(document, (head = cut(document)));
  return head;
}

/** Whether {@link headOf} leaves something out. */
export function isHuge({ lines }: TranscriptDocument): boolean {
  return lines.length > LINES;
}

/** About eight hundred conversations, or a message with an attachment of a megabyte. */
const LINES = 20_000;

const HEADS = new WeakMap<TranscriptDocument, TranscriptDocument>();

/** Transcripts stay whole, and there is at least one. */
function cut(document: TranscriptDocument): TranscriptDocument {
  const { lines } = document;
  const within = document.transcripts.filter(({ endLine }, at) => at === 0 || endLine <= LINES);
  const end = Math.max(
    within.at(-1)?.endLine ?? 0,
    Math.min(LINES, document.transcripts[0]?.firstLine ?? LINES),
  );
  return { ...document, lines: lines.slice(0, end), transcripts: within };
}
