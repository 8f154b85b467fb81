import { parsePath } from '../smtp/address';
import type { CommandLine, Exchange, Request, Transcript, TranscriptDocument } from '../syntax/document';
import type { Span } from '../syntax/span';
import { messagesIn, type LineRange, type Message } from './message';

/** A mail transaction as the text shows it: from MAIL to what completes or ends it (RFC 5321 section 3.3). */
export interface Transaction {
  /** The MAIL line, or SEND, SOML or SAML (RFC 821 section 3.4). */
  readonly mail: CommandLine;
  readonly recipients: readonly CommandLine[];
  /** Of MAIL and of all requests up to the last one, that one included. */
  readonly exchanges: readonly Exchange[];
  readonly messages: readonly Message[];
  /** With the replies, so far as they stand before the next transaction. */
  readonly range: LineRange;
}

/** The transactions of a transcript, in order; they do not overlap. Read once for each transcript. */
export function transactionsOf(document: TranscriptDocument, transcript: Transcript): readonly Transaction[] {
  let transactions = OF_TRANSCRIPT.get(transcript);
  if (transactions === undefined)
    OF_TRANSCRIPT.set(transcript, (transactions = readTransactions(document, transcript)));
  return transactions;
}

/** The verb of a command in upper case, as it is written: with a mistake in it, it is no verb that anything expects. */
export function verbOf({ text }: TranscriptDocument, { verb }: CommandLine): string {
  return text.slice(verb.start, verb.end).toUpperCase();
}

/** The first line of an exchange, and the line after its last one; other exchanges may stand between. */
export function linesOf({ request, replies, assertions }: Exchange): LineRange {
  const firstReply = replies[0]?.lines[0] ?? assertions[0];
  const firstLine = request === undefined ? (firstReply?.index ?? 0) : firstLineOf(request);
  const lastReply = replies.at(-1)?.lines.at(-1)?.index ?? -1;
  const lastAssertion = assertions.at(-1)?.index ?? -1;
  const lastOfRequest = request === undefined ? firstLine : lastLineOf(request);
  return { firstLine, endLine: Math.max(lastReply, lastAssertion, lastOfRequest) + 1 };
}

/** Where the address stands on a MAIL, RCPT, VRFY or EXPN line; undefined for `<>` and for what is no address. */
export function addressSpan(document: TranscriptDocument, line: CommandLine): Span | undefined {
  const start = argumentOffset(document, line);
  if (start === undefined) return undefined;
  const argument = document.text.slice(start, line.value.end);
  const path = parsePath(argument);
  if (path.kind === 'error') return templateSpan(argument, start);
  if (path.address === '') return undefined;
  const from = start + path.addressOffset;
  return { start: from, end: from + path.address.length };
}

const OF_TRANSCRIPT = new WeakMap<Transcript, readonly Transaction[]>();

const STARTS: ReadonlySet<string> = new Set(['MAIL', 'SEND', 'SOML', 'SAML']);
/** What ends a transaction without completing it, and belongs to what comes after it. */
const ENDS: ReadonlySet<string> = new Set(['EHLO', 'HELO', 'LHLO', 'STARTTLS', 'QUIT', 'AUTH']);
const ADDRESS_AT: Readonly<Record<string, RegExp>> = {
  MAIL: /^[ \t]*FROM[ \t]*:/i,
  SEND: /^[ \t]*FROM[ \t]*:/i,
  SOML: /^[ \t]*FROM[ \t]*:/i,
  SAML: /^[ \t]*FROM[ \t]*:/i,
  RCPT: /^[ \t]*TO[ \t]*:/i,
  VRFY: /^[ \t]+/,
  EXPN: /^[ \t]+/,
};

/** An address that is filled in, as it is written: `{{user}}@example.com`. */
const WITH_TEMPLATE = /^[ \t]*<?((?:\{\{[^{}]*\}\}|[^\s<>{}])+)/;

function templateSpan(argument: string, start: number): Span | undefined {
  const found = argument.includes('{{') ? WITH_TEMPLATE.exec(argument) : null;
  if (found?.[1] === undefined) return undefined;
  const end = start + found[0].length;
  return { start: end - found[1].length, end };
}

interface OpenTransaction {
  readonly mail: CommandLine;
  readonly recipients: CommandLine[];
  readonly exchanges: Exchange[];
}

function readTransactions(document: TranscriptDocument, transcript: Transcript): Transaction[] {
  const open: OpenTransaction[] = [];
  let current: OpenTransaction | undefined;
  for (const exchange of transcript.exchanges) {
    const { request } = exchange;
    const command = request?.kind === 'command' ? request.line : undefined;
    const verb = command === undefined ? undefined : verbOf(document, command);
    if (command !== undefined && verb !== undefined && STARTS.has(verb))
      open.push((current = { mail: command, recipients: [], exchanges: [] }));
    else if (verb !== undefined && ENDS.has(verb)) current = undefined;
    if (current === undefined) continue;
    current.exchanges.push(exchange);
    if (command !== undefined && verb === 'RCPT') current.recipients.push(command);
    if (request?.kind === 'content' || verb === 'RSET' || isLastChunk(document, request)) current = undefined;
  }
  if (open.length === 0) return [];
  const messages = messagesIn(document, transcript).values();
  let message = messages.next().value;
  return open.map((each, at) => {
    const nextStart = open[at + 1]?.mail.index ?? Infinity;
    const range = { firstLine: each.mail.index, endLine: endOf(each, nextStart) };
    const mine: Message[] = [];
    for (; message !== undefined && message.range.firstLine < range.endLine; message = messages.next().value)
      if (message.range.firstLine >= range.firstLine) mine.push(message);
    return { ...each, messages: mine, range };
  });
}

/** In a pipelined group the replies to one transaction may stand below the start of the next (RFC 2920 section 3.1). */
function endOf({ exchanges }: OpenTransaction, nextStart: number): number {
  return Math.min(nextStart, Math.max(...ends(exchanges)));
}

function* ends(exchanges: readonly Exchange[]): Generator<number> {
  // Replies come in order, so that only the last few exchanges can reach the end.
  for (const exchange of exchanges.slice(-3)) yield linesOf(exchange).endLine;
}

function isLastChunk({ text }: TranscriptDocument, request: Request | undefined): boolean {
  if (request?.kind !== 'command') return false;
  const { verb, value } = request.line;
  return (
    text.slice(verb.start, verb.end).toUpperCase() === 'BDAT' &&
    /\sLAST\s*$/i.test(text.slice(verb.end, value.end))
  );
}

function firstLineOf(request: Request): number {
  return request.kind === 'content'
    ? (request.content.lines[0] ?? request.content.terminator ?? request.command).index
    : request.line.index;
}

function lastLineOf(request: Request): number {
  if (request.kind === 'content') {
    const { lines, terminator } = request.content;
    return (terminator ?? lines.at(-1) ?? request.command).index;
  }
  if (request.kind === 'command') return (request.chunk?.lines.at(-1) ?? request.line).index;
  return request.line.index;
}

function argumentOffset(document: TranscriptDocument, line: CommandLine): number | undefined {
  const before = ADDRESS_AT[verbOf(document, line)]?.exec(document.text.slice(line.verb.end, line.value.end));
  return before === undefined || before === null ? undefined : line.verb.end + before[0].length;
}
