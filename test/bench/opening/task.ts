/** What the extension host is to open, and where it leaves what it saw. */
export interface OpeningTask {
  readonly file: string;
  readonly result: string;
}

/** A time in which the event loop did not turn, in milliseconds. */
export interface Block {
  /** When it began, since the process started. */
  readonly start: number;
  /** By the clock: with the time for which others had the processor, on a machine that has more to do than it has cores. */
  readonly length: number;
  /** For how long the thread itself was on a processor; undefined where the system does not tell. */
  readonly worked: number | undefined;
}

/** What the extension host was kept busy with. */
export interface Opening {
  /** The language that the editor took it for. */
  readonly language: string;
  /** Blocks until the document was there: the editor's own, as it receives the text. */
  readonly receiving: readonly Block[];
  /** Blocks from then on. */
  readonly after: readonly Block[];
}
