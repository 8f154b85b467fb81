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

  constructor(
    source: Source,
    readonly kind: LineNode['kind'],
    readonly index: number,
    readonly start: number,
    readonly end: number,
    readonly fullEnd: number,
    /** Where the prefix begins and the value does, counted from the start; no prefix is -1. */
    readonly prefixOffset: number,
    readonly valueOffset: number,
    /** What the kind makes of it: the length of a verb, the step of a response, and so on. */
    readonly mark: number,
    readonly detail: Detail,
  ) {
    this.#source = source;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get prefix(): Span | undefined {
    if (this.prefixOffset < 0) return undefined;
    return { start: this.start + this.prefixOffset, end: this.start + this.valueOffset };
  }

  get value(): Span {
    switch (this.kind) {
      case 'directive':
      case 'variable':
        return this.#part('second');
      case 'assertion':
      case 'connection':
        return { start: this.start + this.valueOffset, end: this.start + this.mark };
      default:
        return { start: this.start + this.valueOffset, end: this.end };
    }
  }

  get verb(): Span {
    const start = this.start + this.valueOffset;
    return { start, end: start + this.mark };
  }

  get title(): Span {
    const start = this.start + this.valueOffset;
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
    return new LinePattern(detail, this.#source, this.start + this.valueOffset, this.end);
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
  return node(
    new Line(
      source,
      line.kind,
      line.index + shift,
      line.start + offset,
      line.end + offset,
      line.fullEnd + offset,
      line.prefixOffset,
      line.valueOffset,
      line.mark,
      detail,
    ),
  );
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

export function plainLine<Kind extends 'blank' | 'comment' | 'chatter' | 'bare'>(
  source: Source,
  kind: Kind,
  { index, start, end, fullEnd }: RawText,
): Extract<BlankLine | CommentLine | ChatterLine | BareLine, { kind: Kind }> {
  return node(new Line(source, kind, index, start, end, fullEnd, -1, 0, 0, undefined));
}

export function valueLine<Kind extends 'content' | 'terminator' | 'raw'>(
  source: Source,
  kind: Kind,
  { index, start, end, fullEnd }: RawText,
  { prefixOffset, valueOffset }: ValuePlace,
): Extract<ContentLine | TerminatorLine | RawLine, { kind: Kind }> {
  return node(new Line(source, kind, index, start, end, fullEnd, prefixOffset, valueOffset, 0, undefined));
}

/** Notes by their mark. */
const NOTES = { remark: 0, wrapped: 1, server: 2 } as const;

export function noteLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  what: keyof typeof NOTES,
): NoteLine {
  const { index, start, end, fullEnd } = raw;
  const { prefixOffset, valueOffset } = place;
  const mark = NOTES[what];
  return node(
    new Line(source, 'note', index, start, end, fullEnd, prefixOffset, valueOffset, mark, undefined),
  );
}

export function commandLine(source: Source, raw: RawText, place: ValuePlace, verb: number): CommandLine {
  const { index, start, end, fullEnd } = raw;
  const { prefixOffset, valueOffset } = place;
  return node(
    new Line(source, 'command', index, start, end, fullEnd, prefixOffset, valueOffset, verb, undefined),
  );
}

export function responseLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  command: CommandLine,
  step: number,
): ResponseLine {
  const { index, start, end, fullEnd } = raw;
  const { prefixOffset, valueOffset } = place;
  const of = lineOf(command);
  return node(new Line(source, 'response', index, start, end, fullEnd, prefixOffset, valueOffset, step, of));
}

export function serverLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  optional: boolean,
  pattern: ReplyShape | Exclude<Pattern, { kind: 'reply' }>,
): ServerLine {
  const { index, start, end, fullEnd } = raw;
  const { prefixOffset, valueOffset } = place;
  const mark = optional ? 1 : 0;
  return node(
    new Line(source, 'server', index, start, end, fullEnd, prefixOffset, valueOffset, mark, pattern),
  );
}

/** @param path counted from the line's start, as all spans that the factories take */
export function includeLine(
  source: Source,
  raw: RawText,
  place: ValuePlace,
  mode: IncludeLine['mode'],
  path: Span,
): IncludeLine {
  const { index, start, end, fullEnd } = raw;
  const { prefixOffset, valueOffset } = place;
  return node(
    new Line(source, 'include', index, start, end, fullEnd, prefixOffset, valueOffset, 0, { mode, path }),
  );
}

export function separatorLine(source: Source, raw: RawText, title: Span): SeparatorLine {
  const { index, start, end, fullEnd } = raw;
  const length = title.end - title.start;
  return node(new Line(source, 'separator', index, start, end, fullEnd, -1, title.start, length, undefined));
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
  { index, start, end, fullEnd }: RawText,
  first: Span,
  second: Span,
): Line {
  return new Line(source, kind, index, start, end, fullEnd, -1, second.start, 0, { first, second });
}

export function connectionLine(
  source: Source,
  raw: RawText,
  value: Span,
  connection: Connection,
): ConnectionLine {
  const { index, start, end, fullEnd } = raw;
  return node(
    new Line(source, 'connection', index, start, end, fullEnd, -1, value.start, value.end, connection),
  );
}

export function assertionLine(source: Source, raw: RawText, value: Span): AssertionLine {
  const { index, start, end, fullEnd } = raw;
  return node(
    new Line(source, 'assertion', index, start, end, fullEnd, -1, value.start, value.end, undefined),
  );
}
