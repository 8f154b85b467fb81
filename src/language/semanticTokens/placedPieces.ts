import type { Exchange, ExpectedReply, Transcript, TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { isIn, messagesIn, type Entity, type Header, type LineRange } from '../message';
import { linesOf, verbOf } from '../transactions';
import type { Piece, TokenType } from './legend';
import type { Coverage } from './linePieces';

/** Pieces by the index of their line. */
export type Placed = Map<number, Piece[]>;

/** In EHLO replies the keywords; in all others text that only looks like one. */
export function exchangePieces(document: TranscriptDocument, within: LineRange, placed: Placed): void {
  for (const transcript of transcriptsIn(document, within)) {
    for (const exchange of exchangesIn(transcript, within)) {
      const { request } = exchange;
      const verb = request?.kind === 'command' ? verbOf(document, request.line) : undefined;
      const isEhlo = verb === 'EHLO' || verb === 'LHLO';
      for (const reply of exchange.replies) replyPieces(document, reply, isEhlo, within, placed);
    }
  }
}

/** The names of header fields, the delimiters, and base64 that does not look like it, of the messages in a range of lines. */
export function messagePieces(
  document: TranscriptDocument,
  within: LineRange,
  coverage: Coverage,
  placed: Placed,
): void {
  for (const transcript of transcriptsIn(document, within)) {
    for (const message of messagesIn(document, transcript))
      if (touches(message.range, within)) entityPieces({ document, within, coverage, placed }, message);
  }
}

/** What a grammar takes for the keyword of an extension, or for a list of them. */
const KEYWORD = /^([A-Z\d][A-Z\d-]*)(?=[ =]|$)/i;

function replyPieces(
  { text }: TranscriptDocument,
  { lines }: ExpectedReply,
  isEhlo: boolean,
  within: LineRange,
  placed: Placed,
): void {
  for (const [at, line] of lines.entries()) {
    const { pattern } = line;
    if (!isIn(within, line.index) || pattern.kind !== 'reply' || pattern.text === undefined) continue;
    const { start, end } = pattern.text.span;
    const keyword = KEYWORD.exec(text.slice(start, Math.min(end, start + 64)))?.[1];
    if (keyword === undefined) continue;
    // The first line of an EHLO reply greets: RFC 5321 section 4.1.1.1.
    if (isEhlo && at > 0) place(placed, line.index, { start, end: start + keyword.length }, 'type');
    else if (/^[A-Z\d-]{3,}$/.test(keyword)) place(placed, line.index, { start, end }, 'recordedText');
  }
}

/** What a grammar knows for base64 by its looks. */
const LOOKS_LIKE_BASE64 = /^(?:[A-Za-z\d+/]{40,}={0,2}|(?:[A-Za-z\d+/]{4})+[A-Za-z\d+/]{2,3}={1,2})$/;

interface Task {
  readonly document: TranscriptDocument;
  readonly within: LineRange;
  readonly coverage: Coverage;
  readonly placed: Placed;
}

function entityPieces(task: Task, entity: Entity): void {
  const { within, placed } = task;
  if (touches(entity.headerRange, within)) for (const header of entity.headers) headerPieces(task, header);
  for (const { line, span } of entity.multipart?.delimiters ?? [])
    if (isIn(within, line)) place(placed, line, span, 'boundary');
  for (const part of entity.parts) if (touches(part.range, within)) entityPieces(task, part);
  if (entity.encoding === 'base64' && entity.parts.length === 0) base64Pieces(task, entity.body);
}

/** The name; the value too where no grammar tells its parts. */
function headerPieces(
  { document, within, coverage, placed }: Task,
  { nameSpan, valueSpans, range }: Header,
): void {
  if (isIn(within, range.firstLine)) place(placed, range.firstLine, nameSpan, 'property');
  if (coverage === 'conversation') return;
  let index = range.firstLine;
  for (const span of valueSpans) {
    while (index < range.endLine && (document.lines[index]?.span.end ?? Infinity) < span.start) index++;
    if (isIn(within, index)) place(placed, index, span, 'string');
  }
}

function base64Pieces({ document: { text, lines }, within, placed }: Task, body: LineRange): void {
  const end = Math.min(body.endLine, within.endLine);
  for (let index = Math.max(body.firstLine, within.firstLine); index < end; index++) {
    const line = lines[index];
    if (line?.kind !== 'content') continue;
    const { value } = line;
    if (!LOOKS_LIKE_BASE64.test(text.slice(value.start, value.end))) place(placed, index, value, 'base64');
  }
}

function place(placed: Placed, line: number, { start, end }: Span, type: TokenType): void {
  if (end <= start) return;
  const pieces = placed.get(line);
  if (pieces === undefined) placed.set(line, [{ start, end, type }]);
  else pieces.push({ start, end, type });
}

function touches(range: LineRange, within: LineRange): boolean {
  return range.firstLine < within.endLine && range.endLine > within.firstLine;
}

/** By halving, as a range is small and a document may be large. */
function* transcriptsIn({ transcripts }: TranscriptDocument, within: LineRange): Generator<Transcript> {
  for (
    let at = firstWhere(transcripts, ({ endLine }) => endLine > within.firstLine);
    at < transcripts.length;
    at++
  ) {
    const transcript = transcripts[at];
    if (transcript === undefined || transcript.firstLine >= within.endLine) return;
    yield transcript;
  }
}

function* exchangesIn({ exchanges }: Transcript, within: LineRange): Generator<Exchange> {
  let at = firstWhere(exchanges, (exchange) => linesOf(exchange).firstLine >= within.firstLine);
  // Replies are in the order of the requests, so that none before these reaches into the range.
  while (at > 0) {
    const before = exchanges[at - 1];
    if (before === undefined || linesOf(before).endLine <= within.firstLine) break;
    at--;
  }
  for (; at < exchanges.length; at++) {
    const exchange = exchanges[at];
    if (exchange === undefined || linesOf(exchange).firstLine >= within.endLine) return;
    yield exchange;
  }
}

/** The first index for which it holds, if it holds for all that follow one. */
function firstWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
