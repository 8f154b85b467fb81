import { MEDIA_TYPES } from '../../smtp/contentType';
import type { HeaderInfo } from '../../smtp/headers';
import type { Span } from '../../syntax/span';
import type { Candidate } from './candidate';
import { wordAt, type Place } from './place';
import { seenFrom } from './seen';

/**
 * Values for a header field.
 *
 * @param value what stands after the colon, or all of a folded line
 */
export function headerValueCandidates(
  place: Place,
  info: HeaderInfo,
  value: Span,
  folded: boolean,
): Candidate[] {
  const text = place.document.text.slice(value.start, place.offset);
  const start = value.start + (text.length - text.trimStart().length);
  const trimmed = { start, end: Math.max(value.end, place.offset) };
  const candidates = valuesFor(place, info, trimmed, folded);
  // The colon is followed by a space, which is not always there yet.
  return folded || start > value.start
    ? candidates
    : candidates.map((each) =>
        each.span.start === start
          ? { ...each, text: ` ${each.text}`, filter: each.filter ?? each.text }
          : each,
      );
}

function valuesFor(place: Place, info: HeaderInfo, value: Span, folded: boolean): Candidate[] {
  switch (info.kind) {
    case 'address':
    case 'addresses':
      return mailboxes(place, info, value);
    case 'date':
      return [candidate(value, '{{$date}}', 'the date and time of the run')];
    case 'message-id':
      return [candidate(value, '{{$messageId}}', 'a new one')];
    case 'message-ids': {
      const word = wordAt(place, value, /\S/);
      return seenFrom(place).messageIds.map((id, rank) => candidate(word, id, undefined, rank));
    }
    case 'media-type':
      return mediaType(place, info, value, folded);
    case 'text':
    case 'token':
    case 'other':
      return info.name === 'Content-Disposition'
        ? disposition(place, info, value, folded)
        : usualValues(info, value);
  }
}

function usualValues({ values }: HeaderInfo, span: Span): Candidate[] {
  return values.map((value, rank) => candidate(span, value, undefined, rank));
}

/** Addresses of the file, with the names that they have elsewhere. */
function mailboxes(place: Place, info: HeaderInfo, value: Span): Candidate[] {
  const { document, offset } = place;
  const before = document.text.slice(value.start, offset);
  const open = before.lastIndexOf('<') > before.lastIndexOf('>');
  const seen = seenFrom(place);
  const isOwn = /^(?:From|Sender|Reply-To|Return-Path)$/.test(info.name);
  const addresses = isOwn ? [...seen.senders, ...seen.recipients] : [...seen.recipients, ...seen.senders];
  if (open) {
    const span = wordAt(place, value, /[^\s<>,]/);
    const close = document.text.charAt(span.end) === '>' ? '' : '>';
    return addresses.map((address, rank) => ({
      ...candidate(span, address, undefined, rank),
      text: address + close,
    }));
  }
  const comma = before.lastIndexOf(',') + 1;
  const item = before.slice(comma);
  const start = value.start + comma + (item.length - item.trimStart().length);
  const span = { start, end: wordAt(place, value, /[^\s,<>]/).end };
  return [...seen.named, ...addresses].map((mailbox, rank) => candidate(span, mailbox, undefined, rank));
}

function mediaType(place: Place, info: HeaderInfo, value: Span, folded: boolean): Candidate[] {
  const before = place.document.text.slice(value.start, place.offset);
  if (!folded && !before.includes(';')) {
    const type = { start: value.start, end: endOfType(place, value) };
    const alone = type.end < value.end;
    return [
      ...(alone ? [] : usualValues(info, type)),
      ...MEDIA_TYPES.map((each, at) => candidate(type, each, undefined, info.values.length + at)),
    ];
  }
  return parameters(place, value, folded, TYPE_PARAMETERS);
}

function disposition(place: Place, info: HeaderInfo, value: Span, folded: boolean): Candidate[] {
  const before = place.document.text.slice(value.start, place.offset);
  if (folded || before.includes(';')) return parameters(place, value, folded, DISPOSITION_PARAMETERS);
  const end = endOfType(place, value);
  return usualValues(info, { start: value.start, end }).filter(
    ({ text }) => end === value.end || !text.includes(';'),
  );
}

function endOfType({ document, offset }: Place, value: Span): number {
  const semicolon = document.text.slice(value.start, value.end).indexOf(';');
  return semicolon === -1 ? value.end : Math.max(offset, value.start + semicolon);
}

type Parameters = Readonly<Record<string, readonly string[]>>;

/** Parameters of MIME headers (RFC 2045 section 5.1), with the values that they often have. */
function parameters(place: Place, value: Span, folded: boolean, known: Parameters): Candidate[] {
  const { document, offset } = place;
  const before = document.text.slice(value.start, offset);
  const match = /(?:^|;)(\s*)([\w-]*)(?:=("?)([^";]*))?$/.exec(before);
  if (match === null || (!folded && !before.includes(';'))) return [];
  const [, space = '', name = '', quote, written] = match;
  if (written !== undefined) {
    const start = offset - written.length;
    const span = { start, end: wordAt(place, value, /[^\s";]/).end };
    const closing = quote === '"' && document.text.charAt(span.end) !== '"' ? '"' : '';
    return (known[name.toLowerCase()] ?? []).map((each, rank) => ({
      ...candidate(span, each, undefined, rank),
      text: each + closing,
    }));
  }
  const span = { start: offset - name.length, end: wordAt(place, value, /[\w-]/).end };
  const said = new Set(
    [...document.text.slice(value.start, value.end).matchAll(/;\s*([\w-]+)=/g)].map(([, each]) =>
      each?.toLowerCase(),
    ),
  );
  const gap = space === '' && before.endsWith(';') ? ' ' : '';
  return Object.keys(known)
    .filter((each) => !said.has(each))
    .map((each, rank) => ({
      ...candidate(span, each, undefined, rank),
      text: `${gap}${each}=`,
      filter: each,
      kind: 'parameter',
      goesOn: true,
    }));
}

const TYPE_PARAMETERS: Parameters = {
  charset: [
    'utf-8',
    'us-ascii',
    'iso-8859-1',
    'iso-8859-15',
    'windows-1252',
    'iso-2022-jp',
    'koi8-r',
    'gb18030',
    'big5',
  ],
  boundary: ['"boundary"'],
  name: ['"name.txt"'],
  format: ['flowed', 'fixed'],
  delsp: ['yes', 'no'],
  type: ['"text/html"'],
  method: ['REQUEST', 'REPLY', 'CANCEL'],
  protocol: ['"application/pgp-signature"', '"application/pkcs7-signature"', '"application/pgp-encrypted"'],
  micalg: ['pgp-sha256', 'sha-256'],
  'report-type': ['delivery-status', 'disposition-notification', 'feedback-report'],
};

const DISPOSITION_PARAMETERS: Parameters = {
  filename: ['"name.txt"'],
  size: [],
  'creation-date': [],
  'modification-date': [],
};

function candidate(span: Span, text: string, detail?: string, rank = 0): Candidate {
  return { label: text, kind: 'value', span, text, rank, ...(detail === undefined ? {} : { detail }) };
}
