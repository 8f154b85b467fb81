/** The lines that set something: `# @name value`, `@name = value`, and those that say where to connect. */
import { parseConnection, startsTls } from './connection';
import { detached } from './detached';
import type { ConnectionLine, DirectiveLine, VariableLine } from './document';
import type { RawText } from './line';
import * as line from './lineFactories';
import { badDirective } from './problems';
import type { Span } from './span';
import type { OpenStretch } from './stretch';

/** @param text of the whole line, as that of all functions here; a comment */
export function directiveLine(
  { source, directives, diagnostics }: OpenStretch,
  raw: RawText,
  text: string,
): DirectiveLine | undefined {
  const [, name, value = ''] = DIRECTIVE.exec(text.trimEnd()) ?? [];
  if (name === undefined) return undefined;
  const nameStart = text.indexOf('@') + 1;
  const nameSpan = { start: nameStart, end: nameStart + name.length };
  const valueStart = value === '' ? nameSpan.end : text.indexOf(value, nameSpan.end);
  const valueSpan = { start: valueStart, end: valueStart + value.length };
  const node = line.directiveLine(source, raw, nameSpan, valueSpan);
  directives.push(node);
  const found = badDirective(name, node.name, value, node.value);
  if (found !== undefined) diagnostics.push(found);
  return node;
}

export function variableLine(
  { source, variables }: OpenStretch,
  raw: RawText,
  text: string,
): VariableLine | undefined {
  const [, name, value = ''] = VARIABLE.exec(text.trimEnd()) ?? [];
  if (name === undefined) return undefined;
  const start = value === '' ? text.length : text.indexOf(value, text.indexOf('=') + 1);
  const nameSpan = { start: 1, end: 1 + name.length };
  const node = line.variableLine(source, raw, nameSpan, { start, end: start + value.length });
  variables.push(node);
  return node;
}

export function connectionLine(
  { source, connections, diagnostics }: OpenStretch,
  raw: RawText,
  text: string,
): ConnectionLine {
  const read = text.includes('{{')
    ? UNREAD
    : parseConnection(detached(text), raw.start, startsTls(source.text, raw.fullEnd));
  const node = line.connectionLine(source, raw, trimmed(text, 0), read);
  connections.push(node);
  diagnostics.push(...read.diagnostics);
  return node;
}

/** What is left of a line from an offset on, without the white space around it; counted from the line's start. */
export function trimmed(text: string, from: number): Span {
  const rest = text.slice(from);
  const start = from + (rest.length - rest.trimStart().length);
  return { start, end: Math.max(start, text.trimEnd().length) };
}

/** A connection that is read after its `{{…}}` are filled in. */
const UNREAD = { endpoint: undefined, diagnostics: [] };

const DIRECTIVE = /^\s*(?:#|\/\/)\s*@([A-Za-z][\w-]*)(?:[ \t]+(.*))?$/s;
const VARIABLE = /^@([A-Za-z_][\w.-]*)\s*=\s*(.*)$/s;
