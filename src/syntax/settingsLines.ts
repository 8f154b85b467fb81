/** The lines that set something: `# @name value`, `@name = value`, and those that say where to connect. */
import { parseConnection, startsTls } from './connection';
import type { Diagnostic } from './diagnostic';
import type { ConnectionLine, DirectiveLine, VariableLine } from './document';
import * as line from './line';
import * as problem from './problems';
import type { Span } from './span';

/** A line, and what is wrong with it. */
export interface Read<Node = DirectiveLine | ConnectionLine> {
  readonly node: Node;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param text of the whole line, as that of all functions here */
export function directive(
  source: line.Source,
  raw: line.RawText,
  text: string,
  name: string,
  value: string,
): Read<DirectiveLine> {
  const nameStart = text.indexOf('@') + 1;
  const nameSpan = { start: nameStart, end: nameStart + name.length };
  const valueStart = value === '' ? nameSpan.end : text.indexOf(value, nameSpan.end);
  const valueSpan = { start: valueStart, end: valueStart + value.length };
  const node = line.directiveLine(source, raw, nameSpan, valueSpan);
  const found = problem.badDirective(name, node.name, value, node.value);
  return { node, diagnostics: found === undefined ? [] : [found] };
}

export function variable(
  source: line.Source,
  raw: line.RawText,
  text: string,
  name: string,
  value: string,
): VariableLine {
  const start = value === '' ? text.length : text.indexOf(value, text.indexOf('=') + 1);
  const nameSpan = { start: 1, end: 1 + name.length };
  return line.variableLine(source, raw, nameSpan, { start, end: start + value.length });
}

export function connection(source: line.Source, raw: line.RawText, text: string): Read<ConnectionLine> {
  const read = text.includes('{{')
    ? UNREAD
    : parseConnection(detached(text), raw.start, startsTls(source.text, raw.fullEnd));
  const node = line.connectionLine(source, raw, trimmed(text, 0), read);
  return { node, diagnostics: read.diagnostics };
}

/** What is left of a line from an offset on, without the white space around it; counted from the line's start. */
export function trimmed(text: string, from: number): Span {
  const rest = text.slice(from);
  const start = from + (rest.length - rest.trimStart().length);
  return { start, end: Math.max(start, text.trimEnd().length) };
}

/** A copy of its own: a part of a string keeps the whole of it in memory, here that of every version of a file. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}

/** A connection that is read after its `{{…}}` are filled in. */
const UNREAD = { endpoint: undefined, diagnostics: [] };
