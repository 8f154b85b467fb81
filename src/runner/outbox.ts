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
  /** Whether the text is known to be safe to print. */
  readonly isPlain?: boolean;
}

/** {@link Told} of what has been gathered. */
interface Sent {
  readonly line: number | undefined;
  text: string;
  octets: number;
  readonly role: SentEvent['role'];
  isPlain: boolean;
}

/**
 * What is about to be sent: the lines of a group and the pieces of a message are gathered and go out in one write, which
 * is what makes them a group (RFC 2920).
 */
export class Outbox {
  readonly #state: SessionState;
  #parts: (Uint8Array | string)[] = [];
  #told: Sent[] = [];
  #octets = 0;

  constructor(state: SessionState) {
    this.#state = state;
  }

  /** @param bytes a text only if it is ASCII */
  add(bytes: Uint8Array | string, { line, text, role, isPlain = false }: Told): void {
    this.#parts.push(bytes);
    this.#octets += bytes.length;
    const last = this.#told.at(-1);
    // A message is told in pieces of many lines: an event for each line would cost more than sending it.
    if (role === 'content' && last?.role === 'content') {
      last.text += `\r\n${text}`;
      last.octets += bytes.length;
      last.isPlain &&= isPlain;
    } else this.#told.push({ line, text, role, octets: bytes.length, isPlain });
  }

  get isFull(): boolean {
    return this.#octets >= WRITE_SIZE;
  }

  /**
   * Writes what was gathered and tells it; false, and told why, if the connection does not take it.
   *
   * @param timeout milliseconds that the server may take nothing for
   */
  flush(timeout: number): boolean | Promise<boolean> {
    const [first] = this.#parts;
    if (first === undefined) return true;
    const state = this.#state;
    const bytes = this.#parts.length === 1 ? first : join(this.#parts);
    const told = this.#told;
    this.#parts = [];
    this.#told = [];
    this.#octets = 0;
    const written = state.connection.transport.write(bytes, timeout);
    if (written === undefined) return this.#tell(told);
    return Promise.resolve(written).then((error) =>
      error === undefined ? this.#tell(told) : writeFailed(state, error, told.at(-1)?.line),
    );
  }

  #tell(told: readonly Sent[]): boolean | Promise<boolean> {
    for (const each of told) this.#state.sent(each);
    return this.#state.room()?.then(() => true) ?? true;
  }
}

function join(parts: readonly (Uint8Array | string)[]): Uint8Array | string {
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}
