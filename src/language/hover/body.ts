import { looksLikeBase64, decodeToText } from '../../smtp/base64';
import type { ContentLine } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { entityAt, isIn, type Delimiter, type Entity, type Message } from '../message';
import { paragraphs, sourceLink } from './markdown';
import { isAt, wordAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** A line of a body: the boundary between parts, base64 or quoted-printable. */
export function hoverBody(place: Place, line: ContentLine, message: Message): Found | undefined {
  const delimiter = delimiterAt(message, line.index);
  if (delimiter !== undefined) return describeDelimiter(place, delimiter);
  const entity = entityAt(message, line.index);
  if (entity === undefined || !isIn(entity.body, line.index)) return undefined;
  if (entity.encoding === 'base64') return hoverBase64(place, line);
  return entity.encoding === 'quoted-printable' ? hoverQuotedPrintable(place, line) : undefined;
}

function delimiterAt(entity: Entity, line: number): Delimiter | undefined {
  const own = entity.multipart?.delimiters.find((delimiter) => delimiter.line === line);
  if (own !== undefined) return own;
  for (const part of entity.parts) {
    const found = isIn(part.range, line) ? delimiterAt(part, line) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function describeDelimiter(place: Place, { kind, span }: Delimiter): Found | undefined {
  if (!isAt(place, span)) return undefined;
  const text =
    kind === 'open' ? 'Here the next part of the message starts.' : 'Here the last part of the message ends.';
  return { span, text: paragraphs(text, sourceLink('RFC 2046 section 5.1.1')) };
}

/** A line of base64 in a body holds whole groups of four letters, so that it decodes on its own. */
function hoverBase64(place: Place, { value }: ContentLine): Found | undefined {
  const word = wordAt(place, value);
  if (word === undefined || !looksLikeBase64(word.text)) return undefined;
  const text = decodeToText(word.text) ?? '';
  return {
    span: word.span,
    text: paragraphs(quoted(place.document, text), 'This line, decoded from base64.'),
  };
}

function hoverQuotedPrintable(place: Place, { value }: ContentLine): Found | undefined {
  const encoded = wordAt(place, value, /(?:=[\da-f]{2})+/gi);
  if (encoded !== undefined) {
    const bytes = Buffer.from(encoded.text.replaceAll('=', ''), 'hex');
    return {
      span: encoded.span,
      text: paragraphs(
        `${quoted(place.document, bytes.toString())} (${bytes.length === 1 ? 'one octet' : `${bytes.length} octets`})`,
        sourceLink('RFC 2045 section 6.7'),
      ),
    };
  }
  const end = textOf(place.document.text, value).trimEnd();
  const span = { start: value.start + end.length - 1, end: value.start + end.length };
  return end.endsWith('=') && isAt(place, span)
    ? {
        span,
        text: paragraphs('**=** The line goes on in the next one.', sourceLink('RFC 2045 section 6.7')),
      }
    : undefined;
}
