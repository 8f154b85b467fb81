/** The lines of a message, and those of exact bytes. */
import { addContent } from './chunks';
import type { ContentLine, IncludeLine, RawLine, TerminatorLine } from './document';
import { rawEndsLine, rawEndsMessage, rawOctets } from './lexemes';
import type { RawText, Source, ValuePlace } from './line';
import * as line from './lineFactories';
import { isPrintedTerminator } from './notes';
import type { OpenStretch } from './stretch';

/** A line that is known to be content: of the message, its end, or the name of a file that holds a part of it. */
export function contentLine(
  { source, conversation }: OpenStretch,
  raw: RawText,
  place: ValuePlace,
): ContentLine | IncludeLine | TerminatorLine {
  const start = raw.start + place.valueOffset;
  const first = source.text.charCodeAt(start);
  const chunk = conversation.insideChunk;
  if (!chunk && (first === DOT || first === LESS)) {
    const text = source.text.slice(start, raw.end);
    if (text === '.' || isPrintedTerminator(text)) {
      const node = line.valueLine(source, 'terminator', raw, place);
      conversation.terminator(node);
      return node;
    }
  }
  if (first === LESS) {
    const node = includeLine(source, raw, place);
    if (node !== undefined) {
      conversation.content(node, undefined);
      return node;
    }
  }
  const node = line.valueLine(source, 'content', raw, place);
  addContent(conversation, node, chunk ? source.text.slice(start, raw.end) : '');
  return node;
}

/** Exact bytes, in a message or elsewhere. */
export function rawLine({ source, conversation }: OpenStretch, raw: RawText, place: ValuePlace): RawLine {
  if (conversation.isUnsettled) conversation.settle();
  const node = line.valueLine(source, 'raw', raw, place);
  const text = source.text.slice(raw.start + place.valueOffset, raw.end);
  conversation.raw(node, rawOctets(text), rawEndsMessage(text), rawEndsLine(text));
  return node;
}

function includeLine(source: Source, raw: RawText, place: ValuePlace): IncludeLine | undefined {
  const text = source.text.slice(raw.start + place.valueOffset, raw.end);
  const [, mark, name] = INCLUDE.exec(text.trimEnd()) ?? [];
  if (mark === undefined || name === undefined) return undefined;
  const start = place.valueOffset + text.lastIndexOf(name);
  const mode = mark === '<' ? 'file' : mark === '<@' ? 'template' : 'base64';
  const path = { start, end: start + name.length };
  return line.includeLine(source, raw, place, mode, path);
}

const DOT = 46;
const LESS = 60;
const INCLUDE = /^(<@?|<base64)\s+(\S.*)$/s;
