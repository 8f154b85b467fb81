import {
  findPredicate,
  findSubject,
  PREDICATE_ALIASES,
  PREDICATES,
  SUBJECTS,
  type PredicateName,
  type SubjectKind,
  type SubjectName,
} from './assertionTable';
import {
  problem,
  readerOf,
  skipSpace,
  spanOf,
  take,
  takeQuoted,
  takeWord,
  type Reader,
} from './assertionReader';
import { regexProblem, valueProblem } from './assertionValue';
import { replacement, type Diagnostic } from './diagnostic';
import { readQuantity, type Quantity } from './quantity';
import type { Span } from './span';
import { parseTemplate, type Template } from './template';
import { nearest } from './words';

/**
 * The parts of `?? subject [not] predicate value`, as far as they can be told. Without problems, subject and predicate are
 * there, and so is the value if the predicate takes one. A `{{…}}` that does not parse is no problem here: the parser has told it.
 */
export interface Assertion {
  readonly subject: AssertionSubject | undefined;
  readonly negation: Span | undefined;
  readonly predicate: AssertionPredicate | undefined;
  readonly value: AssertionValue | undefined;
  /** The plan refuses to run with one of them; all have the code `bad-assertion`. */
  readonly problems: readonly Diagnostic[];
}

export type AssertionSubject =
  | {
      readonly kind: 'fact';
      readonly name: SubjectName;
      readonly span: Span;
      /** Of `ehlo`, in upper case; undefined for all that is offered. */
      readonly keyword: { readonly text: string; readonly span: Span } | undefined;
    }
  /** A variable, or any text with `{{…}}` in it. */
  | { readonly kind: 'template'; readonly template: Template; readonly span: Span };

export interface AssertionPredicate {
  readonly name: PredicateName;
  readonly span: Span;
}

export type AssertionValue =
  | {
      readonly kind: 'text';
      /** Of a quoted string without its quotes and escapes. */
      readonly template: Template;
      readonly quoted: boolean;
      /** What it is as a number; undefined when it is none, or when only a run can tell. */
      readonly quantity: Quantity | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'regex';
      /** What stands between the slashes. What is filled in stands for itself: its special characters mean nothing. */
      readonly template: Template;
      readonly source: string;
      readonly flags: string;
      readonly span: Span;
    };

/**
 * Reads what follows `??`. Never throws.
 *
 * @param start where `text` begins in the document
 */
export function parseAssertion(text: string, start: number): Assertion {
  const reader = readerOf(text, start);
  skipSpace(reader);
  const subject = readSubject(reader);
  skipSpace(reader);
  const negation = readNegation(reader);
  skipSpace(reader);
  const predicate = subject === undefined ? undefined : readPredicate(reader, subject, negation);
  skipSpace(reader);
  const value = predicate === undefined ? undefined : readValue(reader, predicate);
  if (subject !== undefined && predicate !== undefined) checkTogether(reader, subject, predicate, value);
  return { subject, negation, predicate, value, problems: reader.problems };
}

/** What a subject is, which decides what can be said of it. */
export function kindOfSubject(subject: AssertionSubject): SubjectKind {
  if (subject.kind === 'template') return 'any';
  return findSubject(subject.name)?.kind ?? 'any';
}

/** The names that a regular expression gives values to; a run keeps them like those of an `S:` line. */
export function captureNamesOf({ value, negation, predicate }: Assertion): readonly string[] {
  if (value?.kind !== 'regex' || negation !== undefined || predicate?.name !== 'matches') return [];
  return [...value.source.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map(([, name = '']) => name);
}

/** The part of a template as it is written, with another text in the place of each `{{…}}`. */
function withoutExpressions(template: Template, placeholder: string): string {
  return template.map((part) => (part.kind === 'text' ? part.text : placeholder)).join('');
}

function readSubject(reader: Reader): AssertionSubject | undefined {
  const { text, at } = reader;
  if (at >= text.length) {
    problem(reader, spanOf(reader, 0, at), 'What is to be checked? Write “?? code == 250”, for example');
    return undefined;
  }
  if (text.startsWith('{{', at)) {
    const { text: word, span } = takeWord(reader);
    return { kind: 'template', template: parseTemplate(word, span.start), span };
  }
  if (text.charAt(at) === '"') {
    const quoted = takeQuoted(reader);
    return quoted === undefined ? undefined : { kind: 'template', ...quoted };
  }
  const name = take(reader, /^[A-Za-z$_][\w.$-]*/) ?? takeWord(reader);
  const info = findSubject(name.text);
  if (info === undefined) {
    unknownSubject(reader, name.text, name.span);
    return undefined;
  }
  return { kind: 'fact', name: info.name, span: name.span, keyword: readKeyword(reader, info.name) };
}

/** The keyword of `ehlo KEYWORD`; `ehlo` alone is about all of them. */
function readKeyword(reader: Reader, subject: SubjectName): { text: string; span: Span } | undefined {
  if (subject !== 'ehlo') return undefined;
  skipSpace(reader);
  const { at } = reader;
  const keyword = take(reader, /^[A-Za-z0-9][\w.-]*/);
  if (keyword === undefined) return undefined;
  if (keyword.text !== 'not' && findPredicate(keyword.text) === undefined)
    return { text: keyword.text.toUpperCase(), span: keyword.span };
  reader.at = at;
  return undefined;
}

function unknownSubject(reader: Reader, name: string, span: Span): void {
  if (name === 'not') {
    problem(reader, span, '“not” stands before the predicate: ?? code not == 250');
    return;
  }
  const meant = nearest(
    name,
    SUBJECTS.map((each) => each.name),
  );
  const fixes = [
    ...(meant === undefined ? [] : [replacement(span, meant, `Change to ${meant}`)]),
    ...(/^[A-Za-z_][\w.-]*$/.test(name)
      ? [replacement(span, `{{${name}}}`, `Change to the variable {{${name}}}`)]
      : []),
  ];
  const hint =
    meant === undefined ? ': a variable is written {{name}}, a text in quotes' : `; did you mean ${meant}?`;
  problem(reader, span, `There is no “${name}” to check${hint}`, fixes);
}

function readNegation(reader: Reader): Span | undefined {
  return take(reader, /^not(?=\s|$)/)?.span;
}

function readPredicate(
  reader: Reader,
  subject: AssertionSubject,
  negation: Span | undefined,
): AssertionPredicate | undefined {
  const word = take(reader, /^[=!<>~]+/) ?? take(reader, /^[A-Za-z]+(?=\s|$)/) ?? takeWord(reader);
  if (word.text === '') {
    const all = namesFor(kindOfSubject(subject)).join(' ');
    problem(
      reader,
      negation ?? subject.span,
      `What is to be said of it? Here can stand ${all}, each with not before it`,
    );
    return undefined;
  }
  const known = findPredicate(word.text);
  if (known !== undefined) return { name: known.name, span: word.span };
  const meant =
    PREDICATE_ALIASES.get(word.text) ??
    nearest(
      word.text,
      PREDICATES.map((each) => each.name),
    );
  problem(
    reader,
    word.span,
    `There is no predicate “${word.text}”${meant === undefined ? `; here can stand ${namesFor(kindOfSubject(subject)).join(' ')}` : `; did you mean ${meant}?`}`,
    meant === undefined ? [] : [replacement(word.span, meant, `Change to ${meant}`)],
  );
  return undefined;
}

/** The predicates of a kind of subject, in the order of the table. */
function namesFor(kind: SubjectKind): PredicateName[] {
  return PREDICATES.filter(({ kinds }) => kinds.has(kind)).map(({ name }) => name);
}

function readValue(reader: Reader, predicate: AssertionPredicate): AssertionValue | undefined {
  const { text, at } = reader;
  const rest = text.slice(at).trimEnd();
  if (rest === '') return undefined;
  const span = spanOf(reader, at, at + rest.length);
  if (predicate.name === 'matches') return readRegex(reader, rest, span);
  if (rest.startsWith('"')) {
    const quoted = takeQuoted(reader);
    if (quoted === undefined) return undefined;
    const end = at + rest.length;
    if (reader.at < end)
      problem(reader, spanOf(reader, reader.at, end), 'Nothing can follow the quoted value');
    return { kind: 'text', ...quoted, quoted: true, quantity: undefined };
  }
  reader.at = at + rest.length;
  const template = parseTemplate(rest, span.start);
  return { kind: 'text', template, quoted: false, quantity: readQuantity(rest), span };
}

function readRegex(reader: Reader, rest: string, span: Span): AssertionValue | undefined {
  reader.at += rest.length;
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(rest) ?? [];
  if (source === undefined) {
    const slashed = `/${rest.replace(/^\/|\/$/g, '').replaceAll('/', '\\/')}/`;
    problem(reader, span, '“matches” takes a regular expression between slashes: /queued as (\\S+)/i', [
      replacement(span, slashed, `Change to ${slashed}`),
    ]);
    return undefined;
  }
  const template = parseTemplate(source, span.start + 1);
  const reason = regexProblem(withoutExpressions(template, 'x'), flags);
  if (reason !== undefined) problem(reader, span, `Not a regular expression: ${reason}`);
  return { kind: 'regex', template, source, flags, span };
}

/** Whether subject, predicate and value go together. */
function checkTogether(
  reader: Reader,
  subject: AssertionSubject,
  predicate: AssertionPredicate,
  value: AssertionValue | undefined,
): void {
  if (reader.problems.length > 0) return;
  const { name, span } = predicate;
  const kind = kindOfSubject(subject);
  if (!namesFor(kind).includes(name)) {
    problem(reader, span, `“${name}” cannot be said of it; here can stand ${namesFor(kind).join(' ')}`);
  } else if (name === 'exists') {
    if (value !== undefined) problem(reader, value.span, '“exists” takes no value', [removal(span, value)]);
  } else if (value === undefined) {
    problem(reader, span, `What is it compared with? A value has to follow “${name}”`);
  } else {
    checkValue(reader, kind, name, value);
  }
}

/** A value that is known before the run has to be one that the subject can be compared with. */
function checkValue(reader: Reader, kind: SubjectKind, name: PredicateName, value: AssertionValue): void {
  if (value.kind !== 'text' || value.template.some((part) => part.kind !== 'text')) return;
  const text = withoutExpressions(value.template, '');
  const reason = valueProblem(kind, name, text);
  if (reason === undefined) return;
  const fixes =
    kind === 'duration' && readQuantity(text)?.kind === 'number'
      ? ['ms', 's'].map((unit) => replacement(value.span, text + unit, `Change to ${text}${unit}`))
      : [];
  problem(reader, value.span, reason, fixes);
}

function removal(predicate: Span, value: AssertionValue): Diagnostic['fixes'][number] {
  return replacement({ start: predicate.end, end: value.span.end }, '', 'Remove the value');
}
