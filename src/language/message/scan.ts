import type { Content, ContentLine, IncludeLine, RawLine, TranscriptDocument } from '../../syntax/document';
import { lineOf } from '../../syntax/line';

/** The lines of a content that somebody has to look at: nearly none of many. */
export interface UnusualLines {
  /** That start with one dot and not with two. */
  readonly dotted: readonly ContentLine[];
  /** Of more octets than a line may have (RFC 5321 section 4.5.3.1.6); none that `{{…}}` makes longer or shorter. */
  readonly long: readonly ContentLine[];
  readonly includes: readonly IncludeLine[];
  readonly raws: readonly RawLine[];
}

/** Goes through a content once, for all who ask. A line costs two comparisons. */
export function unusualLines(document: TranscriptDocument, content: Content): UnusualLines {
  let ofContent = MEMORY.get(document);
  if (ofContent === undefined) MEMORY.set(document, (ofContent = new Map<Content, UnusualLines>()));
  let found = ofContent.get(content);
  if (found === undefined) ofContent.set(content, (found = scan(document, content)));
  return found;
}

/** What a line may have at most, in octets without its CRLF. */
export const LONGEST_LINE = 998;

const MEMORY = new WeakMap<TranscriptDocument, Map<Content, UnusualLines>>();

const DOT = 46;

function scan({ text }: TranscriptDocument, { lines }: Content): UnusualLines {
  const dotted: ContentLine[] = [];
  const long: ContentLine[] = [];
  const includes: IncludeLine[] = [];
  const raws: RawLine[] = [];
  for (const line of lines) {
    // Its numbers, as a span would be made for each line.
    const { valueStart: start, end } = lineOf(line);
    if (line.kind === 'include') includes.push(line);
    else if (line.kind === 'raw') raws.push(line);
    else {
      if (end > start && text.charCodeAt(start) === DOT && text.charCodeAt(start + 1) !== DOT)
        dotted.push(line);
      // No UTF-16 unit takes more than three octets.
      if ((end - start) * 3 > LONGEST_LINE && isTooLong(text.slice(start, end))) long.push(line);
    }
  }
  const found = dotted.length + long.length + includes.length + raws.length;
  return found === 0 ? NOTHING : { dotted, long, includes, raws };
}

/** One for all contents, as there are many and nearly all are like this. */
const NOTHING: UnusualLines = { dotted: [], long: [], includes: [], raws: [] };

function isTooLong(value: string): boolean {
  // A dot that is doubled for the way is not counted.
  const sent = value.startsWith('..') ? value.slice(1) : value;
  return !value.includes('{{') && Buffer.byteLength(sent) > LONGEST_LINE;
}
