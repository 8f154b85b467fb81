import { findParameter, parametersOf, type ParameterInfo } from '../../smtp/parameterTable';
import type { Capabilities } from '../../smtp/extensions';
import { findKeyword } from '../../smtp/keywords';
import type { Span } from '../../syntax/span';
import type { Candidate } from './candidate';
import { documentationOf } from './documentation';
import { wordAt, type Place } from './place';
import { seenFrom } from './seen';
import type { Situation } from './state';

/** The parameters of MAIL, RCPT, VRFY and EXPN that the server offers, or the values of the one that is being written. */
export function parameterCandidates(
  place: Place,
  verb: string,
  parameters: Span,
  { offered }: Situation,
): Candidate[] {
  const { document, offset } = place;
  const word = wordAt(place, parameters, /\S/);
  if (!/\s/.test(document.text.charAt(word.start - 1))) return [];
  const typed = document.text.slice(word.start, offset);
  const equals = typed.indexOf('=');
  const allowed = parametersOf(verb).filter((info) => isOffered(info, offered));
  if (equals !== -1) {
    const info = findParameter(typed.slice(0, equals));
    return info === undefined
      ? []
      : valueCandidates(place, info, { start: word.start + equals + 1, end: word.end }, offered);
  }
  const written = document.text.slice(word.start, word.end);
  const hasValue = written.includes('=');
  const span = hasValue ? { start: word.start, end: word.start + written.indexOf('=') } : word;
  const used = namesIn(
    document.text.slice(parameters.start, word.start) + ' ' + document.text.slice(word.end, parameters.end),
  );
  return allowed
    .filter(({ name }) => !used.has(name))
    .map((info, rank) => ({
      label: info.name,
      kind: 'parameter',
      span,
      text: info.value === 'none' || hasValue ? info.name : `${info.name}=`,
      detail: info.syntax,
      documentation: documentationOf(info),
      rank,
      goesOn: info.value !== 'none' && !hasValue,
    }));
}

function isOffered({ keywords }: ParameterInfo, offered: Capabilities | undefined): boolean {
  return offered === undefined || keywords.some((keyword) => offered.keywords.has(keyword));
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\S+/g)].map(([word]) => word.replace(/=.*/s, '').toUpperCase()));
}

function valueCandidates(
  place: Place,
  info: ParameterInfo,
  value: Span,
  offered: Capabilities | undefined,
): Candidate[] {
  const { text } = place.document;
  const written = text.slice(value.start, place.offset);
  const isList = info.name === 'NOTIFY';
  const comma = isList ? written.lastIndexOf(',') : -1;
  const item = wordAt(place, { start: value.start + comma + 1, end: value.end }, isList ? /[^\s,]/ : /\S/);
  const others = isList ? text.slice(value.start, value.end).toUpperCase().split(',') : [];
  const current = text.slice(item.start, item.end).toUpperCase();
  const alone = others.length <= 1;
  return valuesOf(place, info, offered)
    .filter((each) => !isList || each === current || !others.includes(each))
    .filter((each) => !isList || alone || each !== 'NEVER')
    .map((each, rank) => ({
      label: each,
      kind: 'value',
      span: item,
      text: each,
      rank,
      ...(VALUE_MEANINGS[`${info.name}=${each}`] === undefined
        ? {}
        : { detail: VALUE_MEANINGS[`${info.name}=${each}`] }),
    }));
}

function valuesOf(
  place: Place,
  { name, values }: ParameterInfo,
  offered: Capabilities | undefined,
): readonly string[] {
  if (name === 'BODY' && offered !== undefined) {
    const allowed = [...offered.keywords.keys()].flatMap((keyword) => findKeyword(keyword)?.bodyValues ?? []);
    return values.filter((value) => allowed.includes(value));
  }
  if (name === 'ORCPT') return seenFrom(place).recipients.map((address) => `rfc822;${toXtext(address)}`);
  if (name === 'AUTH') return ['<>', ...seenFrom(place).senders.map(toXtext)];
  if (name === 'SUBMITTER') return seenFrom(place).senders.map(toXtext);
  if (values.length > 0) return values;
  return USUAL_VALUES[name] ?? [];
}

/** RFC 3461 section 4: the characters that would end the value, as hexadecimal digits. */
function toXtext(text: string): string {
  return text.replace(/[+=]/g, (character) => `+${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Where there is no fixed set, values in the form that the parameter has. */
const USUAL_VALUES: Readonly<Record<string, readonly string[]>> = {
  SIZE: ['1000', '10485760'],
  ENVID: ['{{$guid}}'],
  BY: ['120;R', '120;N', '120;RT'],
  HOLDFOR: ['3600', '86400'],
  HOLDUNTIL: ['2030-01-31T08:00:00Z'],
  RRVS: ['2030-01-31T08:00:00Z', '2030-01-31T08:00:00Z;C', '2030-01-31T08:00:00Z;R'],
  SOLICIT: ['org.example:ADV'],
  'MT-PRIORITY': ['-9', '-4', '0', '4', '9'],
};

const VALUE_MEANINGS: Readonly<Record<string, string>> = {
  'BODY=7BIT': 'ASCII only',
  'BODY=8BITMIME': 'MIME with octets above 127 (RFC 6152)',
  'BODY=BINARYMIME': 'any octets, sent with BDAT (RFC 3030)',
  'RET=FULL': 'a failure notice returns the whole message',
  'RET=HDRS': 'a failure notice returns the headers',
  'NOTIFY=NEVER': 'no notice whatever happens',
  'NOTIFY=SUCCESS': 'a notice when the message was delivered',
  'NOTIFY=FAILURE': 'a notice when it could not be',
  'NOTIFY=DELAY': 'a notice when it takes unusually long',
  'AUTH=<>': 'who submitted the message is not known',
  'BY=120;R': 'return it if it is not delivered in two minutes',
  'BY=120;N': 'notify if it is not delivered in two minutes',
  'RRVS=2030-01-31T08:00:00Z;C': 'and goes on where a relay cannot check it (RFC 7293)',
  'RRVS=2030-01-31T08:00:00Z;R': 'and is rejected where a relay cannot check it (RFC 7293)',
  'BY=120;RT': 'return it after two minutes, and trace the way',
};
