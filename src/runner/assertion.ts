import { valueProblem } from '../syntax/assertionValue';
import {
  findSubject,
  type PredicateName,
  type SubjectKind,
  type SubjectName,
} from '../syntax/assertionTable';
import { readQuantity, type Quantity } from '../syntax/quantity';
import { factOf, type AssertionFacts, type Fact } from './assertionFacts';
import { codeMatches } from './planExpectations';

/** An assertion whose variables are filled in. */
export interface FilledAssertion {
  readonly subject:
    | { readonly kind: 'fact'; readonly name: SubjectName; readonly keyword: string | undefined }
    | {
        readonly kind: 'text';
        /** A variable that no reply has given a value is a problem, and does not exist. */
        readonly text: string | { readonly problem: string };
      };
  readonly negated: boolean;
  readonly predicate: PredicateName;
  readonly value: FilledValue | undefined;
}

export type FilledValue =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'regex'; readonly regex: RegExp };

export interface AssertionOutcome {
  readonly held: boolean;
  /** What the subject is, for a person. */
  readonly actual: string;
  /** Why it cannot be said at all; undefined when it could be compared. */
  readonly problem: string | undefined;
  /** The values of named groups. */
  readonly captures: Readonly<Record<string, string>>;
}

/** Whether an assertion holds. Nothing but `exists` can be said of what is not there, not even `not`. */
export function evaluate(assertion: FilledAssertion, facts: AssertionFacts): AssertionOutcome {
  const { subject, predicate, negated, value } = assertion;
  const fact = factAbout(subject, facts);
  const actual = describe(subject, fact);
  if (predicate === 'exists') {
    const held = (fact.kind !== 'none') !== negated;
    return { held, actual, problem: held || fact.kind !== 'none' ? undefined : fact.reason, captures: {} };
  }
  if (fact.kind === 'none') return impossible(fact.reason, actual);
  if (value === undefined) return impossible(`“${predicate}” has no value`, actual);
  if (value.kind === 'regex') return { ...match(fact, value.regex, negated), actual, problem: undefined };
  const kind = subject.kind === 'fact' ? (findSubject(subject.name)?.kind ?? 'any') : 'any';
  const problem = valueProblem(kind, predicate, value.text);
  if (problem !== undefined) return impossible(problem, actual);
  const holds = compare(
    { kind, name: subject.kind === 'fact' ? subject.name : undefined },
    fact,
    predicate,
    value,
  );
  if (typeof holds === 'string') return impossible(holds, actual);
  return { held: holds !== negated, actual, problem: undefined, captures: {} };
}

interface Compared {
  readonly kind: SubjectKind;
  readonly name: SubjectName | undefined;
}

type PresentFact = Exclude<Fact, { kind: 'none' }>;
type TextValue = Extract<FilledValue, { kind: 'text' }>;

/** What the subject of an assertion is, as a person reads it. */
export function describeSubject({ subject }: FilledAssertion, facts: AssertionFacts): string {
  return describe(subject, factAbout(subject, facts));
}

/** The text that a regular expression about the subject of an assertion looks at. */
export function textOfSubject({ subject }: FilledAssertion, facts: AssertionFacts): string {
  const fact = factAbout(subject, facts);
  return fact.kind === 'none' ? '' : textToMatch(fact);
}

function factAbout(subject: FilledAssertion['subject'], facts: AssertionFacts): Fact {
  return subject.kind === 'fact' ? factOf(subject.name, subject.keyword, facts) : textFact(subject.text);
}

function textToMatch(fact: PresentFact): string {
  return fact.kind === 'one' ? fact.text : fact.texts.join('\n');
}

function textFact(text: string | { readonly problem: string }): Fact {
  return typeof text === 'string' ? { kind: 'one', text } : { kind: 'none', reason: text.problem };
}

function impossible(problem: string, actual: string): AssertionOutcome {
  return { held: false, actual, problem, captures: {} };
}

function describe(subject: FilledAssertion['subject'], fact: Fact): string {
  if (fact.kind === 'none') return 'nothing';
  if (fact.kind === 'many') {
    const texts = fact.texts.map((text) => (text === 'Infinity' ? 'no limit' : text));
    const empty = subject.kind === 'fact' && subject.keyword !== undefined ? 'no parameters' : 'none';
    return texts.length === 0 ? empty : texts.join(' ');
  }
  const kind = subject.kind === 'fact' ? findSubject(subject.name)?.kind : undefined;
  if (kind === 'duration') return `${Math.round(Number(fact.text))}ms`;
  return fact.text.replaceAll('\n', ' / ');
}

function match(
  fact: PresentFact,
  regex: RegExp,
  negated: boolean,
): Pick<AssertionOutcome, 'held' | 'captures'> {
  const text = textToMatch(fact);
  // With the flags g and y an expression would remember where it stopped the last time.
  regex.lastIndex = 0;
  const found = regex.exec(text);
  const groups = found === null || negated ? [] : Object.entries<string | undefined>(found.groups ?? {});
  // A group that took no part in the match has no value, and a name keeps the one it had.
  const captures = Object.fromEntries(
    groups.filter((group): group is [string, string] => group[1] !== undefined),
  );
  return { held: (found !== null) !== negated, captures };
}

/** Whether it holds; a string tells why the two cannot be compared. */
function compare(
  subject: Compared,
  fact: PresentFact,
  predicate: PredicateName,
  value: TextValue,
): boolean | string {
  switch (predicate) {
    case '==':
      return isSame(subject, fact, value);
    case '!=':
      return !isSame(subject, fact, value);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const order = orderOf(subject, fact, value.text);
      return typeof order === 'string' ? order : isOrdered(predicate, order);
    }
    case 'startsWith':
      return textOf(fact).startsWith(value.text);
    case 'endsWith':
      return textOf(fact).endsWith(value.text);
    case 'includes':
      return fact.kind === 'one'
        ? fact.text.includes(value.text)
        : hasMember(subject, fact.texts, value.text);
    case 'matches':
    case 'exists':
      return false; // decided before: neither takes a text
  }
}

function isOrdered(predicate: '<' | '<=' | '>' | '>=', order: number): boolean {
  switch (predicate) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function isSame({ kind, name }: Compared, fact: PresentFact, { text, quoted }: TextValue): boolean {
  const actual = textOf(fact);
  switch (kind) {
    case 'code':
      return codeMatches(text.toLowerCase().split('|'), actual);
    case 'number':
    case 'duration':
      return Number(actual) === readQuantity(text)?.amount;
    case 'list':
      return hasSameMembers(fact, text) || isSameNumber(numberOf(fact), sizeOf(text));
    case 'date':
      return actual.startsWith(text) || Date.parse(actual) === Date.parse(text);
    case 'any':
      return actual === text || (!quoted && sameQuantity(readQuantity(actual), readQuantity(text)));
    case 'text':
      return name === 'cert.fingerprint' ? digits(actual) === digits(text) : actual === text;
    case 'truth':
    case 'version':
    case 'presence':
      return actual === text;
  }
}

/** Below, at or above zero as the subject is less than the value, the same, or more. */
function orderOf({ kind }: Compared, fact: PresentFact, text: string): number | string {
  const actual = textOf(fact);
  switch (kind) {
    case 'version':
      return VERSIONS.indexOf(actual) - VERSIONS.indexOf(text);
    case 'date':
      return Date.parse(actual) - Date.parse(text);
    case 'list': {
      const number = numberOf(fact);
      return number === undefined ? `${quote(actual)} is not a number` : difference(number, sizeOf(text));
    }
    case 'any': {
      const left = readQuantity(actual);
      const right = readQuantity(text);
      if (left === undefined) return `${quote(actual)} is not a number`;
      if ((left.kind === 'duration') !== (right?.kind === 'duration'))
        return `${quote(actual)} and ${quote(text)} are not of the same kind`;
      return difference(left.amount, right?.amount);
    }
    case 'code':
    case 'number':
    case 'duration':
    case 'text':
    case 'truth':
    case 'presence':
      return difference(Number(actual), readQuantity(text)?.amount);
  }
}

/** From the oldest to the newest; the names are those of Node.js. */
const VERSIONS: readonly string[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Two that are both without limit are the same, where a subtraction would give no number. */
function difference(left: number, right: number | undefined): number {
  return right === undefined || left === right ? 0 : left - right;
}

function sameQuantity(left: Quantity | undefined, right: Quantity | undefined): boolean {
  return left !== undefined && left.kind === right?.kind && left.amount === right.amount;
}

function isSameNumber(left: number | undefined, right: number | undefined): boolean {
  return left !== undefined && left === right;
}

/**
 * Keywords and their parameters are the same in any case (RFC 5321 section 2.4), and so are names of hosts; the order of them
 * means nothing.
 */
function hasSameMembers(fact: PresentFact, text: string): boolean {
  return sortedWords(textOf(fact)) === sortedWords(text);
}

function sortedWords(text: string): string {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}

/** The first parameter of a keyword as a number, as in `SIZE 10240000`. */
function numberOf(fact: PresentFact): number | undefined {
  const first = fact.kind === 'one' ? fact.text : (fact.texts[0] ?? '');
  return /^(?:\d+|Infinity)$/.test(first) ? Number(first) : undefined;
}

function sizeOf(text: string): number | undefined {
  const quantity = readQuantity(text);
  return quantity === undefined || quantity.kind === 'duration' ? undefined : quantity.amount;
}

function hasMember({ name }: Compared, texts: readonly string[], wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return texts.some((text) => {
    const each = text.toLowerCase();
    return each === lower || (name === 'cert.names' && covers(each, lower));
  });
}

/** A `*` stands for exactly the first label of a name (RFC 6125 section 6.4.3). */
function covers(pattern: string, name: string): boolean {
  const dot = name.indexOf('.');
  return pattern.startsWith('*.') && dot > 0 && name.slice(dot) === pattern.slice(1);
}

function textOf(fact: PresentFact): string {
  return fact.kind === 'one' ? fact.text : fact.texts.join(' ');
}

/** Fingerprints are written with colons and without, in capitals and in small letters. */
function digits(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

function quote(text: string): string {
  return `“${text}”`;
}
