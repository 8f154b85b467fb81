import { decodeEscapes } from '../../smtp/escape';
import { findDirective, parseDuration } from '../../syntax/directives';
import type { DirectiveLine, Transcript, TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { parseBytesTemplate, parseTemplate, type TemplatePart } from '../../syntax/template';
import { filledText, type Values } from './clientLine';
import type { ScriptProblem } from './script';
import { resolveValues } from './values';

export interface ReadOptions {
  /** The content of a file that a message includes, or why there is none, as a sentence. */
  readonly readFile: (name: string) => Promise<Uint8Array | { readonly problem: string }>;
  /** Values for `{{name}}` besides those of the file, which go first; they are taken as they are. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What an environment says of the names that neither of them gives a value; may hold `{{…}}`, as those of the file may. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A transcript that becomes a script: what its lines say, and what of that cannot be played. */
export class ScriptSource {
  readonly problems: ScriptProblem[] = [];
  readonly document: TranscriptDocument;
  readonly transcript: Transcript;
  readonly readFile: ReadOptions['readFile'];
  readonly values: Values;

  constructor(document: TranscriptDocument, transcript: Transcript, options: ReadOptions) {
    this.document = document;
    this.transcript = transcript;
    this.readFile = options.readFile;
    this.values = this.#readValues(options);
  }

  text({ start, end }: Span): string {
    return this.document.text.slice(start, end);
  }

  /** @param line counted from 1 */
  problem(line: number, message: string): void {
    this.problems.push({ line, message });
  }

  /** Undefined for a directive that there is not. */
  nameOf(line: DirectiveLine): string | undefined {
    return findDirective(this.text(line.name))?.name;
  }

  /** What a directive says, filled in; undefined, and a problem, where that is nothing that it may be. */
  valueOf(line: DirectiveLine): string | undefined {
    const written = this.text(line.value);
    if (!written.includes('{{')) return written;
    const info = findDirective(this.text(line.name));
    const value = filledText(written, this.values)?.trim();
    const reason = value === undefined ? NOT_KNOWN : info?.check(value);
    if (reason === undefined) return value;
    this.problem(line.index + 1, `@${info?.name ?? ''}: ${reason}`);
    return undefined;
  }

  /** Milliseconds. */
  durationOf(line: DirectiveLine): number {
    return parseDuration(this.valueOf(line) ?? '') ?? 0;
  }

  /**
   * The bytes that text with escapes stands for; none, and a problem, where one of them is wrong.
   *
   * @param line counted from 1
   */
  bytesOf(line: number, source: string): Buffer {
    const decoded = decodeEscapes(source);
    if (decoded.ok) return Buffer.from(decoded.bytes);
    this.problem(line, decoded.error);
    return Buffer.alloc(0);
  }

  /**
   * What a line of the server says, filled in. A value that is not known is a problem, and so is one that would make another line
   * of it. What is no expression stands as it is written.
   *
   * @param line counted from 1
   */
  filled(line: number, written: string): string {
    if (!written.includes('{{')) return written;
    return parseTemplate(written, 0)
      .map((part) => (part.kind === 'text' ? part.text : this.#valueIn(line, part, written)))
      .join('');
  }

  /** The same for bytes that are written with escapes, of which a value has none. */
  filledBytes(line: number, written: string): Buffer {
    if (!written.includes('{{')) return this.bytesOf(line, written);
    const parts = parseBytesTemplate(written, 0).map((part) =>
      part.kind === 'text' || part.kind === 'malformed'
        ? this.bytesOf(line, part.text)
        : Buffer.from(this.#valueIn(line, part, written)),
    );
    return Buffer.concat(parts);
  }

  #valueIn(line: number, part: Exclude<TemplatePart, { kind: 'text' }>, written: string): string {
    if (part.kind === 'malformed') return part.text;
    const expression = written.slice(part.span.start, part.span.end);
    const value = part.kind === 'variable' ? this.values.get(part.name) : undefined;
    if (value === undefined)
      this.problem(
        line,
        `a server does not know what ${expression} stands for here: write the value itself, give it with --var or an environment, or write \\{{ for a literal {{`,
      );
    else if (/[\r\n\0]/.test(value))
      this.problem(
        line,
        `the value of ${expression} has a line break or NUL in it: one line is one line of a reply`,
      );
    return value ?? '';
  }

  /** Values that are known without a run. */
  #readValues({ variables = {}, environment = {} }: ReadOptions): Values {
    const own = [...this.document.preamble.variables, ...this.transcript.variables];
    return resolveValues({
      written: new Map(own.map(({ name, value }) => [this.text(name), this.text(value)])),
      given: new Map(Object.entries(variables)),
      environment: new Map(Object.entries(environment)),
    });
  }
}

const NOT_KNOWN =
  'a server does not know what {{…}} stands for here: write the value itself, or give it with --var or an environment';
