import type { Connection } from './connection';
import { movedDiagnostic } from './diagnostic';
import type { CommandLine, IncludeLine, LineNode } from './document';
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
 * The text that lines stand in, and all lines of the document. One for each stretch: a version that keeps a stretch puts
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
 * A line as a node of its kind. The one place where the compiler is told: each factory (`lineFactories.ts`) fills in what the
 * getters of its kind read.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it names the kind that is claimed
export function node<Node extends LineNode>(line: Line): Node {
  return line as unknown as Node;
}

/** The line behind a node. */
export function lineOf(of: LineNode): Line {
  return of as unknown as Line;
}

/** The same line where an edit above has moved it to; `lines` has those before it in its stretch. */
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

/** No line is read as having a prefix that is indented further. */
export const LONGEST_INDENT = 0x1fff;
/** No value begins further behind the start of its line. */
export const LONGEST_OFFSET = 0xffff;

/**
 * What is small, in one number: from the lowest bit on the length of the line end (2), where the prefix begins, from 1, or 0
 * for none (13), and where the value does (16).
 */
export function layoutOf({ end, fullEnd }: RawText, { prefixOffset, valueOffset }: ValuePlace): number {
  return (fullEnd - end) | ((prefixOffset + 1) << 2) | (Math.min(valueOffset, LONGEST_OFFSET) << 15);
}

/** Notes by their mark. */
export const NOTES = { remark: 0, wrapped: 1, server: 2 } as const;
