/** What the extension host is to open, and where it leaves what it saw. */
export interface OpeningTask {
  readonly file: string;
  readonly result: string;
}

/** How long the event loop of the extension host did not turn, in milliseconds. */
export interface Opening {
  /** The language that the editor took it for. */
  readonly language: string;
  /** The longest block until the document was there: the editor's own. */
  readonly receiving: number;
  /** The longest block from then on. */
  readonly after: number;
  /** All of them, from 5 ms on. */
  readonly blocks: readonly number[];
}
