import { parseContentType, parameterOf } from '../../smtp/contentType';
import { decodeWords } from '../../smtp/decodeWords';
import { findHeader, type HeaderInfo } from '../../smtp/headers';
import { parseMailDate } from '../../smtp/mailDate';
import type { TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { entityAt, isIn, type Header, type Message } from '../message';
import { describeMailbox } from './address';
import { code, linked, paragraphs, sourceLink } from './markdown';
import { isAt, wordAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** A header field of a message or of a part: its name, or its value where there is something to say about that. */
export function hoverHeader(place: Place, message: Message): Found | undefined {
  const { document, line } = place;
  const header = entityAt(message, line.index)?.headers.find(({ range }) => isIn(range, line.index));
  if (header === undefined) return undefined;
  const info = findHeader(header.name);
  if (isAt(place, header.nameSpan))
    return { span: header.nameSpan, text: describeName(document, header, info) };
  const span = header.valueSpans.find((each) => each.start < each.end && isAt(place, each));
  if (span === undefined || header.value.includes('{{')) return undefined;
  return hoverAddress(place, span, info) ?? hoverValue(document, header, span, info);
}

function describeName(document: TranscriptDocument, { name }: Header, info: HeaderInfo | undefined): string {
  if (info === undefined) {
    const own = /^X-/i.test(name) ? ' Names with X- were meant for private use.' : '';
    return `${quoted(document, name)} is no header field that is known here; servers pass it on as it is.${own}`;
  }
  return paragraphs(`**${info.name}** ${linked(info.summary)}`, sourceLink(info.rfc));
}

/** One address among those of the value. */
function hoverAddress(place: Place, within: Span, info: HeaderInfo | undefined): Found | undefined {
  if (info?.kind !== 'address' && info?.kind !== 'addresses') return undefined;
  const word = wordAt(place, within, /(?:"(?:[^"\\]|\\.)*"|[^\s"<>,;:()])+@[^\s"<>,;:()]+/g);
  if (word === undefined) return undefined;
  const text = describeMailbox(place.document, word.text);
  return text === undefined ? undefined : { span: word.span, text };
}

/** What the value says, decoded; the whole of it, however many lines it is folded over. */
function hoverValue(
  document: TranscriptDocument,
  { value }: Header,
  span: Span,
  info: HeaderInfo | undefined,
): Found | undefined {
  const text =
    info?.kind === 'date'
      ? describeDate(value)
      : info?.kind === 'media-type'
        ? describeMediaType(document, value)
        : (ENCODINGS[`${info?.name ?? ''}: ${value.toLowerCase()}`] ?? describeWords(document, value));
  return text === undefined ? undefined : { span, text };
}

function describeWords(document: TranscriptDocument, value: string): string | undefined {
  const decoded = decodeWords(value);
  return decoded === undefined
    ? undefined
    : paragraphs(quoted(document, decoded), `From encoded words. ${sourceLink('RFC 2047')}`);
}

function describeDate(value: string): string {
  const date = parseMailDate(value);
  if (date === undefined)
    return paragraphs(
      'This is no date as mail has it: `Tue, 1 Jul 2003 10:52:37 +0200`.',
      sourceLink('RFC 5322 section 3.3'),
    );
  const { time, weekday, actualWeekday } = date;
  const isWrong = weekday !== undefined && weekday.toLowerCase() !== actualWeekday.toLowerCase();
  return paragraphs(
    `${code(
      new Date(time)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.000Z$/, ''),
    )} UTC`,
    isWrong ? `That is a ${actualWeekday}, not a ${weekday}.` : undefined,
    sourceLink('RFC 5322 section 3.3'),
  );
}

function describeMediaType(document: TranscriptDocument, value: string): string | undefined {
  const type = parseContentType(value);
  if (type === undefined) return undefined;
  const { type: main, subtype } = type;
  const known =
    MEDIA_TYPES[`${main}/${subtype}`] ?? (main === 'multipart' ? MEDIA_TYPES['multipart/mixed'] : undefined);
  const charset = parameterOf(type, 'charset');
  const boundary = parameterOf(type, 'boundary');
  return paragraphs(
    `**${main}/${subtype}**${known === undefined ? '' : ` ${known}`}`,
    charset === undefined ? undefined : `Its letters are of the character set ${quoted(document, charset)}.`,
    boundary === undefined
      ? undefined
      : `A line ${quoted(document, `--${boundary}`)} starts each part, and ${quoted(document, `--${boundary}--`)} ends the last.`,
    sourceLink(main === 'multipart' ? 'RFC 2046 section 5.1' : 'RFC 2045 section 5'),
  );
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  'text/plain': 'Text without any markup.',
  'text/html': 'A page of HTML.',
  'multipart/mixed': 'Several parts, one after the other.',
  'multipart/alternative': 'The same in several forms; the last that a program understands is shown.',
  'multipart/related': 'Parts that belong together, such as a page and its images.',
  'multipart/report':
    'A report, such as a delivery status notification: in words, for machines, and what it is about.',
  'multipart/signed': 'A part and its signature.',
  'multipart/encrypted': 'An encrypted part and how to read it.',
  'message/rfc822': 'Another message.',
  'message/delivery-status': 'What became of a message, for machines.',
  'application/octet-stream': 'Octets of no particular kind.',
};

/** RFC 2045 section 6. */
const ENCODINGS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    '7bit': 'ASCII in lines of up to 998 octets; nothing is encoded.',
    '8bit': 'Octets above 127, too, in lines of up to 998 octets; nothing is encoded. Needs 8BITMIME.',
    binary: 'Any octets, without lines; nothing is encoded. Needs BINARYMIME and BDAT.',
    'quoted-printable':
      'Mostly ASCII; `=` and two digits stand for any other octet, `=` at the end joins lines.',
    base64: 'Three octets in four letters, in lines of up to 76.',
  }).map(([name, text]) => [
    `Content-Transfer-Encoding: ${name}`,
    paragraphs(`**${name}** ${text}`, sourceLink('RFC 2045 section 6')),
  ]),
);
