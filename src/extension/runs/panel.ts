/** Milliseconds between two writes to the editor: fast enough to be live, and thousands of lines are one message. */
const INTERVAL = 50;

/** One run's lines. */
export interface Section {
  write(text: string): void;
  /** Lets the next run have the panel. */
  end(): void;
}

interface Held extends Section {
  readonly texts: string[];
  ended: boolean;
}

/**
 * The panel that all runs share. Runs go on side by side, but their lines never mix: the run that began first is shown
 * live, the lines of a later one are held until those before it have ended.
 */
export class Panel {
  readonly #append: (text: string) => void;
  /** The first is the one that is shown. */
  #sections: Held[] = [];
  #pending: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(append: (text: string) => void) {
    this.#append = append;
  }

  open(): Section {
    const section: Held = {
      texts: [],
      ended: false,
      write: (text) => {
        if (text === '') return;
        if (this.#sections[0] === section) this.#show(text);
        else section.texts.push(text);
      },
      end: () => {
        section.ended = true;
        this.#advance();
      },
    };
    this.#sections.push(section);
    return section;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#sections = [];
    this.#pending = [];
  }

  /** Ends the sections that are over and shows what the one behind them has held; a run that ends is shown at once. */
  #advance(): void {
    let [shown, ...waiting] = this.#sections;
    while (shown?.ended === true) {
      [shown, ...waiting] = waiting;
      if (shown !== undefined) this.#pending = this.#pending.concat(shown.texts.splice(0));
    }
    this.#sections = shown === undefined ? [] : [shown, ...waiting];
    this.#flush();
  }

  #show(text: string): void {
    this.#pending.push(text);
    this.#timer ??= setTimeout(() => this.#flush(), INTERVAL);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const text = this.#pending.join('');
    this.#pending = [];
    this.#append(text);
  }
}
