import type { Position, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { TranscriptDocument } from '../syntax/document';
import { offsetAt } from '../syntax/positions';
import { touches } from '../syntax/span';
import { environmentMentions } from './environmentMentions';
import { readAllEnvironments, type EnvironmentVariable } from './environments';
import { toRange } from './lspTypes';
import { bindingOf, type Binding } from './variableBindings';
import { occurrencesByName } from './variables';
import { occurrenceAt, type Occurrence } from './variableOccurrences';
import type { Workspace } from './workspace';

/** The name of the variable at a position; undefined where there is nothing that can be renamed. */
export function prepareRename(document: TranscriptDocument, position: Position): Range | undefined {
  const occurrence = renamable(document, position);
  return occurrence === undefined ? undefined : toRange(document, occurrence.span);
}

/**
 * Gives the variable at a position another name, wherever it is named: in the document, and in the environment files, as a key
 * if one of them may give it its value, and in the values that take it. An error, in a sentence, if the name is none or would come to mean another
 * variable.
 */
export async function rename(
  document: TranscriptDocument,
  position: Position,
  newName: string,
  { uri, workspace }: { readonly uri: string; readonly workspace: Workspace },
): Promise<WorkspaceEdit | { readonly error: string }> {
  const occurrence = renamable(document, position);
  if (occurrence === undefined) return { error: 'There is no variable here' };
  const binding = bindingOf(document, occurrence);
  if (newName === binding.name) return { changes: {} };
  const environment = readAllEnvironments(await workspace.environmentFiles(uri));
  const problem = nameProblem(binding, newName) ?? clash(document, binding, newName, environment);
  if (problem !== undefined) return { error: problem };
  const changes: Record<string, TextEdit[]> = {};
  const change = (inFile: string, range: Range): void => {
    (changes[inFile] ??= []).push({ range, newText: newName });
  };
  for (const { span } of binding.occurrences) change(uri, toRange(document, span));
  const { keys, uses } = environmentMentions(document, binding, environment);
  for (const mention of [...keys, ...uses]) change(mention.uri, mention.range);
  return { changes };
}

/** The braces around a name are no part of it. */
function renamable(document: TranscriptDocument, position: Position): Occurrence | undefined {
  const offset = offsetAt(document, position);
  const occurrence = occurrenceAt(document, offset);
  return occurrence !== undefined && touches(occurrence.span, offset) ? occurrence : undefined;
}

/** What an environment says under this name is also where its runs connect. */
const SERVER = 'server';

function nameProblem({ name, occurrences, inEnvironment }: Binding, newName: string): string | undefined {
  if (!/^[A-Za-z_][\w.-]*$/.test(newName))
    return `“${newName}” is no name: a variable starts with a letter or _ and goes on with letters, digits, _, . and -`;
  if (occurrences.some(({ role }) => role === 'capture') && !/^\w+$/.test(newName))
    return `“${newName}” cannot be the name of a group in a regular expression: letters, digits and _ can`;
  if (inEnvironment && (name === SERVER || newName === SERVER))
    return `“${SERVER}” is where an environment's runs connect, so it cannot be renamed, nor can another variable be called so`;
  return undefined;
}

/** Where the new name means something already, so that the two would become one. */
function clash(
  document: TranscriptDocument,
  binding: Binding,
  newName: string,
  environment: readonly EnvironmentVariable[],
): string | undefined {
  const transcripts = new Set(binding.occurrences.map(({ transcript }) => transcript));
  const reachesAll = binding.inEnvironment || transcripts.has(undefined);
  const taken = (occurrencesByName(document).get(newName) ?? []).filter(
    ({ transcript }) => reachesAll || transcript === undefined || transcripts.has(transcript),
  );
  const defined = taken.find(({ role }) => role === 'declaration' || role === 'capture');
  if (defined !== undefined)
    return `There is a variable “${newName}” already, on line ${defined.line.index + 1}`;
  const key = environment.find(({ name }) => name === newName);
  if (key !== undefined && (binding.inEnvironment || taken.length > 0))
    return `There is a variable “${newName}” already, in the environment “${key.environment}”`;
  return undefined;
}
