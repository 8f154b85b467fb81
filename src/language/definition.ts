import type { Location, Position, Range } from 'vscode-languageserver-types';
import type { LineNode, TranscriptDocument } from '../syntax/document';
import { lineAt, offsetAt } from '../syntax/positions';
import { textOf, touches, type Span } from '../syntax/span';
import { readAllEnvironments, readEnvironments } from './environments';
import { toRange } from './lspTypes';
import { resolveUri } from './resolveUri';
import { definitionsOf } from './variables';
import { occurrenceAt, type Occurrence } from './variableOccurrences';
import type { Workspace } from './workspace';

/**
 * Where the variable at a position gets its value from there, or the file that is named there. Of an environment it is the
 * one that counts, or each that has the name if none of those does.
 */
export async function definition(
  document: TranscriptDocument,
  position: Position,
  context: { readonly uri: string; readonly workspace: Workspace },
): Promise<Location[]> {
  const offset = offsetAt(document, position);
  const occurrence = occurrenceAt(document, offset);
  if (occurrence !== undefined) return definitionOf(document, occurrence, context);
  const path = pathAt(document, offset);
  const target = path === undefined ? undefined : resolveUri(context.uri, textOf(document.text, path));
  return target === undefined ? [] : [{ uri: target, range: FILE_START }];
}

const FILE_START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

async function definitionOf(
  document: TranscriptDocument,
  { role, name, line, span }: Occurrence,
  { uri, workspace }: { readonly uri: string; readonly workspace: Workspace },
): Promise<Location[]> {
  if (role === 'declaration' || role === 'capture') return [{ uri, range: toRange(document, span) }];
  // A back reference means the group of its own line.
  const from = role === 'backreference' ? line.index + 1 : line.index;
  const [own] = definitionsOf(document, from, name, []);
  if (own !== undefined) return [{ uri, range: toRange(document, own.span) }];
  const files = await workspace.environmentFiles(uri);
  const active = readEnvironments(files, workspace.activeEnvironment(uri)).find((each) => each.name === name);
  const found =
    active === undefined ? readAllEnvironments(files).filter((each) => each.name === name) : [active];
  return found.map((each) => ({ uri: each.uri, range: each.nameRange }));
}

/** The name of a file at an offset; one with `{{…}}` in it is known only to a run. */
function pathAt(document: TranscriptDocument, offset: number): Span | undefined {
  const line = lineAt(document, offset);
  const span = line === undefined ? undefined : pathOn(document, line);
  return span !== undefined && touches(span, offset) && !textOf(document.text, span).includes('{{')
    ? span
    : undefined;
}

function pathOn({ text }: TranscriptDocument, line: LineNode): Span | undefined {
  if (line.kind === 'include') return line.path;
  if (line.kind !== 'directive' || !/^tls-(?:ca|cert|key)$/i.test(textOf(text, line.name))) return undefined;
  return line.value.end > line.value.start ? line.value : undefined;
}
