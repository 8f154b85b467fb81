import type { LineNode, TranscriptDocument } from '../../syntax/document';
import { touches, type Span } from '../../syntax/span';
import type { Workspace } from '../workspace';

/** What a hover may ask of the world. */
export interface HoverContext {
  readonly uri: string;
  readonly workspace: Workspace;
}

/** Where the pointer is. */
export interface Place {
  readonly document: TranscriptDocument;
  readonly line: LineNode;
  readonly offset: number;
  readonly context: HoverContext;
}

/** What there is to say, and of what. The span touches the place's offset. */
export interface Found {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

/** Whether the place is in a span or, where nothing else begins there, at its end. */
export function isAt({ document, offset }: Pick<Place, 'document' | 'offset'>, span: Span): boolean {
  if (offset === span.end) return span.start < span.end && !/\S/.test(document.text.charAt(offset));
  return span.start <= offset && offset < span.end;
}

/** A text of the document, as far as what stands at the place matches a pattern; words, if no pattern is given. */
export interface Word {
  readonly text: string;
  readonly span: Span;
  readonly match: RegExpExecArray;
}

/**
 * The match of a pattern that the offset lies in or, failing that, the one whose end it touches.
 *
 * @param pattern with the flag `g`
 */
export function wordAt({ document, offset }: Place, within: Span, pattern = /\S+/g): Word | undefined {
  if (!touches(within, offset)) return undefined;
  let ending: Word | undefined;
  for (const match of document.text.slice(within.start, within.end).matchAll(pattern)) {
    const start = within.start + match.index;
    if (start > offset) break;
    const span = { start, end: start + match[0].length };
    if (offset < span.end) return { text: match[0], span, match };
    if (offset === span.end) ending = { text: match[0], span, match };
  }
  return ending;
}
