import type { DocumentSymbol, Range, SymbolKind } from 'vscode-languageserver-types';
import { parameterOf, parseMimeParameters } from '../smtp/contentType';
import { decodeWords } from '../smtp/decodeWords';
import { findQueueId } from '../smtp/queueIds';
import { formatEndpoint } from '../syntax/connection';
import type { LineNode, Settings, Transcript, TranscriptDocument } from '../syntax/document';
import { textOf, type Span } from '../syntax/span';
import { headOf } from './head';
import { toRange } from './lspTypes';
import { headerOf, messagesIn, type Entity, type LineRange, type Message } from './message';
import { finish, type Steps } from './steps';
import { addressSpan, transactionsOf, type Transaction } from './transactions';

/**
 * The outline: the variables of the preamble and the transcripts; in a transcript its variables and transactions; in a
 * transaction its messages, and in a message that has several parts the parts. The values of variables are not shown, as
 * they may be secret.
 */
export function documentSymbols(document: TranscriptDocument): DocumentSymbol[] {
  return finish(outline(document));
}

/** {@link documentSymbols} transcript by transcript, for a big document. */
export function* outline(whole: TranscriptDocument): Steps<DocumentSymbol[]> {
  const document = headOf(whole);
  const symbols = variables(document, document.preamble);
  for (const transcript of document.transcripts) {
    symbols.push(transcriptSymbol(document, transcript));
    yield;
  }
  return inOrder(symbols);
}

// Numbers of the protocol, whose constants would be most of a bundle that has to stay small.
const NAMESPACE: SymbolKind = 3;
const VARIABLE: SymbolKind = 13;
const STRING: SymbolKind = 15;
const OBJECT: SymbolKind = 19;
const EVENT: SymbolKind = 24;

function transcriptSymbol(document: TranscriptDocument, transcript: Transcript): DocumentSymbol {
  const { lines } = document;
  const anchor = lines[transcript.anchor];
  const endLine = endOfText(document, transcript);
  const transactions = transactionsOf(document, transcript);
  const inside = new Set(transactions.flatMap(({ messages }) => messages));
  const outside = messagesIn(document, transcript).filter((each) => !inside.has(each) && hasLines(each));
  const selection = anchor === undefined ? { start: 0, end: 0 } : titleSpan(document, anchor);
  return {
    name: transcript.title ?? nameWithoutTitle(document, transcript),
    ...detail(endpointText(document, transcript)),
    kind: NAMESPACE,
    range: rangeOf(document, { firstLine: transcript.firstLine, endLine }),
    selectionRange: toRange(document, selection),
    children: inOrder([
      ...variables(document, transcript),
      ...transactions.map((each) => transactionSymbol(document, each)),
      ...outside.map((message) => messageSymbol(document, message)),
    ]),
  };
}

function transactionSymbol(document: TranscriptDocument, transaction: Transaction): DocumentSymbol {
  const { mail, recipients, messages, range } = transaction;
  const sender = addressText(document, mail) ?? '<>';
  const [first, ...others] = recipients.map((line) => addressText(document, line) ?? '<>');
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return {
    name: first === undefined ? sender : `${sender} → ${first}${more}`,
    ...detail(queueId(document, transaction)),
    kind: EVENT,
    range: rangeOf(document, range),
    selectionRange: toRange(document, mail.value.start < mail.value.end ? mail.value : mail.span),
    children: messages.filter(hasLines).map((message) => messageSymbol(document, message, range)),
  };
}

/** A message of nothing but its dot stands nowhere. */
function hasLines({ contents }: Message): boolean {
  return contents.some(({ lines }) => lines.length > 0);
}

function messageSymbol(
  document: TranscriptDocument,
  message: Message,
  within: LineRange = message.range,
): DocumentSymbol {
  const subject = headerOf(message, 'Subject');
  // In a pipelined group a transaction ends where the next one starts.
  const range = { ...message.range, endLine: Math.min(message.range.endLine, within.endLine) };
  const firstLine = document.lines[range.firstLine]?.span ?? { start: 0, end: 0 };
  return {
    name: subjectOf(subject?.value ?? ''),
    ...detail(message.parts.length > 0 ? message.mediaType : undefined),
    kind: STRING,
    range: rangeOf(document, range),
    selectionRange: toRange(document, subject?.valueSpans[0] ?? firstLine),
    children: message.parts.map((part) => partSymbol(document, part)),
  };
}

/** An editor shows no empty name. */
function subjectOf(value: string): string {
  const subject = (decodeWords(value) ?? value).trim();
  return subject === '' ? 'Message' : subject;
}

function partSymbol(document: TranscriptDocument, part: Entity): DocumentSymbol {
  const filename = fileName(part);
  const selection = document.lines[part.range.firstLine]?.span ?? { start: 0, end: 0 };
  return {
    name: filename ?? part.mediaType,
    ...detail(filename === undefined ? undefined : part.mediaType),
    kind: OBJECT,
    range: rangeOf(document, part.range),
    selectionRange: toRange(document, selection),
    children: part.parts.map((each) => partSymbol(document, each)),
  };
}

function variables(document: TranscriptDocument, settings: Settings): DocumentSymbol[] {
  return settings.variables.map(({ name, span }) => ({
    name: textOf(document.text, name),
    kind: VARIABLE,
    range: toRange(document, span),
    selectionRange: toRange(document, name),
  }));
}

/** A name for what has no title: where it connects, as most that have no title start with that. */
function nameWithoutTitle(document: TranscriptDocument, { connections }: Transcript): string {
  const line = connections.at(-1);
  if (line === undefined) return 'Transcript';
  // A password in a URL is an error there, and an outline is shown to everybody who looks at the screen.
  return textOf(document.text, line.value).replace(/(:\/\/[^\s/:@]*:)[^\s@]+@/, '$1••••@');
}

function endpointText(document: TranscriptDocument, { title, connections }: Transcript): string | undefined {
  const endpoint = connections.at(-1)?.connection.endpoint;
  return title === undefined || endpoint === undefined ? undefined : formatEndpoint(endpoint);
}

function titleSpan({ text }: TranscriptDocument, line: LineNode): Span {
  if (line.kind === 'separator' && line.title.start < line.title.end) return line.title;
  const { start, end } = line.span;
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function addressText(document: TranscriptDocument, line: Transaction['mail']): string | undefined {
  const span = addressSpan(document, line);
  return span === undefined ? undefined : textOf(document.text, span);
}

/** What the server calls the message once it has it. */
function queueId({ text }: TranscriptDocument, { exchanges }: Transaction): string | undefined {
  for (const { lines } of exchanges.at(-1)?.replies ?? []) {
    for (const { pattern } of lines) {
      if (pattern.kind !== 'reply' || pattern.text === undefined) continue;
      const found = findQueueId(textOf(text, pattern.text.span));
      if (found !== undefined) return found.id;
    }
  }
  return undefined;
}

function fileName(part: Entity): string | undefined {
  const disposition = headerOf(part, 'Content-Disposition')?.value;
  const parameters = disposition === undefined ? [] : parseMimeParameters(disposition);
  const name =
    parameterOf({ parameters }, 'filename') ??
    (part.contentType === undefined ? undefined : parameterOf(part.contentType, 'name'));
  return name === '' ? undefined : name;
}

/** Without the blank lines at its end. */
function endOfText({ lines }: TranscriptDocument, { firstLine, endLine }: Transcript): number {
  let end = endLine;
  while (end > firstLine + 1 && lines[end - 1]?.kind === 'blank') end--;
  return end;
}

/** From the start of the first line to the end of the last one, its line end left out. */
function rangeOf({ lines }: TranscriptDocument, { firstLine, endLine }: LineRange): Range {
  const last = Math.max(firstLine, endLine - 1);
  const { start, end } = lines[last]?.span ?? { start: 0, end: 0 };
  return { start: { line: firstLine, character: 0 }, end: { line: last, character: end - start } };
}

function detail(text: string | undefined): { detail?: string } {
  return text === undefined ? {} : { detail: text };
}

function inOrder(symbols: DocumentSymbol[]): DocumentSymbol[] {
  return symbols.sort((a, b) => a.range.start.line - b.range.start.line);
}
