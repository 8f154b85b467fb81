import type { Transcript, TranscriptDocument } from '../syntax/document';
import { textOf, type Span } from '../syntax/span';
import type { EnvironmentVariable } from './environments';
import { isSecretVariable } from './secretVariables';
import {
  occurrenceAt,
  variableOccurrences,
  type Occurrence,
  type OccurrenceRole,
} from './variableOccurrences';

/** One place that gives a name a value. */
export interface VariableDefinition {
  readonly kind: 'capture' | 'transcript' | 'file' | 'environment';
  readonly name: string;
  /** As it is written, `{{…}}` and all; undefined for a capture, whose value only a run knows. */
  readonly value: string | undefined;
  /** Whether the value must not be shown: see {@link isSecretVariable}. */
  readonly secret: boolean;
  /** Of the environment file; absent in the document itself. */
  readonly uri?: string;
  /** Of an environment: `$shared`, or its own name. */
  readonly environment?: string;
  /** Of the name, in the text of the document or of the environment file. */
  readonly span: Span;
  /** From 0, in the document or in the environment file. */
  readonly line: number;
}

/** The variable whose name, or whose braces, an offset touches. The span is the name's. */
export function variableAt(
  document: TranscriptDocument,
  offset: number,
): { readonly name: string; readonly span: Span; readonly role: OccurrenceRole } | undefined {
  const occurrence = occurrenceAt(document, offset);
  if (occurrence === undefined) return undefined;
  const { name, span, role } = occurrence;
  return { name, span, role };
}

/**
 * What gives a name a value at a line, in the order of looking it up, so that the first counts: what replies before the line
 * captured (the latest first), the transcript, the file, the environment. The command line, which stands between the last
 * two, is known only to a run.
 *
 * @param line from 0
 */
export function definitionsOf(
  document: TranscriptDocument,
  line: number,
  name: string,
  environment: readonly EnvironmentVariable[],
): readonly VariableDefinition[] {
  const transcript = transcriptAt(document, line);
  const named = occurrencesByName(document).get(name) ?? [];
  const own = transcript === undefined ? [] : onLines(named, transcript.firstLine, transcript.endLine);
  const captures = own.filter((each) => each.role === 'capture' && each.line.index < line);
  const declared = own.filter(({ role }) => role === 'declaration');
  const preambleEnd = document.transcripts[0]?.firstLine ?? Infinity;
  const inFile = onLines(named, 0, preambleEnd).filter(({ role }) => role === 'declaration');
  const secret = isSecretVariable(document, transcript, name);
  return [
    ...captures.reverse().map((each) => toDefinition(document, each, 'capture', secret)),
    // Of a name that is declared twice the last one counts.
    ...declared.reverse().map((each) => toDefinition(document, each, 'transcript', secret)),
    ...inFile.reverse().map((each) => toDefinition(document, each, 'file', secret)),
    ...environment.filter((each) => each.name === name).map((each) => fromEnvironment(each, secret)),
  ];
}

/** Every name of a document with its places, in the order of the text; grouped once for a document. */
export function occurrencesByName(document: TranscriptDocument): ReadonlyMap<string, readonly Occurrence[]> {
  const known = BY_NAME.get(document);
  if (known !== undefined) return known;
  const byName = new Map<string, Occurrence[]>();
  for (const occurrence of variableOccurrences(document)) {
    const list = byName.get(occurrence.name);
    if (list === undefined) byName.set(occurrence.name, [occurrence]);
    else list.push(occurrence);
  }
  BY_NAME.set(document, byName);
  return byName;
}

/** The transcript that holds a line, by its index from 0; undefined in the preamble. */
export function transcriptAt({ transcripts }: TranscriptDocument, line: number): Transcript | undefined {
  let low = 0;
  let high = transcripts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((transcripts[middle]?.endLine ?? Infinity) <= line) low = middle + 1;
    else high = middle;
  }
  const transcript = transcripts[low];
  return transcript !== undefined && transcript.firstLine <= line ? transcript : undefined;
}

/** Those on some lines, of occurrences in the order of the text. */
function onLines(all: readonly Occurrence[], firstLine: number, endLine: number): readonly Occurrence[] {
  return all.slice(indexOfLine(all, firstLine), indexOfLine(all, endLine));
}

/** Which is the first on a line or below it. */
function indexOfLine(all: readonly Occurrence[], line: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.line.index ?? Infinity) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

const BY_NAME = new WeakMap<TranscriptDocument, ReadonlyMap<string, readonly Occurrence[]>>();

function toDefinition(
  { text }: TranscriptDocument,
  { name, span, line }: Occurrence,
  kind: 'capture' | 'transcript' | 'file',
  secret: boolean,
): VariableDefinition {
  const value = line.kind === 'variable' ? textOf(text, line.value) : undefined;
  return { kind, name, value, secret, span, line: line.index };
}

function fromEnvironment(variable: EnvironmentVariable, secret: boolean): VariableDefinition {
  const { name, value, uri, environment, nameSpan: span, line } = variable;
  return {
    kind: 'environment',
    name,
    value,
    secret: secret || variable.secret,
    uri,
    environment,
    span,
    line,
  };
}
