import type { Diagnostic } from './diagnostic';
import type { LineNode, Settings, Transcript, TranscriptDocument } from './document';
import { keepPrefix, movedSection } from './reuse';
import { ParsedTranscript } from './transcript';
import type { Source } from './line';
import { nextBraces, SectionReader, type NextBraces } from './section';

/**
 * Parses a `.smtp` file. Never throws and loses nothing: whatever the text, the lines of the document cover it, and what
 * is wrong is told in the diagnostics.
 *
 * @param previous an earlier version; what the edit between the two left alone is taken from it
 */
export function parse(text: string, previous?: TranscriptDocument): TranscriptDocument {
  const parsing = new Parsing(text, previous);
  parsing.advance(Infinity);
  return parsing.finish();
}

/** A part of a document as it was parsed: from a `###` line, or the file's start, to the next. */
export interface ParsedSection {
  /** Offsets of its text. */
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly endLine: number;
  /** Where its lines read their text; see {@link keepPrefix}. */
  readonly source: Source;
  /** Undefined for the file's preamble. */
  readonly transcript: Transcript | undefined;
  readonly settings: Settings;
  readonly diagnostics: readonly Diagnostic[];
}

/** A parse that can stop between two lines and go on later, so that a huge file does not keep an editor waiting. */
export class Parsing {
  readonly #text: string;
  readonly #lines: LineNode[] = [];
  readonly #sections: ParsedSection[] = [];
  /** Sections of the previous version that follow the edit: by where they would start now. */
  readonly #following = new Map<number, number>();
  readonly #previous: readonly ParsedSection[];
  readonly #previousLines: readonly LineNode[];
  readonly #offset: number;
  readonly #braces: NextBraces;
  #at: number;
  #newline = -1;
  #carriageReturn = -1;
  #section: SectionReader | undefined;
  #sectionStart = 0;

  constructor(text: string, previous?: TranscriptDocument) {
    this.#text = text;
    this.#previous = (previous === undefined ? undefined : SECTIONS.get(previous)) ?? [];
    this.#previousLines = previous?.lines ?? [];
    this.#offset = text.length - (previous?.text.length ?? 0);
    this.#at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    if (previous !== undefined) this.#keep(previous);
    this.#braces = { at: nextBraces(text, this.#at) };
  }

  /** Reads up to so many lines; whether all are read. */
  advance(lines: number): boolean {
    const { length } = this.#text;
    for (let left = lines; left > 0 && this.#at < length; left--) this.#line();
    return this.#at >= length;
  }

  finish(): TranscriptDocument {
    this.advance(Infinity);
    if (this.#section !== undefined || this.#sections.length === 0) this.#endSection(this.#text.length);
    const preamble = this.#sections[0];
    const document: TranscriptDocument = {
      text: this.#text,
      lines: this.#lines,
      preamble:
        preamble?.transcript === undefined && preamble !== undefined ? preamble.settings : NO_SETTINGS,
      transcripts: this.#sections.flatMap(({ transcript }) => transcript ?? []),
      diagnostics: this.#sections.flatMap(({ diagnostics }) => diagnostics),
    };
    SECTIONS.set(document, this.#sections);
    return document;
  }

  #line(): void {
    const start = this.#at;
    if (this.#newline < start) this.#newline = this.#find('\n', start);
    if (this.#carriageReturn < start) this.#carriageReturn = this.#find('\r', start);
    // A lone CR ends a line too, as it does for VS Code and the LSP: nothing could show it inside of one.
    const end = Math.min(this.#newline, this.#carriageReturn);
    const fullEnd = Math.min(this.#text.length, this.#newline === end + 1 ? end + 2 : end + 1);
    const section = (this.#section ??= this.#begin(start));
    const raw = { index: this.#lines.length, start, end, fullEnd };
    if (!section.line(raw)) {
      this.#endSection(start);
      if (this.#takeOver(start)) return;
      this.#section = this.#begin(start);
      this.#section.line(raw);
    }
    this.#at = fullEnd;
  }

  #begin(start: number): SectionReader {
    const separated = this.#sections.length > 0;
    this.#sectionStart = separated ? start : 0;
    return new SectionReader(this.#text, this.#lines, separated, this.#braces);
  }

  #endSection(end: number): void {
    const section = (this.#section ??= this.#begin(this.#at));
    this.#section = undefined;
    section.finish();
    const { firstLine, source, diagnostics, directives, variables, connections } = section;
    const settings = {
      directives: exact(directives),
      variables: exact(variables),
      connections: exact(connections),
    };
    const endLine = this.#lines.length;
    const isPreamble = section.mode === undefined && !section.separated;
    const transcript = isPreamble
      ? undefined
      : new ParsedTranscript(
          {
            // Whatever belongs to this section alone will do; a moved one passes it on.
            identity: settings,
            title: section.title,
            mode: section.mode ?? 'annotated',
            notation: section.notation ?? 'letters',
            anchor: section.anchor ?? firstLine,
            firstLine,
            endLine,
            ...settings,
          },
          source,
        );
    const start = this.#sectionStart;
    this.#sections.push({ start, end, firstLine, endLine, source, transcript, settings, diagnostics });
  }

  /** Keeps the sections before the edit, and remembers those behind it. */
  #keep(previous: TranscriptDocument): void {
    const { kept, following } = keepPrefix(this.#text, previous.text, this.#previous);
    for (const section of this.#previous.slice(0, kept)) {
      section.source.text = this.#text;
      section.source.lines = this.#lines;
      this.#sections.push(section);
    }
    const last = this.#sections.at(-1);
    if (last !== undefined) {
      for (let at = 0; at < last.endLine; at++) {
        const line = this.#previousLines[at];
        if (line !== undefined) this.#lines.push(line);
      }
      this.#at = last.end;
    }
    for (let at = following; at < this.#previous.length; at++)
      this.#following.set((this.#previous[at]?.start ?? 0) + this.#offset, at);
  }

  /** At the start of a section that the edit has only moved: takes it and all behind it over, and is done. */
  #takeOver(start: number): boolean {
    const first = this.#following.get(start);
    if (first === undefined) return false;
    for (const section of this.#previous.slice(first)) {
      const shift = { offset: this.#offset, lines: this.#lines.length - section.firstLine };
      this.#sections.push(movedSection(section, this.#previousLines, this.#lines, this.#text, shift));
    }
    this.#at = this.#text.length;
    return true;
  }

  #find(character: string, from: number): number {
    const at = this.#text.indexOf(character, from);
    return at === -1 ? this.#text.length : at;
  }
}

/** An array that has grown keeps room for more; what a document keeps has no use for it. */
function exact<Line>(lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? NONE : lines.slice();
}

const NONE: readonly never[] = [];

/** What a later version can take over. */
const SECTIONS = new WeakMap<TranscriptDocument, readonly ParsedSection[]>();
const NO_SETTINGS: Settings = { directives: NONE, variables: NONE, connections: NONE };
const BYTE_ORDER_MARK = '\uFEFF';
