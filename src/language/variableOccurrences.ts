import { captureNamesOf } from '../syntax/assertion';
import type {
  AssertionLine,
  DirectiveLine,
  LineNode,
  ServerLine,
  Transcript,
  TranscriptDocument,
  VariableLine,
} from '../syntax/document';
import { textOf, touches, type Span } from '../syntax/span';
import { assertionOn } from './assertionOn';
import { expressionsOfBothSides } from './expressions';

/**
 * What the name of a variable is there for: `use` is a `{{name}}`, `declaration` an `@name = …`, `capture` a named group of
 * a regular expression, `backreference` its `\k<name>`, `secret` a word of `# @secret`.
 */
export type OccurrenceRole = 'use' | 'declaration' | 'capture' | 'backreference' | 'secret';

/** A variable's name, where it stands. */
export interface Occurrence {
  readonly role: OccurrenceRole;
  readonly name: string;
  /** Of the name alone. */
  readonly span: Span;
  /** Of a use with its braces, else the name's. */
  readonly whole: Span;
  readonly line: LineNode;
  /** Undefined in the file's preamble. */
  readonly transcript: Transcript | undefined;
}

/** Every variable's name in a document, in the order of the text; found once for a document. */
export function variableOccurrences(document: TranscriptDocument): readonly Occurrence[] {
  const known = OCCURRENCES.get(document);
  if (known !== undefined) return known;
  const found = [
    ...usesIn(document),
    ...settingsIn(document, undefined),
    ...document.transcripts.flatMap((transcript) => [
      ...settingsIn(document, transcript),
      ...groupsIn(document, transcript),
    ]),
  ].sort((a, b) => a.span.start - b.span.start);
  OCCURRENCES.set(document, found);
  return found;
}

/** The name that an offset touches, or whose braces it touches. */
export function occurrenceAt(document: TranscriptDocument, offset: number): Occurrence | undefined {
  const all = variableOccurrences(document);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.span.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  // The last name that starts at or before the offset, or the next one, whose braces start before it.
  const before = all[low - 1];
  const after = all[low];
  if (before !== undefined && touches(before.span, offset)) return before;
  return [before, after].find((each) => each !== undefined && touches(each.whole, offset));
}

const OCCURRENCES = new WeakMap<TranscriptDocument, readonly Occurrence[]>();

function* usesIn(document: TranscriptDocument): Generator<Occurrence> {
  for (const { part, line, transcript } of expressionsOfBothSides(document)) {
    if (part.kind !== 'variable') continue;
    const { name, span: whole } = part;
    const start = document.text.indexOf(name, whole.start + 2);
    yield { role: 'use', name, span: { start, end: start + name.length }, whole, line, transcript };
  }
}

function settingsIn(document: TranscriptDocument, transcript: Transcript | undefined): Occurrence[] {
  const { variables, directives } = transcript ?? document.preamble;
  return [
    ...variables.map((line) => declarationOn(document, line, transcript)),
    ...directives.flatMap((line) => secretsOn(document, line, transcript)),
  ];
}

function declarationOn(
  { text }: TranscriptDocument,
  line: VariableLine,
  transcript: Transcript | undefined,
): Occurrence {
  const { name: span } = line;
  return { role: 'declaration', name: textOf(text, span), span, whole: span, line, transcript };
}

function secretsOn(
  { text }: TranscriptDocument,
  line: DirectiveLine,
  transcript: Transcript | undefined,
): Occurrence[] {
  if (textOf(text, line.name).toLowerCase() !== 'secret') return [];
  return [...textOf(text, line.value).matchAll(/[^\s,]+/g)].map(({ 0: name, index }) => {
    const start = line.value.start + index;
    const span = { start, end: start + name.length };
    return { role: 'secret', name, span, whole: span, line, transcript };
  });
}

function* groupsIn(document: TranscriptDocument, transcript: Transcript): Generator<Occurrence> {
  for (let at = transcript.firstLine; at < transcript.endLine; at++) {
    const line = document.lines[at];
    if (line?.kind === 'server') yield* groupsOn(line, transcript);
    else if (line?.kind === 'assertion') yield* groupsOfAssertion(document, line, transcript);
  }
}

/** What is escaped or stands in brackets opens no group. */
const GROUP = /\\k<([A-Za-z_$][\w$]*)>|\\.|\[(?:[^\]\\]|\\.)*\]|\(\?<([A-Za-z_$][\w$]*)>/gs;

function* groupsOn(line: ServerLine, transcript: Transcript): Generator<Occurrence> {
  const { pattern } = line;
  if (pattern.kind !== 'reply' || pattern.regex === undefined) return;
  yield* groupsOf(pattern.regex, line, transcript);
}

/** Only what a run keeps: an assertion that says `not` captures nothing. */
function* groupsOfAssertion(
  document: TranscriptDocument,
  line: AssertionLine,
  transcript: Transcript,
): Generator<Occurrence> {
  const assertion = assertionOn(document, line);
  const { value } = assertion;
  if (value?.kind === 'regex' && captureNamesOf(assertion).length > 0)
    yield* groupsOf(value, line, transcript);
}

/** @param regex with the span of its slashes and all */
function* groupsOf(
  { source, span: regex }: { readonly source: string; readonly span: Span },
  line: LineNode,
  transcript: Transcript,
): Generator<Occurrence> {
  for (const { 0: group, 1: referred, 2: captured, index } of source.matchAll(GROUP)) {
    const name = referred ?? captured;
    if (name === undefined) continue;
    const end = regex.start + 1 + index + group.length - 1; // after the slash; before the bracket
    const span = { start: end - name.length, end };
    const role = referred === undefined ? 'capture' : 'backreference';
    yield { role, name, span, whole: span, line, transcript };
  }
}
