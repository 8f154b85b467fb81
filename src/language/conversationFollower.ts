import type { Capabilities } from '../smtp/extensions';
import { parseEhlo } from '../smtp/extensions';
import type {
  Exchange,
  LineNode,
  Request,
  ServerLine,
  Stretch,
  TranscriptDocument,
} from '../syntax/document';
import { detached } from '../syntax/detached';
import { commandOf, type Command } from './conversationCommand';
import type { Step } from './conversationModel';
import {
  advance,
  nothingKnown,
  type ConversationState,
  type Following,
  type Surroundings,
} from './conversationState';
import { TransactionFollower, type MailTransaction } from './mailTransactions';
import { outcomeOf, type Outcome } from './outcomes';
import { sameState } from './sameState';
import type { ShownEndpoint } from './shownEndpoint';

/** All that the lines before a place have to do with what is made of those behind it, where no transaction is open. */
export interface Checkpoint {
  readonly state: ConversationState;
  /** After STARTTLS authors like to tell of the handshake. */
  readonly afterStartTls: boolean;
  /** Before the first exchange nothing can have happened. */
  readonly isStart: boolean;
}

export function sameCheckpoint(a: Checkpoint, b: Checkpoint): boolean {
  return a.afterStartTls === b.afterStartTls && a.isStart === b.isStart && sameState(a.state, b.state);
}

/** Where else the steps before and behind those of a follower are to be found. */
export interface Neighbours {
  readonly steps: readonly Step[];
  /** The last step before them. */
  readonly before: () => Step | undefined;
  /** The first step behind them. */
  readonly after: () => Step | undefined;
}

/** Follows a conversation, or a part of it, exchange by exchange. */
export class ConversationFollower {
  readonly steps: Step[] = [];
  readonly gaps: number[] = [];
  hasGroups = false;
  /** Whether STARTTLS is among the commands. */
  saysStartTls = false;
  /** The first reply that is recorded. */
  firstReply: ServerLine | undefined;
  readonly #document: TranscriptDocument;
  readonly #surroundings: Surroundings;
  readonly #neighbours: Neighbours;
  readonly #transactions = new TransactionFollower();
  #state: ConversationState;
  #afterStartTls: boolean;
  #isStart: boolean;

  constructor(
    document: TranscriptDocument,
    endpoint: ShownEndpoint,
    { state, afterStartTls, isStart }: Checkpoint,
    neighbours: Neighbours,
  ) {
    this.#document = document;
    this.#surroundings = {
      endpoint,
      capabilitiesIn: (exchange) => capabilitiesIn(exchange, document),
    };
    this.#neighbours = neighbours;
    this.#state = state;
    this.#afterStartTls = afterStartTls;
    this.#isStart = isStart;
  }

  get checkpoint(): Checkpoint {
    return { state: this.#state, afterStartTls: this.#afterStartTls, isStart: this.#isStart };
  }

  get isInTransaction(): boolean {
    return this.#transactions.isOpen;
  }

  /** @param isLast whether nothing follows; a command does else */
  follow({ exchanges, firstLine, endLine }: Stretch, isLast: boolean): void {
    let line = firstLine;
    for (let at = 0; at < exchanges.length; at++) {
      const exchange = exchanges[at];
      if (exchange === undefined) continue;
      const first = firstLineOf(exchange);
      this.#pass(line, first);
      const next = exchanges[at + 1];
      this.#take(exchange, first, next === undefined ? (isLast ? undefined : 'other') : kindOf(next));
      line = Math.max(first, line, endOf(exchange));
    }
    if (!isLast) this.#pass(line, endLine);
    else
      for (; line < endLine; line++)
        if (isGap(this.#document.lines[line]?.kind, this.#state)) this.gaps.push(line);
  }

  #take(exchange: Exchange, line: number, next: Following): void {
    this.hasGroups ||= exchange.grouped;
    const step = this.#transactions.take(
      new FollowedStep(
        exchange,
        line,
        this.#state,
        commandOf(this.#document, exchange),
        this.steps.length,
        this.#neighbours,
      ),
    );
    this.steps.push(step);
    this.#state = advance(step, next, this.#surroundings);
    this.#afterStartTls = step.command?.meant === 'STARTTLS';
    this.saysStartTls ||= this.#afterStartTls;
    this.firstReply ??= exchange.replies[0]?.lines[0];
    this.#isStart = false;
  }

  /** Lines that belong to no exchange. */
  #pass(from: number, end: number): void {
    const { lines } = this.#document;
    const gapsBefore = this.gaps.length;
    for (let line = from; line < end; line++) {
      const node = lines[line];
      if (isGap(node?.kind, this.#state)) this.gaps.push(line);
      else if (node?.kind === 'chatter' && tellsOfTls(this.#document, node))
        this.#state = { ...this.#state, tls: 'yes' };
    }
    if (this.gaps.length === gapsBefore || this.#isStart || this.#afterStartTls) return;
    this.#state = nothingKnown();
    this.#transactions.end();
  }
}

class FollowedStep implements Step {
  readonly outcome: Outcome;
  transaction: MailTransaction | undefined;
  readonly #at: number;
  readonly #neighbours: Neighbours;

  constructor(
    readonly exchange: Exchange,
    readonly line: number,
    readonly before: ConversationState,
    readonly command: Command | undefined,
    at: number,
    neighbours: Neighbours,
  ) {
    this.outcome = outcomeOf(exchange);
    this.transaction = undefined;
    this.#at = at;
    this.#neighbours = neighbours;
  }

  get previous(): Step | undefined {
    return this.#at === 0 ? this.#neighbours.before() : this.#neighbours.steps[this.#at - 1];
  }

  get next(): Step | undefined {
    return this.#neighbours.steps[this.#at + 1] ?? this.#neighbours.after();
  }
}

function kindOf({ request }: Exchange): Following {
  return request?.kind === 'response' ? 'response' : 'other';
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

export function lastLineOf(request: Request): number {
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
    ({ keywords } = parseEhlo(texts.map(detached)));
    if (OFFERS.size >= MOST_OFFERS) OFFERS.clear();
    OFFERS.set(detached(key), keywords);
  }
  return { domain: parseEhlo([detached(greeting)]).domain, keywords };
}

function textIn({ pattern }: ServerLine): string | undefined {
  return pattern.kind === 'reply' ? pattern.text?.value : undefined;
}

/** The latest EHLO replies that were read, as each transcript of a file mostly records the same. */
const OFFERS = new Map<string, Capabilities['keywords']>();
const MOST_OFFERS = 100;
