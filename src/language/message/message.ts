import type { ContentType } from '../../smtp/contentType';
import type { Content } from '../../syntax/document';
import type { Span } from '../../syntax/span';

/** Lines of a document: `firstLine` is in the range, `endLine` is not. Both count the document's lines, from 0. */
export interface LineRange {
  readonly firstLine: number;
  readonly endLine: number;
}

/** A line of content, as the parser has it. */
export type MessageLine = Content['lines'][number];

/** A message, or a part of one: header fields and a body (RFC 5322 section 2.1, RFC 2045 section 2.4). */
export interface Entity {
  /** All of it. Lines of a range that are no content (comments, the commands between two chunks) are not sent. */
  readonly range: LineRange;
  readonly headers: readonly Header[];
  /** From the first line to before the blank line. */
  readonly headerRange: LineRange;
  /**
   * Whether all header fields are in the text. They are not where a line among them is an included file, raw bytes, an
   * elision, or holds a `{{…}}` that may stand for whole fields.
   */
  readonly complete: boolean;
  /** How the header ends: with the blank line, with a line that is no field, or with the entity. */
  readonly headerEnd: 'blank' | 'text' | 'end';
  /** After the blank line, if there is one; without any field all of it. */
  readonly body: LineRange;
  /** As written; undefined if there is none, or none that can be read. */
  readonly contentType: ContentType | undefined;
  /** What the body is, in lower case, `text/plain`: as written, or what holds without it (RFC 2045 section 5.2). */
  readonly mediaType: string;
  /** What the body is encoded with, in lower case: `7bit` if nothing says otherwise. */
  readonly encoding: string;
  /** Of a multipart whose boundary is known. */
  readonly multipart: Multipart | undefined;
  /** Of a multipart its parts, of a `message/rfc822` the one message in it. */
  readonly parts: readonly Entity[];
}

/** A whole message: what DATA sends, or all chunks of BDAT. */
export interface Message extends Entity {
  /** More than one if it comes in several chunks. */
  readonly contents: readonly Content[];
}

export interface Header {
  /** As it is written. */
  readonly name: string;
  /** The same number for the same name in whatever case, and nearly always another for another. */
  readonly nameKey: number;
  readonly nameSpan: Span;
  /** Unfolded (RFC 5322 section 2.2.3), without the white space around it. */
  readonly value: string;
  /** One for each physical line of the value, in order; the first may be empty. Without the white space around each. */
  readonly valueSpans: readonly Span[];
  readonly range: LineRange;
  /** Whether this is its name, in any case. */
  readonly isNamed: (name: string) => boolean;
}

/** How a multipart is divided (RFC 2046 section 5.1.1). */
export interface Multipart {
  readonly boundary: string;
  readonly delimiters: readonly Delimiter[];
  /** Before the first delimiter, and after the closing one: text for programs that do not know MIME. */
  readonly preamble: LineRange;
  readonly epilogue: LineRange;
  readonly closed: boolean;
}

export interface Delimiter {
  readonly kind: 'open' | 'close';
  readonly line: number;
  readonly span: Span;
}
