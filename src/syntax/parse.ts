import type { LineNode, Settings, TranscriptDocument } from './document';
import { TemplateChecker } from './filledIn';
import type { RawText } from './line';
import { headOf, parsedSection, type ParsedSection, type SectionHead } from './parsedSection';
import { keepPrefix, movedSection, movedStretch, type PlacedStretch, type Shift } from './reuse';
import { SectionReader, type Surroundings } from './section';

/**
 * Parses a `.smtp` file. Never throws and loses nothing: whatever the text, the lines of the document cover it, and what
 * is wrong is told in the diagnostics.
 *
 * @param previous an earlier version; what the edit between the two left alone is taken from it
 * @param stretchLength lines that a stretch has at least, where it may end at all; the document says the same whatever they are
 */
export function parse(
  text: string,
  previous?: TranscriptDocument,
  stretchLength?: number,
): TranscriptDocument {
  const parsing = new Parsing(text, previous, stretchLength);
  parsing.advance(Infinity);
  return parsing.finish();
}

/** A parse that can stop between two lines and go on later, so that a huge file does not keep an editor waiting. */
export class Parsing {
  readonly #text: string;
  readonly #lines: LineNode[];
  readonly #sections: ParsedSection[] = [];
  readonly #previousLines: readonly LineNode[];
  readonly #previousSections: readonly ParsedSection[];
  /** Stretches of the previous version that follow the edit: by where they would start now. */
  readonly #following = new Map<number, PlacedStretch>();
  readonly #offset: number;
  readonly #surroundings: Surroundings;
  #at: number;
  #newline = -1;
  #carriageReturn = -1;
  #section: SectionReader | undefined;

  constructor(text: string, previous?: TranscriptDocument, stretchLength = STRETCH) {
    this.#text = text;
    this.#previousSections = (previous === undefined ? undefined : SECTIONS.get(previous)) ?? [];
    this.#previousLines = previous?.lines ?? [];
    this.#offset = text.length - (previous?.text.length ?? 0);
    const stretches = this.#previousSections.flatMap((section) =>
      section.stretches.map((stretch) => ({ section, stretch })),
    );
    const { kept, following } = keepPrefix(text, previous?.text ?? '', stretches);
    const last = stretches[kept - 1];
    this.#lines = this.#previousLines.slice(0, last?.stretch.endLine ?? 0);
    this.#at = last?.stretch.end ?? (text.startsWith(BYTE_ORDER_MARK) ? 1 : 0);
    this.#surroundings = {
      text,
      lines: this.#lines,
      templates: new TemplateChecker(text, this.#at),
      stretchLength,
      isKnown: following === stretches.length ? undefined : (start, head) => this.#isKnown(start, head),
    };
    if (last !== undefined) this.#keep(stretches.slice(0, kept), last);
    for (const placed of stretches.slice(following))
      this.#following.set(placed.stretch.start + this.#offset, placed);
  }

  /** Reads up to so many lines; whether all are read. */
  advance(lines: number): boolean {
    const { length } = this.#text;
    for (let left = lines; left > 0 && this.#at < length; left--) this.#line();
    return this.#at >= length;
  }

  finish(): TranscriptDocument {
    this.advance(Infinity);
    if (this.#section !== undefined || this.#sections.length === 0)
      this.#endSection(this.#section ?? this.#begin(this.#at));
    const preamble = this.#sections[0];
    const document: TranscriptDocument = {
      text: this.#text,
      lines: this.#lines,
      preamble: preamble?.isPreamble === true ? preamble.settings : NO_SETTINGS,
      transcripts: preamble?.isPreamble === true ? this.#sections.slice(1) : this.#sections,
      diagnostics: this.#sections.flatMap(({ stretches }) =>
        stretches.flatMap(({ diagnostics }) => diagnostics),
      ),
    };
    SECTIONS.set(document, this.#sections);
    return document;
  }

  #line(): void {
    const raw = this.#next();
    this.#section ??= this.#begin(raw.start);
    switch (this.#section.line(raw)) {
      case 'separator':
        this.#endSection(this.#section);
        if (this.#takeOverSections(this.#following.get(raw.start)?.section)) return;
        this.#section = this.#begin(raw.start);
        this.#section.line(raw);
        break;
      case 'known':
        this.#takeOverRest(this.#section);
        return;
      case 'line':
        break;
    }
    this.#at = raw.fullEnd;
  }

  /** The next line, before anybody knows what it is. */
  #next(): RawText {
    const start = this.#at;
    if (this.#newline < start) this.#newline = this.#find('\n', start);
    if (this.#carriageReturn < start) this.#carriageReturn = this.#find('\r', start);
    // A lone CR ends a line too, as it does for VS Code and the LSP: nothing could show it inside of one.
    const end = Math.min(this.#newline, this.#carriageReturn);
    const fullEnd = Math.min(this.#text.length, this.#newline === end + 1 ? end + 2 : end + 1);
    return { index: this.#lines.length, start, end, fullEnd };
  }

  #begin(start: number): SectionReader {
    const separated = this.#sections.length > 0;
    return new SectionReader(this.#surroundings, separated ? start : 0, { separated });
  }

  #endSection(section: SectionReader): void {
    this.#section = undefined;
    this.#sections.push(parsedSection(section, section.finish(this.#at)));
  }

  /** Keeps what stands before the edit. */
  #keep(stretches: readonly PlacedStretch[], last: PlacedStretch): void {
    for (const {
      stretch: { source },
    } of stretches) {
      source.text = this.#text;
      source.lines = this.#lines;
    }
    for (const section of this.#previousSections) {
      if (section === last.section) break;
      this.#sections.push(section);
    }
    const { section, stretch } = last;
    if (section.stretches.at(-1) === stretch) this.#sections.push(section);
    else
      this.#section = new SectionReader(
        this.#surroundings,
        stretch.end,
        headOf(section),
        section.stretches.slice(0, section.stretches.indexOf(stretch) + 1),
      );
  }

  /** Whether the rest of a section is one that the edit has only moved. */
  #isKnown(start: number, { mode, notation }: SectionHead): boolean {
    const placed = this.#following.get(start);
    if (placed === undefined || placed.stretch === placed.section.stretches[0]) return false;
    const head = headOf(placed.section);
    return head.mode === mode && head.notation === notation;
  }

  /** Where the rest of a section is known: takes it and all behind it over, and is done. */
  #takeOverRest(reader: SectionReader): void {
    const placed = this.#following.get(this.#at);
    if (placed === undefined) throw new Error('what is known is not there');
    const { stretches } = placed.section;
    const read = reader.finish(this.#at);
    const shift = this.#shiftOf(placed.stretch.firstLine);
    const rest = stretches
      .slice(stretches.indexOf(placed.stretch))
      .map((stretch) => movedStretch(stretch, this.#previousLines, this.#lines, this.#text, shift));
    this.#section = undefined;
    this.#sections.push(parsedSection(reader, [...read, ...rest]));
    const next = this.#previousSections.indexOf(placed.section) + 1;
    if (!this.#takeOverSections(this.#previousSections[next])) this.#at = this.#text.length;
  }

  /** At the start of a section that the edit has only moved: takes it and all behind it over, and is done. */
  #takeOverSections(first: ParsedSection | undefined): boolean {
    if (first === undefined) return false;
    const shift = this.#shiftOf(first.firstLine);
    for (const section of this.#previousSections.slice(this.#previousSections.indexOf(first)))
      this.#sections.push(movedSection(section, this.#previousLines, this.#lines, this.#text, shift));
    this.#at = this.#text.length;
    return true;
  }

  #shiftOf(firstLine: number): Shift {
    return { offset: this.#offset, lines: this.#lines.length - firstLine };
  }

  #find(character: string, from: number): number {
    const at = this.#text.indexOf(character, from);
    return at === -1 ? this.#text.length : at;
  }
}

/** What a later version can take over. */
const SECTIONS = new WeakMap<TranscriptDocument, readonly ParsedSection[]>();
const NO_SETTINGS: Settings = { directives: [], variables: [], connections: [] };
/** Few enough that to read one again is nothing, and enough that a transcript of a usual length is one. */
const STRETCH = 128;
const BYTE_ORDER_MARK = '\uFEFF';
