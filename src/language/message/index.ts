import type { CommandLine, Content, Exchange, TranscriptDocument } from '../../syntax/document';
import { lineOf } from '../../syntax/line';
import { readMessage } from './entity';
import type { Entity, LineRange, Message } from './message';

export { headerOf, isOmission, spanInValue } from './headers';
export type { Delimiter, Entity, Header, LineRange, Message } from './message';

/**
 * The message that a content holds, read on its own: for one that comes in several chunks see {@link messagesIn}. Each
 * content is read once. A body costs a search for its boundary and nothing for each line.
 */
export function messageOf(document: TranscriptDocument, content: Content): Message {
  return knownMessage(document, memoryOf(document), content);
}

/**
 * Every message of a transcript, or of a part of one, in order; the chunks of BDAT up to that with LAST are one (RFC 3030
 * section 2).
 */
export function messagesIn(document: TranscriptDocument, conversation: Exchanges): readonly Message[] {
  const memory = memoryOf(document);
  let messages = memory.ofConversation.get(conversation);
  if (messages === undefined)
    memory.ofConversation.set(conversation, (messages = readMessages(document, memory, conversation)));
  return messages;
}

/** Whether a message of which chunks have come may go on behind these parts of a conversation. */
export function endsInsideMessage({ text }: TranscriptDocument, parts: readonly Exchanges[]): boolean {
  for (let at = parts.length - 1; at >= 0; at--) {
    const exchanges = parts[at]?.exchanges ?? [];
    for (let nth = exchanges.length - 1; nth >= 0; nth--) {
      const request = exchanges[nth]?.request;
      if (request?.kind === 'content') return false;
      if (request?.kind !== 'command') continue;
      if (endsMessage(text, request.line)) return false;
      if (request.chunk !== undefined) return true;
    }
  }
  return false;
}

interface Exchanges {
  readonly exchanges: readonly Exchange[];
}

/** The innermost part that a line of the document belongs to; of a delimiter's line the multipart that it divides. */
export function entityAt(message: Entity, line: number): Entity | undefined {
  if (!isIn(message.range, line)) return undefined;
  for (const part of message.parts) {
    const found = entityAt(part, line);
    if (found !== undefined) return found;
  }
  return message;
}

/** An entity and all that are in it. */
export function entitiesIn(entity: Entity): readonly Entity[] {
  const { parts } = entity;
  return parts.length === 0 ? [entity] : [entity, ...parts.flatMap(entitiesIn)];
}

/** What is found in an entity and in all that are in it: nearly every one is alone. */
export function inEach<Found>(
  entity: Entity,
  find: (entity: Entity) => Found | undefined,
): Found | readonly Found[] | undefined {
  if (entity.parts.length === 0) return find(entity);
  return entitiesIn(entity).flatMap((each) => find(each) ?? []);
}

/** Whether a line of the document is in a range. */
export function isIn({ firstLine, endLine }: LineRange, line: number): boolean {
  return firstLine <= line && line < endLine;
}

/** What was read of a document; kept for each, as documents may share what an edit did not change. */
interface Memory {
  readonly ofContent: Map<Content, Message>;
  readonly ofConversation: Map<Exchanges, readonly Message[]>;
}

const MEMORIES = new WeakMap<TranscriptDocument, Memory>();

function memoryOf(document: TranscriptDocument): Memory {
  let memory = MEMORIES.get(document);
  if (memory === undefined) {
    memory = { ofContent: new Map(), ofConversation: new Map() };
    MEMORIES.set(document, memory);
  }
  return memory;
}

function knownMessage(document: TranscriptDocument, { ofContent }: Memory, content: Content): Message {
  let message = ofContent.get(content);
  if (message === undefined)
    ofContent.set(content, (message = readMessage({ document, lines: content.lines }, [content])));
  return message;
}

function readMessages(
  document: TranscriptDocument,
  memory: Memory,
  { exchanges }: Exchanges,
): readonly Message[] {
  const { text } = document;
  const messages: Message[] = [];
  /** The chunks that have come of a message. */
  let chunks: Content[] | undefined;
  const flush = (): void => {
    const [first] = chunks ?? [];
    if (chunks === undefined || first === undefined) return;
    const lines = chunks.flatMap((chunk) => chunk.lines);
    messages.push(
      chunks.length === 1 ? knownMessage(document, memory, first) : readMessage({ document, lines }, chunks),
    );
    chunks = undefined;
  };
  for (const { request } of exchanges) {
    if (request?.kind === 'content') {
      flush();
      messages.push(knownMessage(document, memory, request.content));
    } else if (request?.kind === 'command') {
      const { chunk } = request;
      if (chunk !== undefined) (chunks ??= []).push(chunk);
      if (endsMessage(text, request.line)) flush();
    }
  }
  flush();
  return messages;
}

/** Whether a command ends a message that comes in chunks: with the last one, or abandoning it. */
function endsMessage(text: string, line: CommandLine): boolean {
  const { valueStart: start, end, mark: length } = lineOf(line);
  if (length !== 4 || !mayEndMessage(text.charCodeAt(start))) return false;
  const verb = text.slice(start, start + length).toUpperCase();
  return verb === 'BDAT'
    ? /\sLAST\s*$/i.test(text.slice(start + length, end))
    : verb === 'MAIL' || verb === 'RSET';
}

/** By the first character of a command: MAIL, RSET and BDAT do, and most commands are others. */
function mayEndMessage(first: number): boolean {
  const letter = first | 0x20;
  return letter === 0x6d || letter === 0x72 || letter === 0x62;
}
