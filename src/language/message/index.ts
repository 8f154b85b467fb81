import type { Content, Transcript, TranscriptDocument } from '../../syntax/document';
import { readEntity } from './entity';
import type { Entity, LineRange, Message } from './message';

export { headerOf, isOmission, spanInValue } from './headers';
export type { Delimiter, Entity, Header, LineRange, Message, Multipart } from './message';

/**
 * The message that a content holds, read on its own: for one that comes in several chunks see {@link messagesIn}. Each
 * content is read once. A body costs a search for its boundary and nothing for each line.
 */
export function messageOf(document: TranscriptDocument, content: Content): Message {
  const { ofContent } = memoryOf(document);
  let message = ofContent.get(content);
  if (message === undefined) ofContent.set(content, (message = readMessage(document, [content])));
  return message;
}

/** Every message of a transcript, in order; the chunks of BDAT up to that with LAST are one (RFC 3030 section 2). */
export function messagesIn(document: TranscriptDocument, transcript: Transcript): readonly Message[] {
  const { ofTranscript } = memoryOf(document);
  let messages = ofTranscript.get(transcript);
  if (messages === undefined) {
    messages = contentsIn(document, transcript).map((contents) => {
      const [only] = contents;
      return only !== undefined && contents.length === 1
        ? messageOf(document, only)
        : readMessage(document, contents);
    });
    ofTranscript.set(transcript, messages);
  }
  return messages;
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
export function* entitiesIn(entity: Entity): Generator<Entity> {
  yield entity;
  for (const part of entity.parts) yield* entitiesIn(part);
}

/** Whether a line of the document is in a range. */
export function isIn({ firstLine, endLine }: LineRange, line: number): boolean {
  return firstLine <= line && line < endLine;
}

/** What was read of a document; kept for each, as documents may share what an edit did not change. */
interface Memory {
  readonly ofContent: Map<Content, Message>;
  readonly ofTranscript: Map<Transcript, readonly Message[]>;
}

const MEMORIES = new WeakMap<TranscriptDocument, Memory>();

function memoryOf(document: TranscriptDocument): Memory {
  let memory = MEMORIES.get(document);
  if (memory === undefined) {
    memory = { ofContent: new Map(), ofTranscript: new Map() };
    MEMORIES.set(document, memory);
  }
  return memory;
}

function contentsIn({ text }: TranscriptDocument, { exchanges }: Transcript): Content[][] {
  const messages: Content[][] = [];
  let chunks: Content[] = [];
  const flush = (): void => {
    if (chunks.length > 0) messages.push(chunks);
    chunks = [];
  };
  for (const { request } of exchanges) {
    if (request?.kind === 'content') {
      flush();
      messages.push([request.content]);
    } else if (request?.kind === 'command') {
      const { line, chunk } = request;
      if (chunk === undefined && !mayEndMessage(text.charCodeAt(line.value.start))) continue;
      const verb = text.slice(line.verb.start, line.verb.end).toUpperCase();
      if (verb === 'MAIL' || verb === 'RSET') flush();
      if (chunk !== undefined) chunks.push(chunk);
      if (verb === 'BDAT' && /\sLAST\s*$/i.test(text.slice(line.verb.end, line.value.end))) flush();
    }
  }
  flush();
  return messages;
}

/** By the first character of a line: MAIL, RSET and BDAT do, and most commands are others. */
function mayEndMessage(first: number): boolean {
  return first <= 0x20 || 'MRBmrb'.includes(String.fromCharCode(first));
}

function readMessage(document: TranscriptDocument, contents: readonly Content[]): Message {
  const [first] = contents;
  const lines =
    first !== undefined && contents.length === 1 ? first.lines : contents.flatMap((each) => each.lines);
  return { ...readEntity({ document, lines }, 0, lines.length), contents };
}
