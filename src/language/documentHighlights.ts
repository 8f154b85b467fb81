import type { DocumentHighlight, DocumentHighlightKind, Position } from 'vscode-languageserver-types';
import type {
  CommandLine,
  Exchange,
  LineNode,
  Request,
  Transcript,
  TranscriptDocument,
} from '../syntax/document';
import { lineAt, offsetAt } from '../syntax/positions';
import { textOf, touches, type Span } from '../syntax/span';
import { toRange } from './lspTypes';
import { headerOf, isIn, messagesIn, type Entity, type Message } from './message';
import { addressSpan } from './transactions';
import { occurrenceAt, type Occurrence } from './variableOccurrences';
import { occurrencesByName, transcriptAt } from './variables';

/**
 * What belongs to the thing under the cursor: the places of the same variable, the same address in the transcript's
 * envelopes and address headers, the delimiters of a multipart, or a request and the replies recorded for it. What is
 * sent or gives a value counts as written, what is received or filled in as read.
 */
export function documentHighlights(document: TranscriptDocument, position: Position): DocumentHighlight[] {
  const offset = offsetAt(document, position);
  const line = lineAt(document, offset);
  if (line?.index !== position.line) return [];
  const occurrence = occurrenceAt(document, offset);
  if (occurrence !== undefined) return variableHighlights(document, occurrence);
  const transcript = transcriptAt(document, line.index);
  if (transcript === undefined) return [];
  const found =
    addressHighlights(document, transcript, line, offset) ??
    boundaryHighlights(document, transcript, line, offset) ??
    exchangeHighlights(document, transcript, line, offset);
  return inOrder(found);
}

// Numbers of the protocol, whose constants would be most of a bundle that has to stay small.
const TEXT: DocumentHighlightKind = 1;
const READ: DocumentHighlightKind = 2;
const WRITE: DocumentHighlightKind = 3;

/** The header fields that hold addresses (RFC 5322 sections 3.6.2 and 3.6.3). */
const ADDRESS_HEADERS = ['From', 'Sender', 'Reply-To', 'To', 'Cc', 'Bcc'];
const MAILBOX = /[^\s<>,;:"()]+@[^\s<>,;:"()]+/g;

/**
 * A name that a transcript gives a value itself is another variable than that of the file; one that it does not is the
 * file's, or the environment's, in every transcript alike.
 */
function variableHighlights(
  document: TranscriptDocument,
  { name, transcript }: Occurrence,
): DocumentHighlight[] {
  const all = occurrencesByName(document).get(name) ?? [];
  const own = new Set(all.filter(({ role }) => role === 'declaration' || role === 'capture').map(scopeOf));
  const scope = transcript !== undefined && own.has(transcript) ? transcript : undefined;
  return all
    .filter((each) =>
      scope === undefined
        ? each.transcript === undefined || !own.has(each.transcript)
        : each.transcript === scope,
    )
    .map(({ span, role }) => ({
      range: toRange(document, span),
      kind: role === 'declaration' || role === 'capture' ? WRITE : READ,
    }));
}

function scopeOf({ transcript }: Occurrence): Transcript | undefined {
  return transcript;
}

function addressHighlights(
  document: TranscriptDocument,
  transcript: Transcript,
  line: LineNode,
  offset: number,
): DocumentHighlight[] | undefined {
  const messages = messagesIn(document, transcript);
  const here = addressesOn(document, messages, line).find((span) => touches(span, offset));
  if (here === undefined) return undefined;
  const wanted = textOf(document.text, here).toLowerCase();
  const spans = [
    ...transcript.exchanges.flatMap(({ request }) =>
      request?.kind === 'command' ? envelopeAddress(document, request.line) : [],
    ),
    ...messages.flatMap((message) => headerAddresses(document, message)),
  ];
  return spans
    .filter(
      (span) =>
        span.end - span.start === wanted.length && textOf(document.text, span).toLowerCase() === wanted,
    )
    .map((span) => ({ range: toRange(document, span), kind: TEXT }));
}

function addressesOn(document: TranscriptDocument, messages: readonly Message[], line: LineNode): Span[] {
  if (line.kind === 'command') return envelopeAddress(document, line);
  const message = line.kind === 'content' ? messages.find(({ range }) => isIn(range, line.index)) : undefined;
  return message === undefined ? [] : headerAddresses(document, message);
}

function envelopeAddress(document: TranscriptDocument, line: CommandLine): Span[] {
  const span = addressSpan(document, line);
  return span === undefined ? [] : [span];
}

function headerAddresses({ text }: TranscriptDocument, message: Message): Span[] {
  return ADDRESS_HEADERS.flatMap((name) => headerOf(message, name)?.valueSpans ?? []).flatMap((value) =>
    [...textOf(text, value).matchAll(MAILBOX)].map(({ 0: found, index }) => ({
      start: value.start + index,
      end: value.start + index + found.length,
    })),
  );
}

function boundaryHighlights(
  document: TranscriptDocument,
  transcript: Transcript,
  line: LineNode,
  offset: number,
): DocumentHighlight[] | undefined {
  if (line.kind !== 'content') return undefined;
  const message = messagesIn(document, transcript).find(({ range }) => isIn(range, line.index));
  const divided = message === undefined ? undefined : dividedAt(document, message, line.index, offset);
  if (divided === undefined) return undefined;
  const named = boundaryName(document, divided);
  return [
    ...(named === undefined ? [] : [{ range: toRange(document, named), kind: WRITE }]),
    ...(divided.multipart?.delimiters ?? []).map(({ span }) => ({
      range: toRange(document, span),
      kind: TEXT,
    })),
  ];
}

/** The multipart one of whose delimiters is the line, or whose boundary is given at the offset. */
function dividedAt(
  document: TranscriptDocument,
  entity: Entity,
  index: number,
  offset: number,
): Entity | undefined {
  if (entity.multipart?.delimiters.some((each) => each.line === index) === true) return entity;
  const named = boundaryName(document, entity);
  if (named !== undefined && touches(named, offset)) return entity;
  for (const part of entity.parts) {
    const found = isIn(part.range, index) ? dividedAt(document, part, index, offset) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a multipart's Content-Type gives its boundary. */
function boundaryName({ text }: TranscriptDocument, entity: Entity): Span | undefined {
  const boundary = entity.multipart?.boundary;
  if (boundary === undefined || boundary === '') return undefined;
  for (const { start, end } of headerOf(entity, 'Content-Type')?.valueSpans ?? []) {
    const written = /\bboundary\s*=\s*"?/i.exec(text.slice(start, end));
    if (written === null) continue;
    const at = start + written.index + written[0].length;
    if (text.startsWith(boundary, at)) return { start: at, end: at + boundary.length };
  }
  return undefined;
}

/** On what a client line does or a server line says; inside message content only its last line counts. */
function exchangeHighlights(
  document: TranscriptDocument,
  transcript: Transcript,
  line: LineNode,
  offset: number,
): DocumentHighlight[] {
  if (!isKey(line, offset)) return [];
  const exchange = transcript.exchanges.find(
    (each) =>
      spansOfRequest(each.request).some((key) => key.index === line.index) ||
      each.replies.some(({ lines }) => lines.some(({ index }) => index === line.index)),
  );
  if (exchange === undefined) return [];
  return [
    ...spansOfRequest(exchange.request).map(({ value }) => ({
      range: toRange(document, value),
      kind: WRITE,
    })),
    ...repliesOf(exchange).map((span) => ({ range: toRange(document, span), kind: READ })),
  ];
}

/** Words in the rest of a line are better left to the editor, which highlights them where they occur again. */
function isKey(line: LineNode, offset: number): boolean {
  switch (line.kind) {
    case 'command':
      return offset <= line.verb.end;
    case 'server':
      return line.pattern.kind !== 'reply' || offset <= line.pattern.code.end;
    case 'response':
    case 'raw':
    case 'terminator':
      return true;
    default:
      return false;
  }
}

/** The lines of a request that stand for all of it. */
function spansOfRequest(request: Request | undefined): { readonly index: number; readonly value: Span }[] {
  if (request === undefined) return [];
  if (request.kind !== 'content') return [request.line];
  return request.content.terminator === undefined ? [] : [request.content.terminator];
}

function repliesOf({ replies }: Exchange): Span[] {
  return replies.flatMap(({ lines }) => lines.map(({ value }) => value));
}

function inOrder(highlights: DocumentHighlight[]): DocumentHighlight[] {
  return highlights.sort(
    ({ range: { start: a } }, { range: { start: b } }) => a.line - b.line || a.character - b.character,
  );
}
