import type { Socket } from 'node:net';

/**
 * What a client has sent and nobody has read. Bounded: above a limit the socket is paused, so that a client that sends
 * without end is held back by TCP and not kept in memory.
 */
export class Incoming {
  #socket: Socket | undefined;
  #chunks: Buffer[] = [];
  #length = 0;
  /** So many chunks, from the first on, are known to hold no line feed. */
  #searched = 0;
  #ended = false;
  #discarding = false;
  #wake: () => void = () => undefined;

  /** Octets that wait to be read. */
  get length(): number {
    return this.#length;
  }

  /** Whether nothing more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether nothing more is taken before something is read. */
  get full(): boolean {
    return this.#length >= LIMIT;
  }

  /** Reads from a socket from now on. */
  attach(socket: Socket): void {
    this.#socket = socket;
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('data', this.#onData).on('end', end).on('close', end).on('error', end);
  }

  /** Leaves the socket to somebody else, who gets what was not read here. */
  detach(): Buffer {
    this.#socket?.pause();
    this.#socket?.off('data', this.#onData);
    this.#socket = undefined;
    return this.take(this.#length);
  }

  /** Nothing more will come, whatever the socket says. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Throws away what there is and what will come. */
  discard(): void {
    this.#discarding = true;
    this.take(this.#length);
  }

  /** The next whole line with its line feed; undefined while there is none. */
  line(): Buffer | undefined {
    for (let at = this.#searched; at < this.#chunks.length; at++) {
      const feed = this.#chunks[at]?.indexOf(LF) ?? -1;
      if (feed !== -1) {
        const before = this.#chunks.slice(0, at).reduce((sum, chunk) => sum + chunk.length, 0);
        return this.take(before + feed + 1);
      }
      this.#searched = at + 1;
    }
    return undefined;
  }

  /** The first octets, at most as many as there are. */
  take(octets: number): Buffer {
    const taken: Buffer[] = [];
    let missing = Math.min(octets, this.#length);
    this.#length -= missing;
    while (missing > 0) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) break;
      if (chunk.length <= missing) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(missing);
      taken.push(chunk.subarray(0, missing));
      missing -= Math.min(chunk.length, missing);
    }
    this.#searched = 0;
    if (this.#length < LIMIT / 2 && this.#socket?.isPaused() === true) this.#socket.resume();
    return taken.length === 1 ? (taken[0] ?? EMPTY) : Buffer.concat(taken);
  }

  /** The first octets, left where they are. */
  peek(octets: number): Buffer {
    return Buffer.concat(this.#chunks).subarray(0, octets);
  }

  /**
   * Waits until something has changed: more has come, or the end.
   *
   * @returns false when the time is up, or the signal said so, before that
   */
  change(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (changed: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        this.#wake = () => undefined;
        resolve(changed);
      };
      const stop = (): void => settle(false);
      const timer = setTimeout(stop, Math.max(0, milliseconds));
      signal.addEventListener('abort', stop);
      this.#wake = () => settle(true);
    });
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#discarding) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.full) this.#socket?.pause();
    this.#wake();
  };
}

/** No line that a client has to send is longer. */
const LIMIT = 256 * 1024;
const LF = 10;
const EMPTY = Buffer.alloc(0);
