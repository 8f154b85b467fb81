import type { AssertionLine } from '../../syntax/document';
import { KEYWORDS } from '../../smtp/keywords';
import type { Span } from '../../syntax/span';
import type { Candidate } from './candidate';
import { wordAt, type Place } from './place';

/** What follows `??`: the subject, the predicate and values for it. */
export function assertionCandidates(place: Place, { value, span: line }: AssertionLine): Candidate[] {
  const { document, offset } = place;
  const start = document.text.indexOf('??', line.start) + 2;
  if (offset < start) return [];
  const word = wordAt(place, { start, end: Math.max(value.end, offset) }, /\S/);
  const gap = document.text.charAt(start) === ' ' || word.start > start ? '' : ' ';
  const before = document.text.slice(start, word.start).trim().split(/\s+/).filter(Boolean);
  const [subject = '', ...rest] = before;
  if (before.length === 0)
    return SUBJECTS.map((each, rank) => candidate(word, each.name, each.summary, rank, gap));
  if (subject === 'ehlo' && rest.length === 0)
    return KEYWORDS.map(({ keyword, title }, rank) => candidate(word, keyword, title, rank));
  const predicate = rest.slice(subject === 'ehlo' ? 1 : 0);
  const info = SUBJECTS.find(({ name }) => name === subject);
  if (info === undefined) return [];
  if (predicate.length === 0 || (predicate.length === 1 && predicate[0] === 'not'))
    return [
      ...PREDICATES.filter(({ kinds }) => kinds.includes(info.kind)).map(({ name, summary }, rank) =>
        candidate(word, name, summary, rank),
      ),
      ...(predicate.length === 0
        ? [candidate(word, 'not', 'the opposite of what follows', PREDICATES.length)]
        : []),
    ];
  if (predicate.length === (predicate[0] === 'not' ? 2 : 1) && predicate.at(-1) !== 'exists')
    return info.values.map((each, rank) => candidate(word, each, undefined, rank));
  return [];
}

type SubjectKind = 'number' | 'text' | 'list' | 'truth';

interface Subject {
  readonly name: string;
  readonly summary: string;
  readonly kind: SubjectKind;
  readonly values: readonly string[];
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'code',
    summary: 'the code of the latest reply',
    kind: 'number',
    values: ['220', '221', '235', '250', '334', '354', '421', '450', '535', '550', '554'],
  },
  {
    name: 'enhanced',
    summary: 'its enhanced status code',
    kind: 'text',
    values: ['2.', '4.', '5.', '2.1.0', '2.1.5', '5.1.1', '5.7.1'],
  },
  { name: 'text', summary: 'its text, without the code', kind: 'text', values: ['queued'] },
  { name: 'duration', summary: 'how long the reply took', kind: 'number', values: ['500ms', '1s', '5s'] },
  {
    name: 'ehlo',
    summary: 'a keyword that the server offers',
    kind: 'list',
    values: ['PLAIN', 'LOGIN', '10240000'],
  },
  { name: 'tls.protocol', summary: 'the version of TLS', kind: 'text', values: ['TLSv1.3', 'TLSv1.2'] },
  { name: 'tls.cipher', summary: 'the cipher suite', kind: 'text', values: ['/GCM/', '/CHACHA20/'] },
  {
    name: 'tls.authorized',
    summary: 'whether the certificate holds',
    kind: 'truth',
    values: ['true', 'false'],
  },
  {
    name: 'cert.daysLeft',
    summary: 'the days until the certificate expires',
    kind: 'number',
    values: ['14', '30'],
  },
  { name: 'cert.names', summary: 'the names that the certificate is for', kind: 'list', values: [] },
];

const PREDICATES: readonly {
  readonly name: string;
  readonly summary: string;
  readonly kinds: readonly SubjectKind[];
}[] = [
  { name: '==', summary: 'is', kinds: ['number', 'text', 'truth', 'list'] },
  { name: '!=', summary: 'is not', kinds: ['number', 'text', 'truth', 'list'] },
  { name: '<', summary: 'is less than', kinds: ['number', 'list'] },
  { name: '<=', summary: 'is at most', kinds: ['number', 'list'] },
  { name: '>', summary: 'is more than', kinds: ['number', 'list'] },
  { name: '>=', summary: 'is at least', kinds: ['number', 'list'] },
  { name: 'startsWith', summary: 'starts with', kinds: ['text'] },
  { name: 'endsWith', summary: 'ends with', kinds: ['text'] },
  { name: 'includes', summary: 'has in it', kinds: ['text', 'list'] },
  { name: 'matches', summary: 'matches the regular expression', kinds: ['text', 'list'] },
  { name: 'exists', summary: 'is there', kinds: ['number', 'text', 'truth', 'list'] },
];

function candidate(
  span: Span,
  text: string,
  detail: string | undefined,
  rank: number,
  before = '',
): Candidate {
  return {
    label: text,
    kind: 'value',
    span,
    text: before + text,
    filter: text,
    ...(detail === undefined ? {} : { detail }),
    rank,
  };
}
