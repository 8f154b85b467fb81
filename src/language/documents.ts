import type { TranscriptDocument } from '../syntax/document';
import { Parsing } from '../syntax/parse';

/** Lets others do what they have to between two slices of work; resolves when it is our turn again. */
export type Pause = () => Promise<void>;

interface Entry {
  /** The latest version that was asked for. */
  version: number;
  /** The latest version that was parsed, which the next one takes over from. */
  document: TranscriptDocument | undefined;
  parsed: number | undefined;
  /** A parse in slices of {@link Entry.version}. */
  reading: Promise<TranscriptDocument> | undefined;
}

/** The one parse cache: every feature reads the document of a version from here, so that a version is parsed once. */
export class DocumentCache {
  readonly #entries = new Map<string, Entry>();
  readonly #pause: Pause;

  /** @param pause for documents that are too big to be parsed at one go */
  constructor(pause: Pause = () => Promise.resolve()) {
    this.#pause = pause;
  }

  /**
   * The parsed document. `getText` is called only if the version is another than that of the call before; only the latest
   * version is kept.
   */
  get(uri: string, version: number, getText: () => string): TranscriptDocument {
    const entry = this.#entry(uri, version);
    if (entry.document !== undefined && entry.parsed === version) return entry.document;
    const parsing = new Parsing(getText(), entry.document);
    entry.reading = undefined;
    entry.document = parsing.finish();
    entry.parsed = version;
    return entry.document;
  }

  /**
   * The same for whoever can wait: a big document is parsed in slices of {@link SLICE} milliseconds. Whoever asks for a
   * version that is being parsed waits for that; a version that has been overtaken meanwhile is given up, and whoever
   * waits for it gets the newer one.
   *
   * @param getText may take its time too
   */
  read(uri: string, version: number, getText: () => string | Promise<string>): Promise<TranscriptDocument> {
    const entry = this.#entry(uri, version);
    if (entry.document !== undefined && entry.parsed === version) return Promise.resolve(entry.document);
    return (entry.reading ??= this.#parse(entry, version, getText()));
  }

  /** Forgets a document, when it is closed. */
  delete(uri: string): void {
    this.#entries.delete(uri);
  }

  #entry(uri: string, version: number): Entry {
    let entry = this.#entries.get(uri);
    if (entry === undefined) {
      entry = { version, document: undefined, parsed: undefined, reading: undefined };
      this.#entries.set(uri, entry);
    }
    if (entry.version !== version) {
      entry.version = version;
      entry.reading = undefined;
    }
    return entry;
  }

  async #parse(entry: Entry, version: number, text: string | Promise<string>): Promise<TranscriptDocument> {
    const isHuge = typeof text !== 'string';
    const whole = isHuge ? await text : text;
    const overtaken = this.#newer(entry, version);
    if (overtaken !== undefined) return overtaken;
    const parsing = new Parsing(whole, entry.document);
    // What a huge text takes to begin with is slices of its own: to be made one piece of memory, and then to be searched to its
    // end for what it does not hold. So is the end.
    if (isHuge) await this.#pause();
    let began = isHuge ? -Infinity : performance.now();
    while (!parsing.advance(LINES)) {
      if (performance.now() - began < SLICE) continue;
      await this.#pause();
      const newer = this.#newer(entry, version);
      if (newer !== undefined) return newer;
      began = performance.now();
    }
    if (isHuge) await this.#pause();
    const late = this.#newer(entry, version);
    if (late !== undefined) return late;
    entry.document = parsing.finish();
    entry.parsed = version;
    entry.reading = undefined;
    return entry.document;
  }

  /** What has overtaken a parse: another version, or the same one for somebody who could not wait. */
  #newer(entry: Entry, version: number): TranscriptDocument | Promise<TranscriptDocument> | undefined {
    if (entry.version === version && entry.parsed !== version) return undefined;
    return entry.parsed === entry.version ? entry.document : entry.reading;
  }
}

/** Milliseconds of work at a time. */
const SLICE = 8;

/** Between two looks at the clock: a fraction of a millisecond of lines. */
const LINES = 200;
