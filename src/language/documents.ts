import type { TranscriptDocument } from '../syntax/document';
import { parse } from '../syntax/parse';

/** The one parse cache: every feature reads the document of a version from here, so that a version is parsed once. */
export class DocumentCache {
  readonly #entries = new Map<string, { readonly version: number; readonly document: TranscriptDocument }>();
  readonly #parse: (text: string) => TranscriptDocument;

  /** @param parseText the parser, for a test to count its calls */
  constructor(parseText: (text: string) => TranscriptDocument = parse) {
    this.#parse = parseText;
  }

  /**
   * The parsed document. `getText` is called only if the version is another than that of the call before; only the latest
   * version is kept.
   */
  get(uri: string, version: number, getText: () => string): TranscriptDocument {
    const known = this.#entries.get(uri);
    if (known?.version === version) return known.document;
    const document = this.#parse(getText());
    this.#entries.set(uri, { version, document });
    return document;
  }

  /** Forgets a document, when it is closed. */
  delete(uri: string): void {
    this.#entries.delete(uri);
  }
}
