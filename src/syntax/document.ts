/**
 * The parsed form of a `.smtp` file: every physical line as a tagged node, and the conversation that the lines make.
 * It is read-only and holds no state of a run, so that one parse serves every feature of the editor and the plan.
 */
import type { Connection } from './connection';
import type { Diagnostic } from './diagnostic';
import type { Pattern } from './pattern';
import type { Notation } from './prefix';
import type { Span } from './span';

export interface TranscriptDocument {
  readonly text: string;
  /** Every physical line in order; their full spans cover the text without a gap, but for a byte order mark before the first. */
  readonly lines: readonly LineNode[];
  /** Variables, directives and a connection before the first `###`, if no dialogue stands there. */
  readonly preamble: Settings;
  readonly transcripts: readonly Transcript[];
  /** What the parser itself found; the rules of the language room add theirs. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Settings {
  readonly directives: readonly DirectiveLine[];
  readonly variables: readonly VariableLine[];
  readonly connections: readonly ConnectionLine[];
}

/** Annotated: lines carry `C:` and `S:`. Bare: a pasted session, where replies are known by their code. */
export type Mode = 'annotated' | 'bare';

export interface Transcript extends Settings {
  /**
   * The same object for the same text: a version that leaves a transcript as it was, or only moves it, has a transcript
   * with the same identity, so that what has been worked out about it can be kept under this key.
   */
  readonly identity: object;
  readonly title: string | undefined;
  readonly mode: Mode;
  /** How its lines of dialogue say who speaks. */
  readonly notation: Notation;
  /** Where the code lenses stand: the `###` line, or the first line that matters. */
  readonly anchor: number;
  /** First line, and the line after the last, as indexes into {@link TranscriptDocument.lines}. */
  readonly firstLine: number;
  readonly endLine: number;
  readonly exchanges: readonly Exchange[];
  /** In order, without a gap; one, unless the transcript is long. */
  readonly stretches: readonly Stretch[];
}

/**
 * Lines of a transcript that are read by themselves: none is content, a response or a reply because of a line of another
 * stretch. So what is worked out about a long transcript is kept by stretch.
 */
export interface Stretch {
  /** The same object for the same text, as {@link Transcript.identity}. */
  readonly identity: object;
  /** A command, but for the first stretch. */
  readonly firstLine: number;
  readonly endLine: number;
  readonly exchanges: readonly Exchange[];
}

/**
 * A request of the client and the replies recorded for it. Replies are matched to requests in order, so a pipelined
 * group followed by its replies yields the same exchanges as the lock-step form (RFC 2920 section 3).
 */
export interface Exchange {
  /** Absent for the greeting, which nobody asks for. */
  readonly request: Request | undefined;
  readonly replies: readonly ExpectedReply[];
  readonly assertions: readonly AssertionLine[];
  /** Whether a client line stands directly before this request, with no reply between: they may be sent as one group. */
  readonly grouped: boolean;
}

export type Request =
  | { readonly kind: 'command'; readonly line: CommandLine; readonly chunk: Content | undefined }
  | { readonly kind: 'response'; readonly line: ResponseLine }
  | { readonly kind: 'content'; readonly command: CommandLine; readonly content: Content }
  | { readonly kind: 'raw'; readonly line: RawLine };

export interface Content {
  readonly lines: readonly (ContentLine | IncludeLine | RawLine)[];
  readonly terminator: TerminatorLine | undefined;
}

/** One whole reply as the author expects it; a multi-line reply is one of these (RFC 5321 section 4.2.1). */
export interface ExpectedReply {
  readonly lines: readonly ServerLine[];
  readonly optional: boolean;
}

interface LineBase {
  /** Counted from 0. */
  readonly index: number;
  /** Without the line end. */
  readonly span: Span;
  /** Where the next line starts: the line end belongs to its line. */
  readonly fullEnd: number;
}

export interface BlankLine extends LineBase {
  readonly kind: 'blank';
}
export interface SeparatorLine extends LineBase {
  readonly kind: 'separator';
  readonly title: Span;
}
export interface CommentLine extends LineBase {
  readonly kind: 'comment';
}
export interface DirectiveLine extends LineBase {
  readonly kind: 'directive';
  /** Without the `@`. */
  readonly name: Span;
  readonly value: Span;
}
export interface VariableLine extends LineBase {
  readonly kind: 'variable';
  readonly name: Span;
  readonly value: Span;
}
export interface ConnectionLine extends LineBase {
  readonly kind: 'connection';
  readonly value: Span;
  readonly connection: Connection;
}
/** What telnet, nc and s_client print of their own accord, recognised and passed over. */
export interface ChatterLine extends LineBase {
  readonly kind: 'chatter';
}
/** An action or an elision that an author wrote for the reader: shown, not sent, not expected. */
export interface NoteLine extends LineBase {
  readonly kind: 'note';
  /** Whether it is no remark but the rest of the line above, which the author wrapped to fit a page. */
  readonly wrapped: boolean;
  readonly prefix: Span | undefined;
  readonly value: Span;
}
export interface CommandLine extends LineBase {
  readonly kind: 'command';
  readonly prefix: Span | undefined;
  /** What goes on the wire, without CRLF. */
  readonly value: Span;
  readonly verb: Span;
}
/** A client line inside an AUTH exchange (RFC 4954 section 4). */
export interface ResponseLine extends LineBase {
  readonly kind: 'response';
  readonly prefix: Span | undefined;
  readonly value: Span;
  readonly command: CommandLine;
  /** Which response of the exchange this is, from 0; the initial response on the AUTH line is not counted. */
  readonly step: number;
}
export interface ContentLine extends LineBase {
  readonly kind: 'content';
  readonly prefix: Span | undefined;
  readonly value: Span;
}
export interface IncludeLine extends LineBase {
  readonly kind: 'include';
  readonly prefix: Span | undefined;
  readonly value: Span;
  readonly mode: 'file' | 'template' | 'base64';
  readonly path: Span;
}
export interface TerminatorLine extends LineBase {
  readonly kind: 'terminator';
  readonly prefix: Span | undefined;
  readonly value: Span;
}
/** `C!:` exact bytes with escapes, no line end added. */
export interface RawLine extends LineBase {
  readonly kind: 'raw';
  readonly prefix: Span;
  readonly value: Span;
}
export interface ServerLine extends LineBase {
  readonly kind: 'server';
  readonly prefix: Span | undefined;
  readonly value: Span;
  readonly optional: boolean;
  readonly pattern: Pattern;
}
export interface AssertionLine extends LineBase {
  readonly kind: 'assertion';
  readonly value: Span;
}
/** A line without a prefix where every line needs one. */
export interface BareLine extends LineBase {
  readonly kind: 'bare';
  readonly value: Span;
}

export type LineNode =
  | BlankLine
  | SeparatorLine
  | CommentLine
  | DirectiveLine
  | VariableLine
  | ConnectionLine
  | ChatterLine
  | NoteLine
  | CommandLine
  | ResponseLine
  | ContentLine
  | IncludeLine
  | TerminatorLine
  | RawLine
  | ServerLine
  | AssertionLine
  | BareLine;
