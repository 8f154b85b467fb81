import type { Location, Position } from 'vscode-languageserver-types';
import type { TranscriptDocument } from '../syntax/document';
import { offsetAt } from '../syntax/positions';
import { readAllEnvironments } from './environments';
import { toRange } from './lspTypes';
import { bindingOf } from './variableBindings';
import { occurrenceAt } from './variableOccurrences';
import type { Workspace } from './workspace';

/**
 * Everywhere the variable at a position is named: in the document and, if it may come from an environment, as a key of the
 * environment files.
 */
export async function references(
  document: TranscriptDocument,
  position: Position,
  context: { readonly uri: string; readonly workspace: Workspace; readonly includeDeclaration: boolean },
): Promise<Location[]> {
  const { uri, workspace, includeDeclaration } = context;
  const occurrence = occurrenceAt(document, offsetAt(document, position));
  if (occurrence === undefined) return [];
  const { name, occurrences, inEnvironment } = bindingOf(document, occurrence);
  const found = occurrences
    .filter(({ role }) => includeDeclaration || (role !== 'declaration' && role !== 'capture'))
    .map(({ span }) => ({ uri, range: toRange(document, span) }));
  if (!includeDeclaration || !inEnvironment) return found;
  const keys = readAllEnvironments(await workspace.environmentFiles(uri)).filter(
    (each) => each.name === name,
  );
  return [...found, ...keys.map((each) => ({ uri: each.uri, range: each.nameRange }))];
}
