import type { Connection } from './connection';
import { movedDiagnostic } from './diagnostic';
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
import { LinePattern, ReplyShape, type Pattern } from './pattern';
import type { Span } from './span';

/** A physical line before its kind is known. */
export interface RawText {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly fullEnd: number;
}

/**
 * The text that lines stand in, and all lines of the document. One for each section: a version that keeps a section puts
 * its own in, so that nothing holds on to older versions.
 */
export interface Source {
  text: string;
  lines: readonly LineNode[];
}

/** Two parts of a line, both counted from its start. */
interface Parts {
  readonly first: Span;
  readonly second: Span;
}

interface IncludeParts {
  readonly mode: IncludeLine['mode'];
  readonly path: Span;
}

type Detail = ReplyShape | Pattern | Parts | IncludeParts | Connection | Line | undefined;

/**
 * Every line of a document, whatever its kind. A file has a great many of them, all kept, so what a parse costs is the
 * memory that it fills: each is one object of numbers, and its spans are made when somebody asks for them. One class for
 * all kinds, as code that reads the lines of a file then meets a single shape. Offsets are counted from the line's start
 * wherever they can be, so that a line that an edit above has moved is copied and not read again.
 */
export class Line {
  readonly #source: Source;
  /** The length of the line end, where the prefix begins and where the value does: see {@link layoutOf}. */
  readonly #layout: number;

  constructor(
    source: Source,
    readonly kind: LineNode['kind'],
    readonly index: number,
    readonly start: number,
    readonly end: number,
    layout: number,
    /** What the kind makes of it: the length of a verb, the step of a response, and so on. */
    readonly mark: number,
    readonly detail: Detail,
  ) {
    this.#source = source;
    this.#layout = layout;
  }

  /** The same line where an edit above has moved it to. */
  moved(source: Source, offset: number, lines: number, detail: Detail): Line {
    const { kind, index, start, end, mark } = this;
    return new Line(source, kind, index + lines, start + offset, end + offset, this.#layout, mark, detail);
  }

  get fullEnd(): number {
    return this.end + (this.#layout & 3);
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get prefix(): Span | undefined {
    const offset = ((this.#layout >> 2) & LONGEST_INDENT) - 1;
    if (offset < 0) return undefined;
    return { start: this.start + offset, end: this.valueStart };
  }

  /** Where the value begins, as an offset into the text. */
  get valueStart(): number {
    return this.start + (this.#layout >> 15);
  }

  get value(): Span {
    switch (this.kind) {
      case 'directive':
      case 'variable':
        return this.#part('second');
      case 'assertion':
      case 'connection':
        return { start: this.valueStart, end: this.start + this.mark };
      default:
        return { start: this.valueStart, end: this.end };
    }
  }

  get verb(): Span {
    const start = this.valueStart;
    return { start, end: start + this.mark };
  }

  get title(): Span {
    const start = this.valueStart;
    return { start, end: start + this.mark };
  }

  get name(): Span {
    return this.#part('first');
  }

  get path(): Span {
    return this.#within((this.detail as IncludeParts).path);
  }

  get mode(): IncludeLine['mode'] {
    return (this.detail as IncludeParts).mode;
  }

  get pattern(): Pattern {
    const { detail } = this;
    if (!(detail instanceof ReplyShape)) return detail as Pattern;
    return new LinePattern(detail, this.#source, this.valueStart, this.end);
  }

  get optional(): boolean {
    return this.mark === 1;
  }

  get wrapped(): boolean {
    return this.mark === NOTES.wrapped;
  }

  /** Whether a note stands in the place of a reply: a message before it has ended. */
  get isServerNote(): boolean {
    return this.mark === NOTES.server;
  }

  /** The pattern of a server line, apart from where it stands. */
  get shape(): ReplyShape | Exclude<Pattern, { kind: 'reply' }> {
    return this.detail as ReplyShape | Exclude<Pattern, { kind: 'reply' }>;
  }

  get connection(): Connection {
    return this.detail as Connection;
  }

  get command(): CommandLine {
    return node<CommandLine>(this.detail as Line);
  }

  get step(): number {
    return this.mark;
  }

  #part(which: 'first' | 'second'): Span {
    return this.#within((this.detail as Parts)[which]);
  }

  #within({ start, end }: Span): Span {
    return { start: this.start + start, end: this.start + end };
  }
}

/**
 * A line as a node of its kind. The one place where the compiler is told: each factory below fills in what the getters
 * of its kind read.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it names the kind that is claimed
function node<Node extends LineNode>(line: Line): Node {
  return line as unknown as Node;
}

/** The line behind a node. */
export function lineOf(of: LineNode): Line {
  return of as unknown as Line;
}

/** The same line where an edit above has moved it to; `lines` has those before it in its section. */
export function moved(
  line: Line,
  source: Source,
  { offset, lines: shift }: { readonly offset: number; readonly lines: number },
  lines: readonly LineNode[],
): LineNode {
  let { detail } = line;
  if (detail instanceof Line) {
    const command = lines[detail.index + shift];
    detail = command === undefined ? undefined : lineOf(command);
  } else if (line.kind === 'connection') detail = movedConnection(detail as Connection, offset);
  return node(line.moved(source, offset, shift, detail));
}

function movedConnection(connection: Connection, offset: number): Connection {
  if (connection.diagnostics.length === 0) return connection;
  const diagnostics = connection.diagnostics.map((diagnostic) => movedDiagnostic(diagnostic, offset));
  return { ...connection, diagnostics };
}

/** Where the value of a line begins; without a prefix `prefixOffset` is -1. */
export interface ValuePlace {
  readonly prefixOffset: number;
  readonly valueOffset: number;
}

export const NO_PREFIX: ValuePlace = { prefixOffset: -1, valueOffset: 0 };

/** No line is read as having a prefix that is indented further. */
export const LONGEST_INDENT = 0x1fff;
const LONGEST_OFFSET = 0xffff;

/**
 * What is small, in one number: from the lowest bit on the length of the line end (2), where the prefix begins, from 1, or 0
 * for none (13), and where the value does (16).
 */
function layoutOf({ end, fullEnd }: RawText, { prefixOffset, valueOffset }: ValuePlace): number {
  return (fullEnd - end) | ((prefixOffset + 1) << 2) | (Math.min(valueOffset, LONGEST_OFFSET) << 15);
}

function line(
  source: Source,
  kind: LineNode['kind'],
  raw: RawText,
  place: ValuePlace,
  mark: number,
  detail: Detail,
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

/** Notes by their mark. */
const NOTES = { remark: 0, wrapped: 1, server: 2 } as const;

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
