import type { Capabilities } from '../smtp/extensions';
import { parseEhlo } from '../smtp/extensions';
import type {
  Exchange,
  LineNode,
  Request,
  ServerLine,
  Transcript,
  TranscriptDocument,
} from '../syntax/document';
import { commandOf, type Command, type PlacedParameter } from './conversationCommand';
import {
  advance,
  initialState,
  nothingKnown,
  type ConversationState,
  type Surroundings,
} from './conversationState';
import { TransactionFollower, type MailTransaction } from './mailTransactions';
import { outcomeOf, type Outcome } from './outcomes';
import { endpointOf, type ShownEndpoint } from './shownEndpoint';

export type { Command, MailTransaction, Outcome, PlacedParameter };

/** What the rules of validation and the features of the editor share: each conversation of a document, followed once. */
export interface ConversationModel {
  readonly transcripts: readonly TranscriptModel[];
}

export interface TranscriptModel {
  readonly transcript: Transcript;
  readonly endpoint: ShownEndpoint;
  readonly steps: readonly Step[];
  /**
   * The lines where something may have happened that the text does not show, by their indexes: an action or elision in the
   * author's words, or a line that nobody is named for.
   */
  readonly gaps: readonly number[];
  /** Whether client lines follow each other without a reply in between, so that some may be sent as one group. */
  readonly hasGroups: boolean;
  /** What holds after the last step. */
  readonly end: ConversationState;
}

/** One exchange, and what the text shows to hold when it starts. */
export interface Step {
  readonly exchange: Exchange;
  /** Where the request starts, or the reply that came unasked; an index into the document's lines. */
  readonly line: number;
  readonly before: ConversationState;
  readonly outcome: Outcome;
  /** The command, if the request is one line of one; absent for the greeting, responses, content and raw bytes. */
  readonly command: Command | undefined;
  /** The mail transaction that the request starts, or belongs to. */
  readonly transaction: MailTransaction | undefined;
}

/** Follows every conversation of a document, from its first line to its last. Done once for a document. */
export function modelConversations(document: TranscriptDocument): ConversationModel {
  return { transcripts: document.transcripts.map((transcript) => modelTranscript(document, transcript)) };
}

/** Follows one conversation. Done once for each transcript of a document. */
export function modelTranscript(document: TranscriptDocument, transcript: Transcript): TranscriptModel {
  const known = memoryOf(document);
  let model = known.get(transcript);
  if (model === undefined) known.set(transcript, (model = follow(document, transcript)));
  return model;
}

/**
 * What holds before the client line that stands, or would stand, on a line; undefined outside of all transcripts. Inside
 * of content it is what holds there.
 *
 * @param lineIndex counted from 0
 */
export function stateAt(
  document: TranscriptDocument,
  lineIndex: number,
): { readonly model: TranscriptModel; readonly state: ConversationState } | undefined {
  const { transcripts } = document;
  const transcript =
    transcripts[lastBefore(transcripts.length, (at) => (transcripts[at]?.firstLine ?? 0) <= lineIndex)];
  // The empty line behind the last line end is no line of the document, but one may be written there.
  const isBehind = lineIndex >= (transcript?.endLine ?? 0) && transcript?.endLine !== document.lines.length;
  if (transcript === undefined || isBehind) return undefined;
  const model = modelTranscript(document, transcript);
  return { model, state: stateIn(model, lineIndex) };
}

/** The step whose request a line belongs to, or whose replies: what a reply answers. Undefined if there is none. */
export function stepAt(document: TranscriptDocument, lineIndex: number): Step | undefined {
  const found = stateAt(document, lineIndex);
  if (found === undefined) return undefined;
  const { steps } = found.model;
  const last = lastBefore(steps.length, (at) => (steps[at]?.line ?? 0) <= lineIndex);
  // In a pipelined group the reply to a request stands below later requests (RFC 2920 section 3.1).
  for (let at = last; at >= 0; at--) {
    const step = steps[at];
    if (step === undefined) return undefined;
    if (at === last && (step.line === lineIndex || isInside(step.exchange.request, lineIndex))) return step;
    if (step.exchange.replies.some(({ lines }) => lines.some(({ index }) => index === lineIndex)))
      return step;
    if (at !== last && !(steps[at + 1]?.exchange.grouped ?? false)) return undefined;
  }
  return undefined;
}

/** What belongs to one document, which never changes: a new version is a new document. */
type Memory = Map<Transcript, TranscriptModel>;

const MEMORY = new WeakMap<TranscriptDocument, Memory>();

function memoryOf(document: TranscriptDocument): Memory {
  let known = MEMORY.get(document);
  if (known === undefined) MEMORY.set(document, (known = new Map<Transcript, TranscriptModel>()));
  return known;
}

function follow(document: TranscriptDocument, transcript: Transcript): TranscriptModel {
  const endpoint = endpointOf(document, transcript);
  const surroundings: Surroundings = {
    endpoint,
    capabilitiesIn: (exchange) => capabilitiesIn(exchange, document),
  };
  const gaps: number[] = [];
  const steps: Step[] = [];
  const transactions = new TransactionFollower();
  let state = initialState(endpoint);
  let line = transcript.firstLine;
  let afterStartTls = false;
  let hasGroups = false;
  const { lines } = document;
  const { exchanges } = transcript;
  for (let at = 0; at < exchanges.length; at++) {
    const exchange = exchanges[at];
    if (exchange === undefined) continue;
    const first = firstLineOf(exchange);
    const gapsBefore = gaps.length;
    for (; line < first; line++) {
      const node = lines[line];
      if (isGap(node?.kind, state)) gaps.push(line);
      else if (node?.kind === 'chatter' && tellsOfTls(document, node)) state = { ...state, tls: 'yes' };
    }
    // Before the first exchange nothing can have happened, and after STARTTLS authors like to tell of the handshake.
    if (gaps.length > gapsBefore && at > 0 && !afterStartTls) {
      state = nothingKnown();
      transactions.end();
    }
    hasGroups ||= exchange.grouped;
    const command = commandOf(document, exchange);
    const step = transactions.take({
      exchange,
      line: first,
      before: state,
      outcome: outcomeOf(exchange),
      command,
      transaction: undefined,
    });
    steps.push(step);
    state = advance(step, exchanges[at + 1], surroundings);
    afterStartTls = command?.meant === 'STARTTLS';
    line = Math.max(line, endOf(exchange));
  }
  for (; line < transcript.endLine; line++) if (isGap(lines[line]?.kind, state)) gaps.push(line);
  return { transcript, endpoint, steps, gaps, hasGroups, end: state };
}

/** Whether a program that was asked to print the conversation says that TLS is active now, as swaks and curl do. */
function tellsOfTls({ text }: TranscriptDocument, { span }: LineNode): boolean {
  return /^\W*(?:TLS started|SSL connection using)\b/.test(text.slice(span.start, span.end));
}

/**
 * A line up to which all that stands below the start of an exchange belongs to it: to look at each line of a large file
 * costs more than all the rest.
 */
function endOf({ request, replies }: Exchange): number {
  let end = request === undefined ? (replies[0]?.lines[0]?.index ?? 0) : lastLineOf(request) + 1;
  for (const { lines } of replies) if (lines[0]?.index === end) end += lines.length;
  return end;
}

function lastLineOf(request: Request): number {
  if (request.kind === 'content') {
    const { lines, terminator } = request.content;
    return (terminator ?? lines.at(-1) ?? request.command).index;
  }
  return ((request.kind === 'command' ? request.chunk?.lines.at(-1) : undefined) ?? request.line).index;
}

function isGap(kind: LineNode['kind'] | undefined, state: ConversationState): boolean {
  switch (kind) {
    case 'note':
    case 'bare':
    case 'connection':
      return true;
    case 'chatter':
      // A session that was closed is followed by another.
      return state.connection === 'closed' || state.connection === 'lost';
    default:
      return false;
  }
}

/** Where an exchange starts: its request, or the reply that came unasked. */
function firstLineOf({ request, replies, assertions }: Exchange): number {
  if (request === undefined) return replies[0]?.lines[0]?.index ?? assertions[0]?.index ?? 0;
  if (request.kind !== 'content') return request.line.index;
  return (request.content.lines[0] ?? request.content.terminator ?? request.command).index;
}

/** What a recorded EHLO reply offers, if it is there in full: with texts, and without an elision. */
function capabilitiesIn({ replies }: Exchange, { text }: TranscriptDocument): Capabilities | undefined {
  const lines = replies[0]?.lines;
  const first = lines?.[0];
  const second = lines?.[1];
  const last = lines?.at(-1);
  // Authors who care for one line of the reply only mean by it that the greeting went well.
  if (lines === undefined || first === undefined || second === undefined || last === undefined)
    return undefined;
  const greeting = textIn(first);
  if (greeting === undefined) return undefined;
  const key = text.slice(second.span.start, last.span.end);
  let keywords = OFFERS.get(key);
  if (keywords === undefined) {
    const texts = lines.map(textIn);
    if (!texts.every((each) => each !== undefined)) return undefined;
    ({ keywords } = parseEhlo(texts));
    if (OFFERS.size >= MOST_OFFERS) OFFERS.clear();
    // A piece of a string keeps the whole of it in memory: this one is a copy.
    OFFERS.set(` ${key}`.slice(1), keywords);
  }
  return { domain: parseEhlo([greeting]).domain, keywords };
}

function textIn({ pattern }: ServerLine): string | undefined {
  return pattern.kind === 'reply' ? pattern.text?.value : undefined;
}

/** The latest EHLO replies that were read, as each transcript of a file mostly records the same. */
const OFFERS = new Map<string, Capabilities['keywords']>();
const MOST_OFFERS = 100;

function stateIn({ steps, gaps, end }: TranscriptModel, lineIndex: number): ConversationState {
  const last = lastBefore(steps.length, (at) => (steps[at]?.line ?? 0) < lineIndex);
  const next = steps[last + 1];
  if (next?.line === lineIndex) return next.before;
  const step = steps[last];
  const state = next?.before ?? end;
  if (step === undefined) return steps[0]?.before ?? end;
  const { request } = step.exchange;
  if (isInside(request, lineIndex)) {
    if (request?.kind === 'command') return { ...step.before, content: 'chunks' };
    return step.before;
  }
  const gap = lastBefore(gaps.length, (at) => (gaps[at] ?? 0) < lineIndex);
  const isBehindGap = (gaps[gap] ?? -1) > step.line;
  // Only where no step follows: the next one's state has heard of the gap.
  return next === undefined && isBehindGap && step.command?.meant !== 'STARTTLS' ? nothingKnown() : state;
}

/** Whether a line is content, a line after the first one included. */
function isInside(request: Request | undefined, lineIndex: number): boolean {
  if (request === undefined || lineIndex > lastLineOf(request)) return false;
  if (request.kind !== 'content') return request.line.index < lineIndex;
  const first = request.content.lines[0] ?? request.content.terminator;
  return first !== undefined && first.index <= lineIndex;
}

/** The last index below `length` for which a condition holds that holds up to some index and not after; -1 if there is none. */
function lastBefore(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
