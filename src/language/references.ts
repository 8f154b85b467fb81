import type { Location, Position } from 'vscode-languageserver-types';
import type { TranscriptDocument } from '../syntax/document';
import { offsetAt } from '../syntax/positions';
import { environmentMentions } from './environmentMentions';
import { readAllEnvironments } from './environments';
import { toRange } from './lspTypes';
import { bindingOf } from './variableBindings';
import { occurrenceAt } from './variableOccurrences';
import type { Workspace } from './workspace';

/**
 * Everywhere the variable at a position is named: in the document and in the environment files, as a key if it may come from
 * one of them, and in the values that take it.
 */
export async function references(
  document: TranscriptDocument,
  position: Position,
  context: { readonly uri: string; readonly workspace: Workspace; readonly includeDeclaration: boolean },
): Promise<Location[]> {
  const { uri, workspace, includeDeclaration } = context;
  const occurrence = occurrenceAt(document, offsetAt(document, position));
  if (occurrence === undefined) return [];
  const binding = bindingOf(document, occurrence);
  const found = binding.occurrences
    .filter(({ role }) => includeDeclaration || (role !== 'declaration' && role !== 'capture'))
    .map(({ span }) => ({ uri, range: toRange(document, span) }));
  const environment = readAllEnvironments(await workspace.environmentFiles(uri));
  const { keys, uses } = environmentMentions(document, binding, environment);
  return [...found, ...(includeDeclaration ? keys : []), ...uses];
}
