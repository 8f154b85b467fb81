import type { LineEnd } from './transport';

export interface ReceivedLine {
  readonly bytes: Uint8Array;
  readonly ending: LineEnd;
}

/**
 * Bytes as they arrive, lines as they are asked for. A line ends at LF; whether a CR stood before it is told, as a bare
 * LF is something to show (RFC 5321 section 2.3.8). A byte is scanned once, however the packets were cut.
 */
export class LineBuffer {
  #bytes: Buffer = Buffer.alloc(0);
  #scanned = 0;

  get length(): number {
    return this.#bytes.length;
  }

  push(chunk: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
  }

  /** The next whole line, or undefined until its end has arrived. */
  shift(): ReceivedLine | undefined {
    const newline = this.#bytes.indexOf(10, this.#scanned);
    if (newline === -1) {
      this.#scanned = this.#bytes.length;
      return undefined;
    }
    const crlf = newline > 0 && this.#bytes[newline - 1] === 13;
    const bytes = this.#bytes.subarray(0, crlf ? newline - 1 : newline);
    this.#bytes = this.#bytes.subarray(newline + 1);
    this.#scanned = 0;
    return { bytes, ending: crlf ? 'crlf' : 'lf' };
  }

  /** All that is left, line end or not. */
  take(): Uint8Array {
    const bytes = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    this.#scanned = 0;
    return bytes;
  }
}
