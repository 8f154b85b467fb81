import type { SentEvent } from './events';
import type { SessionState } from './sessionState';
import { writeFailed } from './writing';

/** Octets that are gathered before they are written. */
const WRITE_SIZE = 65_536;

/** What is to be told of bytes once they are on their way. */
export interface Told {
  /** Counted from 1; undefined for what the run sends of its own accord. */
  readonly line: number | undefined;
  /** What to show: credentials are masked by whoever knows that they are some. */
  readonly text: string;
  readonly role: SentEvent['role'];
}

interface Sent extends Told {
  text: string;
  octets: number;
}

/**
 * What is about to be sent: the lines of a group and the pieces of a message are gathered and go out in one write, which
 * is what makes them a group (RFC 2920).
 */
export class Outbox {
  readonly #state: SessionState;
  #parts: Uint8Array[] = [];
  #told: Sent[] = [];
  #octets = 0;

  constructor(state: SessionState) {
    this.#state = state;
  }

  add(bytes: Uint8Array, { line, text, role }: Told): void {
    this.#parts.push(bytes);
    this.#octets += bytes.length;
    const last = this.#told.at(-1);
    // A message is told in pieces of many lines: an event for each line would cost more than sending it.
    if (role === 'content' && last?.role === 'content') {
      last.text += `\n${text}`;
      last.octets += bytes.length;
    } else this.#told.push({ line, text, role, octets: bytes.length });
  }

  get isFull(): boolean {
    return this.#octets >= WRITE_SIZE;
  }

  /**
   * Writes what was gathered and tells it; false, and told why, if the connection does not take it.
   *
   * @param timeout milliseconds that the server may take nothing for
   */
  async flush(timeout: number): Promise<boolean> {
    const [first] = this.#parts;
    if (first === undefined) return true;
    const state = this.#state;
    const bytes = this.#parts.length === 1 ? first : Buffer.concat(this.#parts, this.#octets);
    const told = this.#told;
    this.#parts = [];
    this.#told = [];
    this.#octets = 0;
    const written = state.connection.transport.write(bytes, timeout);
    const error = written instanceof Promise ? await written : written;
    if (error !== undefined) return await writeFailed(state, error, told.at(-1)?.line);
    for (const each of told) state.sent(each);
    await state.room();
    return true;
  }
}
