import { findKeyword, type KeywordInfo } from '../../smtp/keywords';
import type { TranscriptDocument } from '../../syntax/document';
import { textOf, type Span } from '../../syntax/span';
import { describeOctets, formatBinaryOctets, formatOctets } from '../octets';
import { describeDomain } from './domain';
import { code, linked, paragraphs, sourceLink } from './markdown';
import { describeMechanism } from './mechanism';
import type { Occasion } from './occasion';
import { wordAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** A keyword of an EHLO reply, or one of its parameters; on the first line the server's name. */
export function hoverKeyword(place: Place, text: Span, occasion: Occasion | undefined): Found | undefined {
  const asked = occasion?.asked;
  if (
    occasion === undefined ||
    (asked !== 'EHLO' && asked !== 'LHLO' && asked !== 'HELO' && asked !== 'GREETING')
  )
    return undefined;
  const word = wordAt(place, text, /[^\s=]+(?==)|[^\s=]+/g);
  if (word === undefined) return undefined;
  const line = textOf(place.document.text, text);
  const isFirst = /^\s*$/.test(line.slice(0, word.span.start - text.start));
  if (asked === 'GREETING' || asked === 'HELO' || occasion.lineOfReply === 0) {
    if (isFirst && occasion.lineOfReply === 0)
      return {
        span: word.span,
        text: paragraphs(
          `${quoted(place.document, word.text)} is what the server calls itself.`,
          describeDomain(place.document, word.text),
        ),
      };
    return undefined;
  }
  const [name = '', ...parameters] = line.trim().split(/[\s=]+/);
  const info = findKeyword(name);
  if (info === undefined)
    return isFirst ? { span: word.span, text: 'This is no extension that is known here.' } : undefined;
  if (isFirst) return { span: word.span, text: describeKeyword(place.document, info, parameters) };
  const described = describeParameter(place.document, info.keyword, word.text, parameters.indexOf(word.text));
  return described === undefined ? undefined : { span: word.span, text: described };
}

/** A keyword of EHLO and what it allows, in Markdown. */
export function describeKeyword(
  document: TranscriptDocument,
  info: KeywordInfo,
  parameters: readonly string[],
): string {
  const adds = [
    ...info.commands.map((command) => `the command ${code(command)}`),
    ...info.parameters.map((parameter) => `the parameter ${code(parameter)}`),
  ];
  const here =
    parameters.length === 1 ? describeParameter(document, info.keyword, parameters[0] ?? '', 0) : undefined;
  return paragraphs(
    `**${info.keyword}** ${info.title}`,
    linked(info.summary),
    // Of a mechanism there is more to say than belongs here.
    info.keyword === 'AUTH' ? undefined : here,
    adds.length === 0 ? undefined : `It allows ${adds.join(', ')}.`,
    sourceLink(info.rfc),
  );
}

/** What a parameter says, in Markdown; `at` counts from 0. */
function describeParameter(
  document: TranscriptDocument,
  keyword: string,
  value: string,
  at: number,
): string | undefined {
  switch (keyword) {
    case 'SIZE':
      return describeSize(value);
    case 'AUTH':
      return describeMechanism(value);
    case 'DELIVERBY':
      return /^\d+$/.test(value)
        ? `The shortest time that the server takes is ${seconds(Number(value))}.`
        : undefined;
    case 'FUTURERELEASE':
      if (!/^\d/.test(value)) return undefined;
      return at === 0
        ? `A message may be held back for up to ${seconds(Number(value))}.`
        : `A message may be held back until ${quoted(document, value)}.`;
    case 'LIMITS':
      return LIMITS[value.toUpperCase()];
    case 'XCLIENT':
    case 'XFORWARD':
      return `The attribute ${quoted(document, value)} may be given.`;
    case 'MT-PRIORITY':
      return `The profile of priorities that the server has: ${quoted(document, value)}.`;
    case 'NO-SOLICITING':
      return `The server wants no solicitations of the class ${quoted(document, value)}.`;
    case 'BURL':
      return `The server fetches from ${quoted(document, value)}.`;
    default:
      return undefined;
  }
}

/** RFC 1870 section 3. */
function describeSize(value: string): string | undefined {
  if (!/^\d+$/.test(value)) return undefined;
  const octets = Number(value);
  if (octets === 0) return 'The server has no fixed limit.';
  return `The largest message that the server takes is ${octets < 1000 ? describeOctets(octets) : `**${formatOctets(octets)}** (${formatBinaryOctets(octets)}, ${value} octets)`}, line ends counted as two.`;
}

/** RFC 9422 section 4. */
const LIMITS: Readonly<Record<string, string>> = {
  MAILMAX: 'How many transactions a session may have.',
  RCPTMAX: 'How many recipients a transaction may have.',
  RCPTDOMAINMAX: 'How many domains the recipients of a session may have.',
};

function seconds(count: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const parts: string[] = [];
  let left = count;
  for (const [size, unit] of units) {
    const number = Math.floor(left / size);
    if (number > 0) parts.push(`${number} ${unit}`);
    left -= number * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
