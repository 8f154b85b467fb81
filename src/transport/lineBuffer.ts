import type { ReceivedLine } from './transport';

/**
 * Bytes as they arrive, lines as they are asked for. A line ends at LF; whether a CR stood before it is told, as a bare
 * LF is something to show (RFC 5321 section 2.3.8).
 *
 * A byte is searched once and moved a constant number of times, however the packets were cut: the store doubles when it is
 * full, where joining each packet to the ones before it would take time in the square of their number.
 */
export class LineBuffer {
  #store = Buffer.alloc(INITIAL_SIZE);
  /** What is unread lies in the store from here… */
  #start = 0;
  /** …to here. */
  #end = 0;
  /** No LF lies between the start and here. */
  #searched = 0;

  /** Unread octets. */
  get length(): number {
    return this.#end - this.#start;
  }

  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#store.length) this.#makeRoom(chunk.length);
    this.#store.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next whole line, or undefined until its end has arrived. */
  shift(): ReceivedLine | undefined {
    const store = this.#store;
    const start = this.#start;
    let at = this.#searched;
    while (at < this.#end && store[at] !== LF) at++;
    this.#searched = at;
    if (at === this.#end) return undefined;
    const crlf = at > start && store[at - 1] === CR;
    const end = crlf ? at - 1 : at;
    this.#start = this.#searched = at + 1;
    return {
      kind: 'line',
      text: store.toString('utf8', start, end),
      octets: end - start,
      ending: crlf ? 'crlf' : 'lf',
    };
  }

  /** All that is left, line end or not. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.#store.subarray(this.#start, this.#end));
    this.#store = Buffer.alloc(INITIAL_SIZE);
    this.#start = this.#end = this.#searched = 0;
    return bytes;
  }

  #makeRoom(octets: number): void {
    const needed = this.length + octets;
    // The same store serves while half of it is free, so that moving what is unread is rare.
    const size = needed * 2 <= this.#store.length ? this.#store.length : needed * 2;
    const store = size === this.#store.length ? this.#store : Buffer.alloc(size);
    this.#store.copy(store, 0, this.#start, this.#end);
    this.#store = store;
    this.#end -= this.#start;
    this.#searched -= this.#start;
    this.#start = 0;
  }
}

const INITIAL_SIZE = 4_096;
const LF = 10;
const CR = 13;
