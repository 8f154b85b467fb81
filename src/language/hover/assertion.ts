import type { AssertionLine } from '../../syntax/document';
import { code } from './markdown';
import { wordAt, type Found, type Place } from './place';

/** `?? subject predicate value`: the part that the place is on. */
export function hoverAssertion(place: Place, { span: line, value }: AssertionLine): Found | undefined {
  const marks = place.document.text.indexOf('??', line.start);
  const sign = { start: marks, end: marks + 2 };
  if (marks !== -1 && sign.start <= place.offset && place.offset < sign.end)
    return {
      span: sign,
      text: 'Checks the latest reply, the connection or the run: subject, predicate, value.',
    };
  const start = Math.max(value.start, sign.end);
  const word = wordAt(place, { start, end: Math.max(start, value.end) });
  if (word === undefined) return undefined;
  const before = place.document.text.slice(start, word.span.start).trim();
  const meaning =
    before === ''
      ? SUBJECTS[word.text]
      : /^\S+(?:\s+\S+){0,2}$/.test(before)
        ? PREDICATES[word.text]
        : undefined;
  return meaning === undefined ? undefined : { span: word.span, text: `${code(word.text)} ${meaning}` };
}

const SUBJECTS: Readonly<Record<string, string>> = {
  code: 'is the code of the latest reply.',
  enhanced: 'is the enhanced status code of the latest reply, as in `2.1.5`.',
  text: 'is the text of the latest reply, without codes.',
  duration: 'is how long the latest reply took: `500ms`, `2s`.',
  ehlo: 'is what the server offered in its latest reply to EHLO; the keyword follows.',
  'tls.protocol': 'is the version of TLS: `TLSv1.3`.',
  'tls.cipher': 'is the cipher suite of the connection.',
  'tls.authorized': 'is whether the server’s certificate is good.',
  'cert.daysLeft': 'is how many days the server’s certificate is still valid.',
  'cert.names': 'are the names that the server’s certificate is for.',
};

const PREDICATES: Readonly<Record<string, string>> = {
  '==': 'holds if both are the same.',
  '!=': 'holds if they are not the same.',
  '<': 'holds if the subject is less.',
  '<=': 'holds if the subject is not more.',
  '>': 'holds if the subject is more.',
  '>=': 'holds if the subject is not less.',
  startsWith: 'holds if the subject starts with the text.',
  endsWith: 'holds if the subject ends with the text.',
  includes: 'holds if the text is in the subject.',
  matches: 'holds if the regular expression matches the subject.',
  exists: 'holds if there is such a thing; it takes no value.',
  not: 'turns the predicate round.',
};
