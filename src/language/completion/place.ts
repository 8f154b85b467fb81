import type { Position } from 'vscode-languageserver-types';
import type {
  CommandLine,
  Content,
  Exchange,
  LineNode,
  Mode,
  Transcript,
  TranscriptDocument,
} from '../../syntax/document';
import { mayBeClass } from '../../syntax/pattern';
import { offsetAt } from '../../syntax/positions';
import { textOf, type Span } from '../../syntax/span';
import { mechanismSteps } from '../../smtp/sasl/steps';

/** Where the cursor stands. */
export interface Place {
  readonly document: TranscriptDocument;
  readonly offset: number;
  readonly lineIndex: number;
  /** Absent on the empty line after the last line end, which is no line of the document. */
  readonly line: LineNode | undefined;
  /** Of the line, without its end. */
  readonly span: Span;
  /** Absent in the preamble. */
  readonly transcript: Transcript | undefined;
  /** How its lines are written, or would be: that of the file's other transcripts while it has none itself. */
  readonly mode: Mode;
  /** The exchanges that begin above the line, the latest last. */
  readonly above: readonly Exchange[];
  /** What a client's line would be here. */
  readonly next: Next;
  /** Whether dialogue of the transcript stands below the line. */
  readonly dialogueBelow: boolean;
}

export type Next =
  | { readonly kind: 'command' }
  /** An AUTH exchange goes on. */
  | { readonly kind: 'response'; readonly command: CommandLine; readonly step: number }
  /** A message or chunk goes on, or is to begin: then it may have no content so far. */
  | { readonly kind: 'content'; readonly command: CommandLine; readonly content: Content | undefined };

/** What stands at a position. */
export function placeAt(document: TranscriptDocument, position: Position): Place {
  const offset = offsetAt(document, position);
  const line = document.lines[position.line];
  const lineIndex = line?.index ?? document.lines.length;
  const transcript = transcriptAt(document, lineIndex);
  const exchanges = transcript?.exchanges ?? [];
  const above = exchanges.slice(0, firstNotAbove(exchanges, lineIndex));
  const below = exchanges.slice(above.length);
  return {
    document,
    offset,
    lineIndex,
    line,
    span: line?.span ?? { start: document.text.length, end: document.text.length },
    transcript,
    mode: modeAt(document, transcript, lineIndex),
    above,
    next: nextAfter(document, above.at(-1), below[0], lineIndex),
    dialogueBelow:
      below.some((exchange) => firstLineOf(exchange) > lineIndex) ||
      above.some(({ replies }) => (replies.at(-1)?.lines.at(-1)?.index ?? -1) > lineIndex),
  };
}

/** The text of the line before the cursor. */
export function textBefore({ document, span, offset }: Place): string {
  return document.text.slice(span.start, offset);
}

/** The cursor's word: what reaches from it in both directions over the characters given, within a span. */
export function wordAt({ document, offset }: Place, within: Span, characters: RegExp): Span {
  const { text } = document;
  let { start, end } = { start: offset, end: offset };
  while (start > within.start && characters.test(text.charAt(start - 1))) start--;
  while (end < within.end && characters.test(text.charAt(end))) end++;
  return { start, end };
}

/** The span from a place to the cursor, when the cursor is in it. */
export function upToCursor({ offset }: Place, start: number): Span {
  return { start: Math.min(start, offset), end: offset };
}

/** The first line of an exchange: of its request, or of the reply that came unasked. */
export function firstLineOf({ request, replies, assertions }: Exchange): number {
  switch (request?.kind) {
    case 'content':
      return (request.content.lines[0] ?? request.content.terminator ?? request.command).index;
    case 'command':
    case 'response':
    case 'raw':
      return request.line.index;
    case undefined:
      return (replies[0]?.lines[0] ?? assertions[0])?.index ?? 0;
  }
}

/** The line that a transcript's text belongs to; one past the last line belongs to the last transcript. */
function transcriptAt({ transcripts }: TranscriptDocument, lineIndex: number): Transcript | undefined {
  let low = 0;
  let high = transcripts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((transcripts[middle]?.firstLine ?? 0) <= lineIndex) low = middle + 1;
    else high = middle;
  }
  return transcripts[low - 1];
}

function firstNotAbove(exchanges: readonly Exchange[], lineIndex: number): number {
  let low = 0;
  let high = exchanges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const exchange = exchanges[middle];
    if (exchange !== undefined && firstLineOf(exchange) < lineIndex) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A line that alone makes a transcript bare may be one that somebody has begun to write. */
function modeAt(document: TranscriptDocument, transcript: Transcript | undefined, lineIndex: number): Mode {
  if (transcript !== undefined && decides(transcript, lineIndex)) return transcript.mode;
  return (
    document.transcripts.find((other) => other !== transcript && decides(other, -1))?.mode ?? 'annotated'
  );
}

function decides({ exchanges, mode }: Transcript, lineIndex: number): boolean {
  const [first] = exchanges;
  if (first === undefined) return false;
  return mode === 'annotated' || firstLineOf(first) !== lineIndex || exchanges.length > 1;
}

function nextAfter(
  { text }: TranscriptDocument,
  last: Exchange | undefined,
  following: Exchange | undefined,
  lineIndex: number,
): Next {
  switch (last?.request?.kind) {
    case 'content': {
      const { command, content } = last.request;
      return goesOn(last, content, lineIndex) ? { kind: 'content', command, content } : { kind: 'command' };
    }
    case 'command':
      return afterCommand(text, last, following, last.request.line, last.request.chunk, lineIndex);
    case 'response': {
      const { command, step } = last.request.line;
      return responseDue(text, last, command, step + 1, lineIndex)
        ? { kind: 'response', command, step: step + 1 }
        : { kind: 'command' };
    }
    case 'raw':
    case undefined:
      return { kind: 'command' };
  }
}

function afterCommand(
  text: string,
  exchange: Exchange,
  following: Exchange | undefined,
  command: CommandLine,
  chunk: Content | undefined,
  lineIndex: number,
): Next {
  switch (textOf(text, command.verb).toUpperCase()) {
    case 'DATA':
      if (repliesAbove(exchange, lineIndex).some((codes) => !mayBeClass(codes, '3'))) break;
      return {
        kind: 'content',
        command,
        // Its first line is this one, or one below.
        content: following?.request?.kind === 'content' ? following.request.content : undefined,
      };
    case 'BDAT': {
      const inside = chunk !== undefined && (chunk.lines.at(-1)?.index ?? 0) >= lineIndex;
      const due = chunk === undefined && repliesAbove(exchange, lineIndex).length === 0;
      if (inside || (due && /^\s*[1-9]/.test(text.slice(command.verb.end, command.value.end))))
        return { kind: 'content', command, content: chunk };
      break;
    }
    case 'AUTH':
      if (responseDue(text, exchange, command, 0, lineIndex)) return { kind: 'response', command, step: 0 };
      break;
  }
  return { kind: 'command' };
}

/** Whether a message reaches to a line: it has no dot above it, and nobody has answered. */
function goesOn({ replies }: Exchange, { terminator }: Content, lineIndex: number): boolean {
  const end = terminator?.index ?? replies[0]?.lines[0]?.index ?? Infinity;
  return lineIndex <= end;
}

/** As the parser decides it: by the reply that is recorded, or else by the steps of the mechanism. */
function responseDue(
  text: string,
  exchange: Exchange,
  command: CommandLine,
  step: number,
  lineIndex: number,
): boolean {
  const recorded = repliesAbove(exchange, lineIndex).at(-1);
  if (recorded !== undefined) return mayBeClass(recorded, '3');
  const [mechanism = '', initial] = text.slice(command.verb.end, command.value.end).trim().split(/\s+/);
  return (mechanismSteps(mechanism, initial !== undefined) ?? 0) > step;
}

function repliesAbove({ replies }: Exchange, lineIndex: number): (readonly string[])[] {
  const codes: (readonly string[])[] = [];
  for (const { lines } of replies) {
    const [first] = lines;
    if (first !== undefined && first.index < lineIndex && first.pattern.kind === 'reply')
      codes.push(first.pattern.codes);
  }
  return codes;
}
