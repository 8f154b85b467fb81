import type { FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { LineNode, Transcript, TranscriptDocument } from '../syntax/document';
import { headOf } from './head';
import { messagesIn, type Entity, type LineRange, type Message } from './message';
import { transactionsOf } from './transactions';

/**
 * What can be folded: transcripts and hand-made `# region`s (kind `region`), comments and the chatter of telnet and
 * s_client (kind `comment`), transactions, messages, their headers, MIME parts, base64 bodies, and replies of several
 * lines. Ranges lie within each other or apart, and no two start on the same line; of those that would, the larger stays.
 */
export function foldingRanges(whole: TranscriptDocument): FoldingRange[] {
  const document = headOf(whole);
  const ranges: LineFold[] = [];
  const add = (firstLine: number, endLine: number, kind?: FoldingRangeKind): void => {
    if (endLine - firstLine > 1) ranges.push({ firstLine, endLine, kind });
  };
  foldLines(document, add);
  for (const transcript of document.transcripts) {
    foldTranscript(document, transcript, add);
    foldReplies(transcript, add);
    for (const { range } of transactionsOf(document, transcript)) add(range.firstLine, range.endLine);
    for (const message of messagesIn(document, transcript)) foldMessage(document, transcript, message, add);
  }
  return nested(ranges).map(({ firstLine, endLine, kind }) => ({
    startLine: firstLine,
    endLine: endLine - 1,
    ...(kind === undefined ? {} : { kind }),
  }));
}

interface LineFold extends LineRange {
  readonly kind: FoldingRangeKind | undefined;
}

type Add = (firstLine: number, endLine: number, kind?: FoldingRangeKind) => void;

// Strings of the protocol, whose constants would be most of a bundle that has to stay small.
const COMMENT: FoldingRangeKind = 'comment';
const REGION: FoldingRangeKind = 'region';

const REGION_START = /^\s*(?:#|\/\/)\s*#?region\b/;
const REGION_END = /^\s*(?:#|\/\/)\s*#?endregion\b/;

/** Shorter bodies in base64 are as well left open. */
const LEAST_BASE64_LINES = 3;

/** What is found line by line: blocks of comments and of chatter, and regions. */
function foldLines({ text, lines }: TranscriptDocument, add: Add): void {
  const regions: number[] = [];
  let block: { readonly kind: LineNode['kind']; readonly firstLine: number } | undefined;
  const endBlock = (endLine: number): void => {
    if (block !== undefined) add(block.firstLine, endLine, COMMENT);
    block = undefined;
  };
  for (const { kind, index, span } of lines) {
    let marker = false;
    if (kind === 'comment') {
      const line = text.slice(span.start, span.end);
      marker = REGION_START.test(line);
      if (marker) regions.push(index);
      else if (REGION_END.test(line)) {
        marker = true;
        const start = regions.pop();
        if (start !== undefined) add(start, index + 1, REGION);
      }
    }
    const folds = !marker && (kind === 'comment' || kind === 'chatter');
    if (block !== undefined && (!folds || block.kind !== kind)) endBlock(index);
    if (folds) block ??= { kind, firstLine: index };
  }
  endBlock(lines.length);
}

/** From its `###`; without one from where its lenses stand, so that comments at the start of a file stay apart. */
function foldTranscript({ lines }: TranscriptDocument, transcript: Transcript, add: Add): void {
  const { firstLine, anchor, endLine } = transcript;
  const start = lines[firstLine]?.kind === 'separator' ? firstLine : anchor;
  let end = endLine;
  while (end > start + 1 && lines[end - 1]?.kind === 'blank') end--;
  add(start, end, REGION);
}

function foldReplies({ exchanges }: Transcript, add: Add): void {
  for (const { replies } of exchanges) {
    for (const { lines } of replies) {
      if (lines.length < 2) continue;
      const first = lines[0]?.index ?? 0;
      add(first, (lines.at(-1)?.index ?? first) + 1);
    }
  }
}

/** A message folds below its DATA line, so that what is left reads on: the request, and the reply to the message. */
function foldMessage(document: TranscriptDocument, transcript: Transcript, message: Message, add: Add): void {
  const { firstLine, endLine } = message.range;
  if (endLine <= firstLine) return;
  const terminator = message.contents.at(-1)?.terminator;
  add(commandAbove(document, transcript, firstLine), (terminator?.index ?? endLine - 1) + 1);
  foldEntity(message, add);
}

function foldEntity(entity: Entity, add: Add): void {
  const { headerRange, body, parts, multipart } = entity;
  add(headerRange.firstLine, headerRange.endLine);
  if (entity.encoding === 'base64' && body.endLine - body.firstLine >= LEAST_BASE64_LINES)
    add(body.firstLine, body.endLine);
  for (const [at, part] of parts.entries()) {
    const delimiter = multipart?.delimiters[at]?.line;
    if (delimiter !== undefined) add(delimiter, Math.max(part.range.endLine, delimiter + 1));
    foldEntity(part, add);
  }
}

/** The DATA or BDAT line of the content that starts on a line; only what the server says stands between. */
function commandAbove({ lines }: TranscriptDocument, { firstLine }: Transcript, contentLine: number): number {
  for (let at = contentLine - 1; at >= firstLine; at--) {
    switch (lines[at]?.kind) {
      case 'command':
        return at;
      case 'server':
      case 'blank':
      case 'comment':
      case 'note':
      case 'assertion':
        break;
      default:
        return contentLine;
    }
  }
  return contentLine;
}

/** In order, without those that start where another does or that cross one: an editor can show neither. */
function nested(ranges: LineFold[]): LineFold[] {
  ranges.sort((a, b) => a.firstLine - b.firstLine || b.endLine - a.endLine);
  const kept: LineFold[] = [];
  const open: LineFold[] = [];
  for (const range of ranges) {
    while ((open.at(-1)?.endLine ?? Infinity) <= range.firstLine) open.pop();
    const around = open.at(-1);
    if (around !== undefined && (range.endLine > around.endLine || range.firstLine === around.firstLine))
      continue;
    kept.push(range);
    open.push(range);
  }
  return kept;
}
