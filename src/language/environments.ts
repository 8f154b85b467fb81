import type { Range } from 'vscode-languageserver-types';
import { everyVariable, lookUp, PRIVATE_FILE, PUBLIC_FILE, type FoundVariable } from '../environment/lookup';
import type { Span } from '../syntax/span';
import { everyPart, parseTemplate } from '../syntax/template';
import type { EnvironmentFile } from './workspace';

/** The value that an environment gives a name. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  /** Whether it stands in the private file: its value is never shown. */
  readonly secret: boolean;
  /** `$shared`, or the environment's own name. */
  readonly environment: string;
  readonly uri: string;
  /** Of its key, without the quotes, in the text of its file. */
  readonly nameSpan: Span;
  /** The same as a range, as the file is no document of ours. */
  readonly nameRange: Range;
  /** Of its key, from 0. */
  readonly line: number;
  /** The variables that its value names in `{{…}}`. */
  readonly uses: readonly { readonly name: string; readonly range: Range }[];
}

/** What the files are called, in the order in which a folder's are read. */
export const ENVIRONMENT_FILE_NAMES: readonly string[] = [PRIVATE_FILE, PUBLIC_FILE];

/**
 * What the environments say under the one that is active, in the order in which a name is looked up: the first of a name
 * counts.
 *
 * @param files the nearest folder's first, a folder's private file before the other, as the workspace gives them
 */
export function readEnvironments(
  files: readonly EnvironmentFile[],
  active: string | undefined,
): readonly EnvironmentVariable[] {
  return lookUp(files, active).map(toVariable);
}

/** What every environment says, active or not, for what has to find all of a name. */
export function readAllEnvironments(files: readonly EnvironmentFile[]): readonly EnvironmentVariable[] {
  return everyVariable(files).map(toVariable);
}

function toVariable({
  name,
  value,
  secret,
  environment,
  nameSpan,
  valueSpan,
  source,
}: FoundVariable): EnvironmentVariable {
  const nameRange = rangeIn(source.text, nameSpan);
  return {
    name,
    value,
    secret,
    environment,
    uri: source.uri,
    nameSpan,
    nameRange,
    line: nameRange.start.line,
    uses: usesIn(source.text, valueSpan),
  };
}

/** Read as it is written in the file: the escapes of JSON have no braces in them, and names no escapes. */
function usesIn(text: string, { start, end }: Span): EnvironmentVariable['uses'] {
  return [...everyPart(parseTemplate(text.slice(start, end), start))].flatMap((part) => {
    if (part.kind !== 'variable') return [];
    const nameStart = text.indexOf(part.name, part.span.start);
    return { name: part.name, range: rangeIn(text, { start: nameStart, end: nameStart + part.name.length }) };
  });
}

/** A key has no line end in it. */
function rangeIn(text: string, { start, end }: Span): Range {
  let line = 0;
  let lineStart = 0;
  for (const { 0: lineEnd, index } of text.slice(0, start).matchAll(/\r\n|\n|\r/g)) {
    line++;
    lineStart = index + lineEnd.length;
  }
  return { start: { line, character: start - lineStart }, end: { line, character: end - lineStart } };
}
