import type { Exchange, Request, Transcript, TranscriptDocument } from '../syntax/document';
import type { Command, PlacedParameter } from './conversationCommand';
import { lastLineOf } from './conversationFollower';
import { followInParts, type ConversationPart } from './conversationParts';
import { nothingKnown, type ConversationState } from './conversationState';
import type { MailTransaction } from './mailTransactions';
import type { Outcome } from './outcomes';
import { endpointOf, type ShownEndpoint } from './shownEndpoint';

export type { Command, MailTransaction, PlacedParameter };

/** What the rules of validation and the features of the editor share: a conversation, followed once. */
export interface TranscriptModel {
  readonly transcript: Transcript;
  readonly endpoint: ShownEndpoint;
  /** The conversation cut into pieces that are followed by themselves, in order. */
  readonly parts: readonly ConversationPart[];
  readonly steps: readonly Step[];
  /**
   * The lines where something may have happened that the text does not show, by their indexes: an action or elision in the
   * author's words, or a line that nobody is named for.
   */
  readonly gaps: readonly number[];
  /** What holds after the last step. */
  readonly end: ConversationState;
  /** Whether STARTTLS is among its commands. */
  readonly saysStartTls: boolean;
  /** What stands before the first reply that it records; undefined if it records none. */
  readonly replyPrefix: string | undefined;
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
  readonly previous: Step | undefined;
  readonly next: Step | undefined;
}

/** Follows one conversation. Done once for each transcript of a document. */
export function modelTranscript(document: TranscriptDocument, transcript: Transcript): TranscriptModel {
  const known = memoryOf(document);
  let model = known.get(transcript);
  if (model === undefined) known.set(transcript, (model = new FollowedTranscript(document, transcript)));
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

/** What belongs to one document, which never changes: a new version is a new document. */
type Memory = Map<Transcript, TranscriptModel>;

const MEMORY = new WeakMap<TranscriptDocument, Memory>();

function memoryOf(document: TranscriptDocument): Memory {
  let known = MEMORY.get(document);
  if (known === undefined) MEMORY.set(document, (known = new Map<Transcript, TranscriptModel>()));
  return known;
}

/** Steps and gaps are put together when somebody asks: the rules look at part after part. */
class FollowedTranscript implements TranscriptModel {
  readonly transcript: Transcript;
  readonly endpoint: ShownEndpoint;
  readonly parts: readonly ConversationPart[];
  #steps: readonly Step[] | undefined;
  #gaps: readonly number[] | undefined;

  constructor(document: TranscriptDocument, transcript: Transcript) {
    this.transcript = transcript;
    this.endpoint = endpointOf(document, transcript);
    this.parts = followInParts(document, transcript, this.endpoint);
  }

  get steps(): readonly Step[] {
    return (this.#steps ??= joined(this.parts.map(({ steps }) => steps)));
  }

  get gaps(): readonly number[] {
    return (this.#gaps ??= joined(this.parts.map(({ gaps }) => gaps)));
  }

  get end(): ConversationState {
    return this.parts.at(-1)?.leaving.state ?? nothingKnown();
  }

  get saysStartTls(): boolean {
    return this.parts.some(({ record }) => record.saysStartTls);
  }

  get replyPrefix(): string | undefined {
    return this.parts.find(({ record }) => record.replyPrefix !== undefined)?.record.replyPrefix;
  }
}

function joined<Each>(all: readonly (readonly Each[])[]): readonly Each[] {
  const [first] = all;
  return first !== undefined && all.length === 1 ? first : all.flat();
}

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
