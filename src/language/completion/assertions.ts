import {
  findSubject,
  PREDICATES,
  SUBJECTS,
  type PredicateName,
  type SubjectInfo,
  type SubjectKind,
} from '../../syntax/assertionTable';
import { kindOfSubject, parseAssertion, type AssertionSubject } from '../../syntax/assertion';
import type { AssertionLine, Exchange } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { KEYWORDS } from '../../smtp/keywords';
import type { Workspace } from '../workspace';
import type { Candidate } from './candidate';
import { mechanismsOffered } from './mechanisms';
import { wordAt, type Place } from './place';
import { codesOnly } from './replies';
import { occasionOf } from './replyHere';
import { situationAt } from './state';

/** What follows `??`: the subject, the predicate and values for it. */
export function assertionCandidates(
  place: Place,
  { value, span: line }: AssertionLine,
  workspace: Workspace,
): Candidate[] {
  const { document, offset } = place;
  const start = document.text.indexOf('??', line.start) + 2;
  if (offset < start) return [];
  const word = wordAt(place, { start, end: Math.max(value.end, offset) }, /\S/);
  const before = document.text.slice(start, word.start);
  const assertion = parseAssertion(before, start);
  const { subject, negation, predicate } = assertion;
  if (before.trim() === '') {
    const gap = document.text.charAt(start) === ' ' || word.start > start ? '' : ' ';
    return SUBJECTS.map(({ name, summary }, rank) => candidate(word, name, summary, rank, gap));
  }
  if (subject === undefined) return [];
  if (predicate !== undefined)
    return predicate.name === 'exists' || assertion.value !== undefined
      ? []
      : valueCandidates(place, subject, predicate.name, word, workspace);
  // What is no predicate leaves something unread, and nobody knows what may follow it.
  const read = negation ?? (subject.kind === 'fact' ? subject.keyword?.span : undefined) ?? subject.span;
  if (document.text.slice(read.end, word.start).trim() !== '') return [];
  const predicates = predicateCandidates(kindOfSubject(subject), word, negation !== undefined);
  const isEhlo = subject.kind === 'fact' && subject.name === 'ehlo' && subject.keyword === undefined;
  return isEhlo && negation === undefined
    ? [...keywordCandidates(place, word, workspace), ...predicates]
    : predicates;
}

function predicateCandidates(kind: SubjectKind, word: Span, negated: boolean): Candidate[] {
  const found = PREDICATES.filter(({ kinds }) => kinds.has(kind)).map(({ name, summary, opposite }, rank) =>
    candidate(word, name, negated ? opposite : summary, FIRST_PREDICATE + rank),
  );
  const not = candidate(word, 'not', 'the opposite of what follows', FIRST_PREDICATE + found.length);
  return negated ? found : [...found, not];
}

/** Behind the keywords of EHLO, of which there are fewer. */
const FIRST_PREDICATE = 100;

/** Those that the server offers first. */
function keywordCandidates(place: Place, word: Span, workspace: Workspace): Candidate[] {
  const offered = situationAt(place, workspace).offered?.keywords;
  return KEYWORDS.map(({ keyword, title }, rank) =>
    candidate(word, keyword, title, offered?.has(keyword) === true ? 0 : rank + 1),
  );
}

function valueCandidates(
  place: Place,
  subject: AssertionSubject,
  predicate: PredicateName,
  word: Span,
  workspace: Workspace,
): Candidate[] {
  if (subject.kind === 'template') return [];
  if (subject.name === 'code') return codeValues(place, predicate, word);
  if (subject.name === 'ehlo' && subject.keyword?.text === 'AUTH')
    return mechanismsOffered(word, situationAt(place, workspace).offered);
  const info = findSubject(subject.name);
  const values = info === undefined ? [] : examplesFor(info, subject.keyword?.text, predicate);
  return values.map((each, rank) => candidate(word, each, undefined, rank));
}

/** The values of the table that go with a predicate: between slashes stands what is matched. */
function examplesFor(
  { name, examples }: SubjectInfo,
  keyword: string | undefined,
  predicate: PredicateName,
): readonly string[] {
  if (name === 'ehlo' && keyword !== 'SIZE') return [];
  return examples.filter((each) => each.startsWith('/') === (predicate === 'matches'));
}

/** The codes that the request above can draw, those recorded for it first; of an order a code and no class. */
function codeValues(place: Place, predicate: PredicateName, word: Span): Candidate[] {
  const exchange = place.above.at(-1);
  const recorded = new Set(codesRecorded(exchange));
  const isOrder = predicate !== '==' && predicate !== '!=';
  return codesOnly(occasionOf(place.document, exchange), afterBar(place, word))
    .filter(({ label }) => !isOrder || /^\d+$/.test(label))
    .map((each) => (recorded.has(each.label) ? { ...each, rank: -1 } : each));
}

function codesRecorded(exchange: Exchange | undefined): readonly string[] {
  return (exchange?.replies ?? []).flatMap(({ lines }) => {
    const pattern = lines[0]?.pattern;
    return pattern?.kind === 'reply' ? pattern.codes : [];
  });
}

/** In `250|251` the one at the cursor. */
function afterBar({ document, offset }: Place, word: Span): Span {
  const bar = document.text.slice(word.start, offset).lastIndexOf('|');
  const next = document.text.slice(offset, word.end).indexOf('|');
  return {
    start: bar === -1 ? word.start : word.start + bar + 1,
    end: next === -1 ? word.end : offset + next,
  };
}

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
