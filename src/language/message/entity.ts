import { parameterOf, parseContentType, type ContentType } from '../../smtp/contentType';
import type { Content } from '../../syntax/document';
import { headerOf, readHeaders, type HeaderSection } from './headers';
import type { Entity, Header, LineRange, Message, Multipart } from './message';
import { readMultipart } from './multipart';
import { rangeOf, type Source } from './source';

/** Reads a message, from all the lines of its contents. */
export function readMessage(source: Source, contents: readonly Content[]): Message {
  return new MessageReader(source, contents);
}

interface Inner {
  readonly multipart: Multipart | undefined;
  readonly parts: readonly Entity[];
}

const NO_PARTS: Inner = { multipart: undefined, parts: [] };

/**
 * A message or a part of one, from an index into the lines of the source to another. A class, so that only the header is read at
 * once, and the rest when somebody asks: of most messages in a large file nobody does.
 */
class EntityReader implements Entity {
  readonly #source: Source;
  readonly #from: number;
  readonly #end: number;
  /** What it is where nothing says so. */
  readonly #defaultType: string;
  readonly #depth: number;
  readonly #section: HeaderSection;
  #type: ContentType | 'none' | undefined;
  #inner: Inner | undefined;

  constructor(source: Source, from: number, end: number, defaultType: string, depth: number) {
    this.#source = source;
    this.#from = from;
    this.#end = end;
    this.#defaultType = defaultType;
    this.#depth = depth;
    this.#section = readHeaders(source.document, source.lines, from, end);
  }

  get headers(): readonly Header[] {
    return this.#section.headers;
  }

  get complete(): boolean {
    return this.#section.complete;
  }

  get headerEnd(): Entity['headerEnd'] {
    return this.#section.headerEnd;
  }

  get range(): LineRange {
    return rangeOf(this.#source, this.#from, this.#end);
  }

  get headerRange(): LineRange {
    return rangeOf(this.#source, this.#from, this.#section.headerEndAt);
  }

  get body(): LineRange {
    return rangeOf(this.#source, this.#section.bodyAt, this.#end);
  }

  get contentType(): ContentType | undefined {
    if (this.#type === undefined) {
      const header = headerOf(this, 'Content-Type');
      this.#type = (header === undefined ? undefined : parseContentType(header.value)) ?? 'none';
    }
    return this.#type === 'none' ? undefined : this.#type;
  }

  get mediaType(): string {
    const { contentType } = this;
    if (contentType !== undefined) return `${contentType.type}/${contentType.subtype}`;
    // What can't be read is text: RFC 2045 section 5.2.
    return headerOf(this, 'Content-Type') === undefined ? this.#defaultType : 'text/plain';
  }

  get encoding(): string {
    return (headerOf(this, 'Content-Transfer-Encoding')?.value ?? '7bit').toLowerCase();
  }

  get multipart(): Multipart | undefined {
    return (this.#inner ??= this.#read()).multipart;
  }

  get parts(): readonly Entity[] {
    return (this.#inner ??= this.#read()).parts;
  }

  #read(): Inner {
    const depth = this.#depth + 1;
    if (depth > MAX_DEPTH) return NO_PARTS;
    const source = this.#source;
    const end = this.#end;
    const { bodyAt } = this.#section;
    const { mediaType } = this;
    if ((mediaType === 'message/rfc822' || mediaType === 'message/global') && bodyAt < end)
      return { multipart: undefined, parts: [new EntityReader(source, bodyAt, end, 'text/plain', depth)] };
    const { contentType } = this;
    if (contentType?.type !== 'multipart') return NO_PARTS;
    const boundary = parameterOf(contentType, 'boundary');
    if (boundary === undefined || boundary === '' || boundary.includes('{{')) return NO_PARTS;
    const { parts, ...multipart } = readMultipart(source, bodyAt, end, boundary);
    const type = contentType.subtype === 'digest' ? 'message/rfc822' : 'text/plain'; // RFC 2046 section 5.1.5
    return {
      multipart,
      parts: parts.map((part) => new EntityReader(source, part.from, part.end, type, depth)),
    };
  }
}

class MessageReader extends EntityReader implements Message {
  readonly contents: readonly Content[];

  constructor(source: Source, contents: readonly Content[]) {
    super(source, 0, source.lines.length, 'text/plain', 0);
    this.contents = contents;
  }
}

/** Deeper nesting has no use, and unbounded recursion would end in a stack overflow. */
const MAX_DEPTH = 16;
