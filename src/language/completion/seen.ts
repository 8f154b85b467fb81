import type { CommandLine, Exchange, Transcript, TranscriptDocument } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { findHeader } from '../../smtp/headers';
import { messageOf, type Header } from '../message';
import { endpointOf } from '../shownEndpoint';
import { addressSpan, verbOf } from '../transactions';
import type { Place } from './place';

/** What else of its kind the file holds, apart from the line with the cursor; the nearest first. */
export interface Seen {
  /** Without brackets. */
  readonly senders: readonly string[];
  readonly recipients: readonly string[];
  /** With the name before them, `Ann <ann@example.com>`, as headers have them. */
  readonly named: readonly string[];
  readonly domains: readonly string[];
  /** What follows EHLO, HELO and LHLO. */
  readonly clientNames: readonly string[];
  readonly messageIds: readonly string[];
}

export function seenFrom({ document, transcript, lineIndex, above }: Place): Seen {
  const found: Finds = {
    commands: COMMANDS,
    messages: MESSAGES,
    ignored: lineIndex,
    senders: new Set(),
    recipients: new Set(),
    named: new Set(),
    domains: new Set(),
    clientNames: new Set(),
    messageIds: new Set(),
  };
  readExchanges(document, above.slice(-COMMANDS).reverse(), found);
  readExchanges(document, transcript?.exchanges.slice(above.length, above.length + COMMANDS) ?? [], found);
  for (const { exchanges } of document.transcripts) {
    if (found.commands <= 0) break;
    if (exchanges !== transcript?.exchanges) readExchanges(document, exchanges, found);
  }
  for (const each of document.transcripts.slice(0, MESSAGES)) readEndpoint(document, each, found);
  for (const address of [...found.senders, ...found.recipients]) addDomain(found, address);
  return {
    senders: [...found.senders],
    recipients: [...found.recipients],
    named: [...found.named],
    domains: [...found.domains],
    clientNames: [...found.clientNames],
    messageIds: [...found.messageIds],
  };
}

/**
 * So many are read, the nearest first: in a file of a hundred thousand lines the far ones are of no use, and whoever types
 * would have to wait for them.
 */
const COMMANDS = 600;
const MESSAGES = 100;

interface Finds extends Readonly<Record<keyof Seen, Set<string>>> {
  /** How many may still be read. */
  commands: number;
  messages: number;
  readonly ignored: number;
}

function readExchanges(document: TranscriptDocument, exchanges: readonly Exchange[], found: Finds): void {
  for (const { request } of exchanges) {
    if (found.commands-- <= 0) return;
    if (request?.kind === 'command') readCommand(document, request.line, found);
    const content =
      request?.kind === 'content' ? request.content : request?.kind === 'command' ? request.chunk : undefined;
    if (content === undefined || found.messages-- <= 0) continue;
    for (const header of messageOf(document, content).headers) readHeader(header, found);
  }
}

function readEndpoint(document: TranscriptDocument, transcript: Transcript, { domains }: Finds): void {
  const shown = endpointOf(document, transcript);
  if (shown.kind === 'endpoint' && /[a-z]/i.test(shown.endpoint.host)) domains.add(shown.endpoint.host);
}

function readCommand(document: TranscriptDocument, line: CommandLine, found: Finds): void {
  if (line.index === found.ignored) return;
  const verb = verbOf(document, line);
  switch (verb) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO': {
      const name = document.text.slice(line.verb.end, line.value.end).trim();
      if (name !== '' && !/\s/.test(name)) found.clientNames.add(name);
      break;
    }
    case 'MAIL':
    case 'RCPT':
    case 'VRFY':
    case 'EXPN': {
      const span = addressSpan(document, line);
      const address = span === undefined ? '' : textOf(document.text, span);
      if (address.includes('@')) (verb === 'MAIL' ? found.senders : found.recipients).add(address);
      break;
    }
  }
}

function readHeader({ name, value, range }: Header, found: Finds): void {
  if (range.firstLine <= found.ignored && found.ignored < range.endLine) return;
  switch (findHeader(name)?.kind) {
    case 'address':
    case 'addresses':
      for (const [, mailbox = ''] of value.matchAll(MAILBOX)) {
        const address = /<([^<>]*)>$/.exec(mailbox)?.[1] ?? mailbox;
        if (address !== mailbox && !mailbox.startsWith('<')) found.named.add(mailbox);
        (/^(?:From|Sender|Reply-To)$/i.test(name) ? found.senders : found.recipients).add(address);
      }
      break;
    case 'message-id':
    case 'message-ids':
      for (const [id] of value.matchAll(/<[^<>\s]+@[^<>\s]+>/g)) found.messageIds.add(id);
      break;
    default:
  }
}

/** Each mailbox of a list of addresses, with its name if it has one; names may be in quotes, with commas in them. */
const MAILBOX =
  /(?:^|[,;:])\s*((?:"(?:[^"\\]|\\.)*"|[^",;:<>])*<[^<>@\s{}]+@[^<>@\s{}]+>|[^",;:<>@\s{}]+@[^",;:<>@\s{}]+)/g;

function addDomain({ domains }: Finds, address: string): void {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (domain !== '' && !domain.includes('{{')) domains.add(domain);
}
