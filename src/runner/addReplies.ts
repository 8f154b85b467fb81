import { findCommand } from '../smtp/commands';
import type { TextChange } from '../syntax/diagnostic';
import type { Exchange, LineNode, ServerLine, Transcript, TranscriptDocument } from '../syntax/document';
import type { SeenReply } from './events';
import { GREETING } from './receivedReplies';
import { lineEndOf, refusalToWrite, writtenLines } from './writtenReply';

interface Added {
  readonly changes: readonly TextChange[];
  /** Replies. */
  readonly count: number;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

/** Writes the replies for which a transcript records nothing, each below its request. What raw bytes drew is left to their author. */
export function addReplies(
  document: TranscriptDocument,
  transcript: Transcript,
  received: ReadonlyMap<number, readonly SeenReply[]>,
): Added {
  const byPlace = new Map<LineNode, string[]>();
  const refused: { line: number; reason: string }[] = [];
  let count = 0;
  const { exchanges } = transcript;
  const mark = markOf(document, transcript);
  // Where nothing is recorded no line is sent with another, and each has its reply below it.
  const isGrouped = exchanges.some(({ replies }) => replies.length > 0);
  for (const [at, exchange] of exchanges.entries()) {
    const line = requestLine(exchange);
    const replies = line === undefined || exchange.replies.length > 0 ? [] : (received.get(line) ?? []);
    const place = lastLineOf(isGrouped ? lastOfGroup(document.text, exchanges, at) : exchange);
    if (line === undefined || place === undefined) continue;
    for (const reply of replies) {
      const reason = refusalToWrite(reply);
      if (reason !== undefined) {
        refused.push({ line, reason });
        continue;
      }
      byPlace.set(place, [...(byPlace.get(place) ?? []), ...writtenLines(reply)]);
      count++;
    }
  }
  const changes = [...byPlace].map(([place, lines]) => below(document, place, lines, mark));
  const first = greeting(document, exchanges, received, mark);
  return { changes: [...first, ...changes], count: count + first.length, refused };
}

/** The greeting stands above the first line of the client, if nothing is recorded for it. */
function greeting(
  document: TranscriptDocument,
  exchanges: readonly Exchange[],
  received: ReadonlyMap<number, readonly SeenReply[]>,
  mark: string,
): TextChange[] {
  const [reply] = received.get(GREETING) ?? [];
  const [first] = exchanges;
  const place = first === undefined ? undefined : firstLineOf(first);
  if (reply === undefined || first?.request === undefined || place === undefined) return [];
  if (refusalToWrite(reply) !== undefined) return [];
  const { start } = place.span;
  const lineEnd = lineEndOf(document, place);
  const newText = writtenLines(reply)
    .map((content) => `${mark}${content}${lineEnd}`)
    .join('');
  return [{ span: { start, end: start }, newText }];
}

function below(
  document: TranscriptDocument,
  place: LineNode,
  lines: readonly string[],
  mark: string,
): TextChange {
  const { end } = place.span;
  const lineEnd = lineEndOf(document, place);
  const newText = lines.map((content) => `${lineEnd}${mark}${content}`).join('');
  return { span: { start: end, end }, newText };
}

/** Replies to a group of commands stand below all of it. */
function lastOfGroup(text: string, exchanges: readonly Exchange[], at: number): Exchange | undefined {
  let last = at;
  while (staysTogether(text, exchanges[last], exchanges[last + 1])) last++;
  return exchanges[last];
}

/** A group of commands is one because no reply stands in it; what waits for a reply anyway (RFC 2920 section 3.1) is none. */
function staysTogether(text: string, exchange: Exchange | undefined, next: Exchange | undefined): boolean {
  const { request } = exchange ?? {};
  if (next?.grouped !== true || next.request?.kind !== 'command' || request?.kind !== 'command') return false;
  const verb = text.slice(request.line.verb.start, request.line.verb.end);
  return findCommand(verb)?.pipelining === 'group';
}

/** As the run tells of a request: the line of a message is the first of it. */
function requestLine(exchange: Exchange): number | undefined {
  const line = exchange.request?.kind === 'raw' ? undefined : firstLineOf(exchange);
  return line === undefined ? undefined : line.index + 1;
}

function firstLineOf({ request }: Exchange): LineNode | undefined {
  switch (request?.kind) {
    case 'command':
    case 'response':
    case 'raw':
      return request.line;
    case 'content':
      return request.content.lines[0] ?? request.content.terminator ?? request.command;
    case undefined:
      return undefined;
  }
}

function lastLineOf(exchange: Exchange | undefined): LineNode | undefined {
  const request = exchange?.request;
  switch (request?.kind) {
    case 'command':
      return request.chunk?.lines.at(-1) ?? request.line;
    case 'response':
    case 'raw':
      return request.line;
    case 'content':
      return request.content.terminator ?? request.content.lines.at(-1) ?? request.command;
    case undefined:
      return undefined;
  }
}

/** What the lines of the server begin with here: as the first of them does, or else as the notation has it. */
function markOf({ text, lines }: TranscriptDocument, transcript: Transcript): string {
  const own = lines
    .slice(transcript.firstLine, transcript.endLine)
    .find((line): line is ServerLine => line.kind === 'server' && !line.optional);
  if (own !== undefined) return text.slice(own.span.start, own.value.start);
  if (transcript.mode === 'bare') return '';
  switch (transcript.notation) {
    case 'letters':
      return 'S: ';
    case 'sender-receiver':
      return 'R: ';
    case 'angles':
      return '<<< ';
    case 'swaks':
      return '<-  ';
  }
}
