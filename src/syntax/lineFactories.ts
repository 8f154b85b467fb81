/** Makes a line of each kind. */
import type { Connection } from './connection';
import type {
  AssertionLine,
  BareLine,
  BlankLine,
  ChatterLine,
  CommandLine,
  CommentLine,
  ConnectionLine,
  ContentLine,
  DirectiveLine,
  IncludeLine,
  LineNode,
  NoteLine,
  RawLine,
  ResponseLine,
  SeparatorLine,
  ServerLine,
  TerminatorLine,
  VariableLine,
} from './document';
import {
  layoutOf,
  Line,
  lineOf,
  LONGEST_OFFSET,
  node,
  NOTES,
  type RawText,
  type Source,
  type ValuePlace,
} from './line';
import type { Pattern, ReplyShape } from './pattern';
import type { Span } from './span';

export const NO_PREFIX: ValuePlace = { prefixOffset: -1, valueOffset: 0 };

function line(
  source: Source,
  kind: LineNode['kind'],
  raw: RawText,
  place: ValuePlace,
  mark: number,
  detail: Line['detail'],
): Line {
  return new Line(source, kind, raw.index, raw.start, raw.end, layoutOf(raw, place), mark, detail);
}

function unprefixed(valueOffset: number): ValuePlace {
  return { prefixOffset: -1, valueOffset };
}

export function plainLine<Kind extends 'blank' | 'comment' | 'chatter' | 'bare'>(
  source: Source,
  kind: Kind,
  raw: RawText,
): Extract<BlankLine | CommentLine | ChatterLine | BareLine, { kind: Kind }> {
  return node(line(source, kind, raw, NO_PREFIX, 0, undefined));
}

export function valueLine<Kind extends 'content' | 'terminator' | 'raw'>(
  source: Source,
  kind: Kind,
  raw: RawText,
  place: ValuePlace,
): Extract<ContentLine | TerminatorLine | RawLine, { kind: Kind }> {
  return node(line(source, kind, raw, place, 0, undefined));
}

export function noteLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  what: keyof typeof NOTES,
): NoteLine {
  const mark = NOTES[what];
  return node(line(source, 'note', raw, place, mark, undefined));
}

export function commandLine(source: Source, raw: RawText, place: ValuePlace, verb: number): CommandLine {
  return node(line(source, 'command', raw, place, verb, undefined));
}

export function responseLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  command: CommandLine,
  step: number,
): ResponseLine {
  const of = lineOf(command);
  return node(line(source, 'response', raw, place, step, of));
}

export function serverLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  optional: boolean,
  pattern: ReplyShape | Exclude<Pattern, { kind: 'reply' }>,
): ServerLine {
  const mark = optional ? 1 : 0;
  return node(line(source, 'server', raw, place, mark, pattern));
}

/** @param path counted from the line's start, as all spans that the factories take */
export function includeLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  mode: IncludeLine['mode'],
  path: Span,
): IncludeLine {
  return node(line(source, 'include', raw, place, 0, { mode, path }));
}

export function separatorLine(source: Source, raw: RawText, title: Span): SeparatorLine {
  // Behind more white space than fits the layout, a title is none.
  const length = title.start > LONGEST_OFFSET ? 0 : title.end - title.start;
  return node(line(source, 'separator', raw, unprefixed(title.start), length, undefined));
}

export function directiveLine(source: Source, raw: RawText, name: Span, value: Span): DirectiveLine {
  return node(partsLine(source, 'directive', raw, name, value));
}

export function variableLine(source: Source, raw: RawText, name: Span, value: Span): VariableLine {
  return node(partsLine(source, 'variable', raw, name, value));
}

function partsLine(
  source: Source,
  kind: 'directive' | 'variable',
  raw: RawText,
  first: Span,
  second: Span,
): Line {
  return line(source, kind, raw, NO_PREFIX, 0, { first, second });
}

export function connectionLine(
  source: Source,
  raw: RawText,
  value: Span,
  connection: Connection,
): ConnectionLine {
  return node(line(source, 'connection', raw, unprefixed(value.start), value.end, connection));
}

export function assertionLine(source: Source, raw: RawText, value: Span): AssertionLine {
  return node(line(source, 'assertion', raw, unprefixed(value.start), value.end, undefined));
}
