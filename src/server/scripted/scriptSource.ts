import { decodeEscapes } from '../../smtp/escape';
import { findDirective, parseDuration } from '../../syntax/directives';
import type { DirectiveLine, Transcript, TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { filledText, type Values } from './clientLine';
import type { ScriptProblem } from './script';

export interface ReadOptions {
  /** The content of a file that a message includes, or why there is none, as a sentence. */
  readonly readFile: (name: string) => Promise<Uint8Array | { readonly problem: string }>;
  /** Values for `{{name}}` besides those of the file, which go first. */
  readonly variables?: Readonly<Record<string, string>>;
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
    this.values = this.#readValues(options.variables ?? {});
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

  /** Values that the text alone gives; those that hold `{{…}}` themselves are left to match anything. */
  #readValues(variables: Readonly<Record<string, string>>): Values {
    const values = new Map(Object.entries(variables));
    for (const line of [...this.document.preamble.variables, ...this.transcript.variables]) {
      const value = this.text(line.value);
      if (value.includes('{{')) values.delete(this.text(line.name));
      else values.set(this.text(line.name), value);
    }
    return values;
  }
}

const NOT_KNOWN =
  'a server does not know what {{…}} stands for here: write the value itself, or give it with --var';
