import type { AssertionLine, Exchange, ExpectedReply, Request, ServerLine } from './document';
import { mayBeClass, ReplyShape, type Pattern } from './pattern';

/** An exchange that may still get replies. */
export interface OpenExchange extends Exchange {
  request: Request | undefined;
  replies: ExpectedReply[];
  assertions: AssertionLine[];
}

interface OpenReply {
  readonly lines: ServerLine[];
  readonly optional: boolean;
  /** Of its first line that has some; undefined for what is no reply, such as `<close>`, and before that line. */
  codes: readonly string[] | undefined;
}

/** A reply that is recorded but not yet given to its request, and the assertions behind it. */
interface RecordedReply {
  readonly reply: OpenReply;
  assertions: AssertionLine[] | undefined;
}

/** Is told of each reply that is given to its request, if it is one with codes. */
export type Learn = (exchange: OpenExchange, codes: readonly string[]) => void;

/** Finds out which recorded reply belongs to which request. One per stretch of a transcript. */
export class Replies {
  readonly exchanges: OpenExchange[] = [];
  /** All requests, oldest first; those from the {@link Replies.#firstPending | first pending} on have no reply so far. */
  readonly #requests: OpenExchange[] = [];
  #firstPending = 0;
  #openReply: OpenReply | undefined;
  /** The replies since the last client line, while there are fewer of them than requests that wait for one. */
  #recorded: RecordedReply[] = [];
  /** Whether one of them asks for more, as 354 does. */
  #challenged = false;
  /** The reply that was recorded last, and whose it is. */
  #lastReply: { readonly reply: OpenReply; readonly exchange: OpenExchange } | undefined;
  #lastWasRequest = false;
  readonly #learn: Learn;

  constructor(learn: Learn) {
    this.#learn = learn;
  }

  request(request: Request): OpenExchange {
    // An optional reply that was recorded settles its request: nothing else is owed for it.
    if (this.#requests[this.#firstPending]?.replies.some((reply) => reply.optional) === true)
      this.#firstPending++;
    const exchange: OpenExchange = {
      request,
      replies: NO_REPLIES,
      assertions: NO_ASSERTIONS,
      grouped: this.#lastWasRequest,
    };
    this.exchanges.push(exchange);
    this.#requests.push(exchange);
    this.#lastWasRequest = true;
    return exchange;
  }

  /** The latest request draws no reply of its own. */
  forgetRequest(): void {
    this.#requests.pop();
  }

  server(line: ServerLine, pattern: ReplyShape | Exclude<Pattern, { kind: 'reply' }>): void {
    const open = this.#openReply;
    if (pattern instanceof ReplyShape) {
      if (open !== undefined) {
        open.lines.push(line);
        open.codes ??= pattern.codes;
      } else this.#openReply = { lines: [line], optional: line.optional, codes: pattern.codes };
      if (!pattern.continues) this.#endReply();
    } else if (pattern.kind !== 'elision') {
      this.#endReply();
      this.#reply({ lines: [line], optional: line.optional, codes: undefined });
    } else if (open === undefined) this.#elide(line);
    else open.lines.push(line);
  }

  assertion(line: AssertionLine): void {
    this.#endReply();
    const recorded = this.#recorded.at(-1);
    if (recorded !== undefined) {
      (recorded.assertions ??= []).push(line);
      return;
    }
    // In a pipelined group the latest reply need not be that of the latest request.
    const last = this.#lastWasRequest
      ? this.exchanges.at(-1)
      : (this.#lastReply?.exchange ?? this.exchanges.at(-1));
    if (last !== undefined) assert(last, [line]);
    else this.exchanges.push({ request: undefined, replies: NO_REPLIES, assertions: [line], grouped: false });
  }

  /**
   * The client speaks: whichever requests the replies before it belong to, they are settled.
   *
   * Authors leave replies out. Those that they do record stand below the line that they answer, so fewer replies than
   * requests are the replies to the last ones, and nothing is owed to the requests before.
   */
  settle(): void {
    this.#endReply();
    const recorded = this.#recorded;
    if (recorded.length === 0) return;
    this.#recorded = [];
    this.#challenged = false;
    if (recorded.every(({ reply }) => !reply.optional)) {
      const waiting = this.#requests.length - this.#firstPending;
      this.#firstPending += Math.max(0, waiting - recorded.length);
    }
    for (const { reply, assertions } of recorded) this.#give(reply, assertions);
    this.#firstPending = this.#requests.length;
  }

  /** Whether {@link Replies.settle} has anything to do. */
  get isUnsettled(): boolean {
    return this.#openReply !== undefined || this.#recorded.length > 0;
  }

  /**
   * Whether, were a request to come next, nothing that was said before it could have to do with anything from there on:
   * there has been something, and no reply is in progress or owed.
   */
  get isAtRest(): boolean {
    return (
      !this.#lastWasRequest &&
      this.exchanges.length > 0 &&
      this.#firstPending === this.#requests.length &&
      !this.isUnsettled
    );
  }

  /** Whether a reply is in progress. */
  get isInReply(): boolean {
    return this.#openReply !== undefined;
  }

  /** The codes of the reply in progress. */
  get openCodes(): readonly string[] | undefined {
    return this.#openReply?.codes;
  }

  /** Whether a reply that is recorded and not yet given to its request asks for more, as 354 does. */
  get isChallenged(): boolean {
    return this.#challenged;
  }

  /** How many requests wait for a reply, if this is the last of them and has none; undefined if it is not. */
  waitingWith(exchange: OpenExchange): number | undefined {
    if (this.#requests.at(-1) !== exchange || exchange.replies.length > 0) return undefined;
    return this.#requests.length - this.#firstPending;
  }

  #endReply(): void {
    const open = this.#openReply;
    if (open === undefined) return;
    this.#openReply = undefined;
    this.#reply(open);
  }

  /** `...` after a reply that looked complete: it has further lines all the same. Elsewhere it is how a reply begins. */
  #elide(line: ServerLine): void {
    const last = this.#recorded.at(-1)?.reply ?? this.#lastReply?.reply;
    if (this.#lastWasRequest || last === undefined)
      this.#openReply = { lines: [line], optional: line.optional, codes: undefined };
    else last.lines.push(line);
  }

  #reply(reply: OpenReply): void {
    this.#lastWasRequest = false;
    const waiting = this.#requests.length - this.#firstPending;
    // The common case, and the only one that has nothing to wait for: one request, one reply.
    if (waiting <= 1 && this.#recorded.length === 0) this.#give(reply, undefined);
    else {
      this.#recorded.push({ reply, assertions: undefined });
      this.#challenged ||= reply.codes !== undefined && mayBeClass(reply.codes, '3');
      if (this.#recorded.length >= waiting) this.settle();
    }
  }

  #give(reply: OpenReply, assertions: readonly AssertionLine[] | undefined): void {
    const exchange = this.#answeredBy(reply);
    if (exchange.replies === NO_REPLIES) exchange.replies = [reply];
    else exchange.replies.push(reply);
    if (assertions !== undefined) assert(exchange, assertions);
    this.#lastReply = { reply, exchange };
    if (reply.codes !== undefined) this.#learn(exchange, reply.codes);
  }

  /** The oldest request that is owed a reply; without one, the latest exchange has a further reply, as in LMTP. */
  #answeredBy(reply: OpenReply): OpenExchange {
    const pending = this.#requests[this.#firstPending];
    if (pending !== undefined && !reply.optional) this.#firstPending++;
    const exchange = pending ?? this.exchanges.at(-1);
    if (exchange !== undefined) return exchange;
    const greeting: OpenExchange = {
      request: undefined,
      replies: NO_REPLIES,
      assertions: NO_ASSERTIONS,
      grouped: false,
    };
    this.exchanges.push(greeting);
    return greeting;
  }
}

// Shared by all exchanges that have none, and never pushed to: most have no assertion, and an empty array is not free.
const NO_REPLIES: ExpectedReply[] = [];
const NO_ASSERTIONS: AssertionLine[] = [];

function assert(exchange: OpenExchange, lines: readonly AssertionLine[]): void {
  if (exchange.assertions === NO_ASSERTIONS) exchange.assertions = [...lines];
  else for (const line of lines) exchange.assertions.push(line);
}
