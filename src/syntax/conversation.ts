import { AuthDialogue } from './authDialogue';
import type {
  AssertionLine,
  CommandLine,
  Content,
  ContentLine,
  Exchange,
  IncludeLine,
  RawLine,
  ResponseLine,
  ServerLine,
  TerminatorLine,
} from './document';
import { mayBeClass, ReplyShape, type Pattern } from './pattern';
import { Replies, type OpenExchange } from './replies';

/** What the next client line is, as far as the conversation so far tells. */
export type ClientState =
  | { readonly kind: 'command' }
  | { readonly kind: 'response'; readonly command: CommandLine; readonly step: number }
  | { readonly kind: 'content'; readonly style: 'prefixed' | 'plain' | undefined; readonly chunk: boolean };

interface OpenContent {
  readonly exchange: OpenExchange | undefined;
  readonly command: CommandLine;
  lines: (ContentLine | IncludeLine | RawLine)[];
  style: 'prefixed' | 'plain' | undefined;
  /** Octets of a BDAT chunk still to come; undefined for DATA, and for a chunk whose size the text alone does not tell. */
  remaining: number | undefined;
}

/**
 * Follows the conversation line by line: which lines are commands, responses of an AUTH exchange or message content,
 * and, by way of {@link Replies}, which recorded reply belongs to which request. One per stretch of a transcript.
 *
 * The lexer needs this, as what a line means depends on what came before it (RFC 5321 section 4.1.1.4 for DATA,
 * RFC 3030 section 2 for BDAT, RFC 4954 section 4 for AUTH).
 */
export class Conversation {
  readonly #replies = new Replies((exchange, codes) => {
    this.#learn(exchange, codes);
  });
  #content: OpenContent | undefined;
  /** A DATA line whose reply is not recorded (yet): content begins with the next client line. */
  #dataDue: { readonly line: CommandLine; readonly exchange: OpenExchange } | undefined;
  #auth: AuthDialogue | undefined;

  /** What a client line with this text would be, were it the next. */
  clientState(text: string): ClientState {
    if (this.#content !== undefined || this.#dataDue !== undefined) {
      const chunk = this.#content?.exchange !== undefined;
      return { kind: 'content', style: this.#content?.style, chunk };
    }
    const auth = this.#auth;
    if (auth !== undefined) {
      if (auth.isDue(text)) return { kind: 'response', command: auth.command, step: auth.step };
      this.#auth = undefined;
    }
    return { kind: 'command' };
  }

  get insideContent(): boolean {
    return this.#content !== undefined || this.#dataDue !== undefined;
  }

  /** The client speaks: whichever requests the replies before it belong to, they are settled. */
  settle(): void {
    this.#replies.settle();
  }

  /** Whether {@link Conversation.settle} has anything to do. */
  get isUnsettled(): boolean {
    return this.#replies.isUnsettled;
  }

  /**
   * Whether, were a command to come next, nothing that was said before it could have to do with anything from there on: the
   * rest could be read as if it began there.
   */
  get isAtRest(): boolean {
    return !this.insideContent && this.#auth === undefined && this.#replies.isAtRest;
  }

  /**
   * Whether, where nothing but its form tells a reply from content (a bare transcript), a line that looks like a reply
   * is one: before the first line of a message whose DATA has no reply yet, and in a chunk whose size only the run knows.
   */
  get mayBeReply(): boolean {
    if (this.#content !== undefined)
      return this.#content.exchange !== undefined && this.#content.remaining === undefined;
    if (this.#replies.isInReply) return true;
    if (this.#dataDue?.exchange.replies.length !== 0) return false;
    return !this.#replies.isChallenged;
  }

  /** Directly below a DATA: how many requests wait for a reply, the DATA last. Undefined elsewhere. */
  get waitingWithData(): number | undefined {
    const due = this.#dataDue;
    return due === undefined ? undefined : this.#replies.waitingWith(due.exchange);
  }

  /** The DATA before this line is refused by a reply that stands further down: see isDataRefused. */
  refuseData(): void {
    this.#dataDue = undefined;
  }

  /** How the lines of the message at hand are written; undefined before its first one and outside of messages. */
  get contentStyle(): 'prefixed' | 'plain' | undefined {
    return this.#content?.style;
  }

  /** Whether a chunk of known size has been announced, and none of it has come. */
  get atStartOfChunk(): boolean {
    const content = this.#content;
    return content?.exchange !== undefined && content.remaining !== undefined && content.lines.length === 0;
  }

  /** Whether the content at hand is a chunk, which no line with a dot ends. */
  get insideChunk(): boolean {
    return this.#content?.exchange !== undefined;
  }

  /**
   * @param text of the whole command
   * @param verbLength how much of it is the verb
   */
  command(line: CommandLine, text: string, verbLength: number): void {
    this.settle();
    // Whoever reads a command below a DATA has seen that it is refused.
    this.refuseData();
    const exchange = this.#replies.request({ kind: 'command', line, chunk: undefined });
    if (verbLength !== 4) return;
    switch (text.charCodeAt(0) | 32) {
      case 100: // d
        if (isVerb(text, 'DATA')) this.#dataDue = { line, exchange };
        break;
      case 98: // b
        if (isVerb(text, 'BDAT')) this.#startChunk(exchange, line, text.slice(verbLength).trim());
        break;
      case 97: // a
        if (isVerb(text, 'AUTH')) this.#auth = new AuthDialogue(line, text.slice(verbLength).trim());
    }
  }

  response(line: ResponseLine, text: string): void {
    this.settle();
    this.#replies.request({ kind: 'response', line });
    this.#auth?.respond(text);
  }

  /**
   * @param octets what the line counts on the wire, or undefined when only the run can tell
   * @param terminates whether its bytes end a message
   * @param isWhole whether its bytes hold the end of a line: what is a part of a command draws no reply of its own
   */
  raw(line: RawLine, octets: number | undefined, terminates: boolean, isWhole: boolean): void {
    if (this.insideContent) {
      const content = this.#openContent('prefixed');
      content.lines.push(line);
      if (content.exchange !== undefined) this.#count(content, octets);
      else if (terminates) this.#endContent(undefined);
      return;
    }
    this.settle();
    this.#auth = undefined;
    this.#replies.request({ kind: 'raw', line });
    if (!isWhole) this.#replies.forgetRequest();
  }

  /** @param octets what the line counts on the wire, or undefined when only the run can tell */
  content(line: ContentLine | IncludeLine, octets: number | undefined): void {
    const content = this.#openContent(line.prefix === undefined ? 'plain' : 'prefixed');
    content.lines.push(line);
    this.#count(content, octets);
  }

  /** Lines that follow each other in a message, whose octets nobody counts. The array is taken over. */
  contents(lines: ContentLine[]): void {
    const [first] = lines;
    if (first === undefined) return;
    const content = this.#openContent(first.prefix === undefined ? 'plain' : 'prefixed');
    if (content.lines.length === 0) content.lines = lines;
    else for (const line of lines) content.lines.push(line);
  }

  /** A remark in the place of a chunk, `(86 octets)`: the chunk is over, whatever it was to hold. */
  chunkRemark(line: ContentLine): void {
    this.#openContent(line.prefix === undefined ? 'plain' : 'prefixed').lines.push(line);
    this.#endContent(undefined);
  }

  terminator(line: TerminatorLine): void {
    this.#openContent(line.prefix === undefined ? 'plain' : 'prefixed');
    this.#endContent(line);
  }

  server(line: ServerLine, pattern: ReplyShape | Exclude<Pattern, { kind: 'reply' }>): void {
    this.#endContent(undefined);
    this.#replies.server(line, pattern);
  }

  /** An `S:` line that is a note: the server speaks, so a message before it has ended. */
  serverNote(): void {
    this.#endContent(undefined);
  }

  assertion(line: AssertionLine): void {
    this.#replies.assertion(line);
  }

  /** Whether nothing can be wrong with this line: a code alone or with text, and no reply is in progress. */
  isPlainReply(pattern: ReplyShape | Exclude<Pattern, { kind: 'reply' }>): boolean {
    return (
      pattern instanceof ReplyShape &&
      pattern.regex === undefined &&
      (!this.#replies.isInReply || pattern.codes === this.#replies.openCodes)
    );
  }

  /** The codes of the reply in progress, for finding one whose lines do not agree. */
  get openReplyCodes(): readonly string[] | undefined {
    return this.#replies.openCodes;
  }

  /** Ends whatever is open, at the end of what is read. */
  finish(): readonly Exchange[] {
    this.settle();
    this.#endContent(undefined);
    return this.#replies.exchanges;
  }

  #learn({ request }: OpenExchange, codes: readonly string[]): void {
    const due = this.#dataDue;
    if (
      due !== undefined &&
      request?.kind === 'command' &&
      request.line === due.line &&
      !mayBeClass(codes, '3')
    )
      this.#dataDue = undefined;
    const auth = this.#auth;
    if (auth === undefined) return;
    const mine =
      (request?.kind === 'command' && request.line === auth.command) ||
      (request?.kind === 'response' && request.line.command === auth.command);
    if (!mine) return;
    if (!auth.learn(codes)) this.#auth = undefined;
  }

  #startChunk(exchange: OpenExchange, command: CommandLine, args: string): void {
    const size = /^(\d+)/.exec(args)?.[1];
    if (size === undefined ? !args.startsWith('{{') : Number(size) === 0) return;
    this.#content = {
      exchange,
      command,
      lines: [],
      style: undefined,
      remaining: size === undefined ? undefined : Number(size),
    };
  }

  #openContent(style: 'prefixed' | 'plain'): OpenContent {
    if (this.#content === undefined) {
      const command = this.#dataDue?.line;
      if (command === undefined) throw new Error('content outside DATA and BDAT');
      this.#dataDue = undefined;
      this.#content = { exchange: undefined, command, lines: [], style, remaining: undefined };
    }
    this.#content.style ??= style;
    return this.#content;
  }

  /** Counts the octets of a chunk (RFC 3030 section 2), which ends where they are all there. */
  #count(content: OpenContent, octets: number | undefined): void {
    if (content.remaining === undefined) return;
    content.remaining = octets === undefined ? undefined : content.remaining - octets;
    if (content.remaining !== undefined && content.remaining <= 0) this.#endContent(undefined);
  }

  #endContent(terminator: TerminatorLine | undefined): void {
    const open = this.#content;
    if (open === undefined) return;
    this.#content = undefined;
    const content: Content = { lines: open.lines, terminator };
    if (open.exchange === undefined) {
      this.#replies.request({ kind: 'content', command: open.command, content });
    } else {
      open.exchange.request = { kind: 'command', line: open.command, chunk: content };
    }
  }
}

function isVerb(text: string, verb: string): boolean {
  return text.slice(0, verb.length).toUpperCase() === verb;
}
