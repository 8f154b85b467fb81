import type { Exchange, Stretch, Transcript, TranscriptDocument } from '../syntax/document';
import { detached } from '../syntax/detached';
import { prefixOf } from './conversationFixes';
import {
  ConversationFollower,
  sameCheckpoint,
  type Checkpoint,
  type Neighbours,
} from './conversationFollower';
import type { Step } from './conversationModel';
import { initialState } from './conversationState';
import { endsInsideMessage } from './message';
import type { ShownEndpoint } from './shownEndpoint';

/**
 * Follows a conversation in parts, each of some stretches: a transaction, or a message in chunks, is in one part from its start to
 * its end. Of a part that is known from an earlier version, and that nothing before it changes, nothing is read.
 */
export function followInParts(
  document: TranscriptDocument,
  transcript: Transcript,
  endpoint: ShownEndpoint,
): readonly ConversationPart[] {
  const { stretches } = transcript;
  const key = stretches.length > 1 ? JSON.stringify(endpoint) : '';
  const parts: ConversationPart[] = [];
  const context = { document, endpoint, key, parts };
  let entering: Checkpoint = { state: initialState(endpoint), afterStartTls: false, isStart: true };
  for (let at = 0; at < stretches.length;) {
    const part = new ConversationPart(context, stretches, at, entering);
    parts.push(part);
    at += part.stretches.length;
    entering = part.leaving;
  }
  return parts;
}

/** What is remembered of a part, for as long as it is the same and begins the same. */
export interface PartRecord {
  /** Of its stretches. */
  readonly identities: readonly object[];
  readonly isLast: boolean;
  /** Where the transcript connects. */
  readonly endpoint: string;
  readonly entering: Checkpoint;
  readonly leaving: Checkpoint;
  /** Whether STARTTLS is among its commands. */
  readonly saysStartTls: boolean;
  /** What stands before the first reply that it records; undefined if it records none. */
  readonly replyPrefix: string | undefined;
}

interface Context {
  readonly document: TranscriptDocument;
  readonly endpoint: ShownEndpoint;
  readonly key: string;
  /** All of the conversation, so far. */
  readonly parts: readonly ConversationPart[];
}

export class ConversationPart implements Neighbours {
  readonly stretches: readonly Stretch[];
  readonly entering: Checkpoint;
  readonly leaving: Checkpoint;
  readonly isLast: boolean;
  /** Whether somebody went from a step of it to one before it, and to one behind it. */
  wentBefore = false;
  wentAfter = false;
  readonly #context: Context;
  /** Which part of the conversation it is. */
  readonly #at: number;
  #record: PartRecord | undefined;
  #follower: ConversationFollower | undefined;
  #exchanges: readonly Exchange[] | undefined;

  /**
   * @param all the stretches of the conversation
   * @param first the index of its own first one
   */
  constructor(context: Context, all: readonly Stretch[], first: number, entering: Checkpoint) {
    this.#context = context;
    this.#at = context.parts.length;
    this.entering = entering;
    const known = knownRecord(all, first, entering, context.key);
    let end = first + (known?.identities.length ?? 0);
    if (known === undefined) {
      const follower = this.#newFollower();
      do follower.follow(stretchAt(all, end++), end === all.length);
      while (end < all.length && isOpen(context.document, follower, all.slice(first, end)));
      this.#follower = follower;
    }
    this.stretches = end - first === all.length ? all : all.slice(first, end);
    this.isLast = end === all.length;
    this.leaving = known?.leaving ?? this.#followed.checkpoint;
    this.#record = known;
    // A short conversation is followed again when it changes.
    if (known === undefined && all.length > 1) RECORDS.set(stretchAt(all, first).identity, this.record);
  }

  /** What is remembered of it. */
  get record(): PartRecord {
    return (this.#record ??= recordOf(this.#context, this, this.#followed));
  }

  get firstLine(): number {
    return stretchAt(this.stretches, 0).firstLine;
  }

  get endLine(): number {
    return stretchAt(this.stretches, this.stretches.length - 1).endLine;
  }

  get exchanges(): readonly Exchange[] {
    return (this.#exchanges ??= exchangesOf(this.stretches));
  }

  get steps(): readonly Step[] {
    return this.#followed.steps;
  }

  get gaps(): readonly number[] {
    return this.#followed.gaps;
  }

  /** Whether client lines follow each other without a reply in between, so that some may be sent as one group. */
  get hasGroups(): boolean {
    return this.#followed.hasGroups;
  }

  before(): Step | undefined {
    this.wentBefore = true;
    const part = this.#context.parts[this.#at - 1];
    return part?.steps.at(-1) ?? part?.before();
  }

  after(): Step | undefined {
    this.wentAfter = true;
    const part = this.#context.parts[this.#at + 1];
    return part?.steps[0] ?? part?.after();
  }

  get #followed(): ConversationFollower {
    if (this.#follower === undefined) {
      this.#follower = this.#newFollower();
      for (const [nth, stretch] of this.stretches.entries())
        this.#follower.follow(stretch, this.isLast && nth === this.stretches.length - 1);
    }
    return this.#follower;
  }

  #newFollower(): ConversationFollower {
    const { document, endpoint } = this.#context;
    return new ConversationFollower(document, endpoint, this.entering, this);
  }
}

const RECORDS = new WeakMap<object, PartRecord>();

function knownRecord(
  all: readonly Stretch[],
  first: number,
  entering: Checkpoint,
  endpoint: string,
): PartRecord | undefined {
  const known = all.length > 1 ? RECORDS.get(stretchAt(all, first).identity) : undefined;
  if (known?.endpoint !== endpoint || !sameCheckpoint(known.entering, entering)) return undefined;
  const { identities } = known;
  if (known.isLast !== (first + identities.length === all.length)) return undefined;
  return identities.every((identity, nth) => all[first + nth]?.identity === identity) ? known : undefined;
}

/** Whether what was begun goes on behind these stretches. */
function isOpen(
  document: TranscriptDocument,
  follower: ConversationFollower,
  stretches: readonly Stretch[],
): boolean {
  return follower.isInTransaction || endsInsideMessage(document, stretches);
}

function recordOf(
  { document, key }: Context,
  { stretches, isLast, entering, leaving }: ConversationPart,
  { firstReply, saysStartTls }: ConversationFollower,
): PartRecord {
  return {
    identities: stretches.map(({ identity }) => identity),
    isLast,
    endpoint: key,
    entering,
    leaving,
    saysStartTls,
    replyPrefix: firstReply === undefined ? undefined : detached(prefixOf(document.text, firstReply)),
  };
}

function exchangesOf(stretches: readonly Stretch[]): readonly Exchange[] {
  const [first] = stretches;
  return first !== undefined && stretches.length === 1
    ? first.exchanges
    : stretches.flatMap(({ exchanges }) => exchanges);
}

function stretchAt(stretches: readonly Stretch[], index: number): Stretch {
  const stretch = stretches[index];
  if (stretch === undefined) throw new Error('a part without a stretch');
  return stretch;
}
