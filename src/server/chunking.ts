import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';

/** smtp-server's parser, which can also take so many octets as they are (RFC 3030 section 2): a chunk of `BDAT`. */
export class ChunkParser extends SMTPStream {
  #left = 0;
  #sink: Writable | undefined;
  #taken: () => void = () => undefined;

  /**
   * Takes a chunk from what comes next.
   *
   * @param sink what it is written to; without one it is thrown away
   * @param taken called when all of it is there; what follows is read when {@link ChunkParser.proceed} is called
   */
  takeChunk(octets: number, sink: Writable | undefined, taken: () => void): void {
    this.#left = octets;
    this.#sink = sink;
    this.#taken = taken;
    // Commands are not read in this mode; the loop over them ends here and comes back by way of _write.
    this._dataMode = true;
  }

  /** Reads on after a chunk. */
  proceed: () => void = () => undefined;

  override _write(
    chunk: Buffer,
    encoding: BufferEncoding | 'buffer',
    next: (error?: Error | null) => void,
  ): void {
    if (this.#left === 0 || this.isClosed) {
      super._write(chunk, encoding, next);
      return;
    }
    const part = chunk.subarray(0, this.#left);
    const rest = chunk.subarray(part.length);
    this.#left -= part.length;
    const written = this.#sink === undefined || part.length === 0 || writeTo(this.#sink, part);
    const goOn = (): void => {
      if (this.#left > 0) {
        next();
        return;
      }
      this._dataMode = false;
      this.proceed = () => {
        this.proceed = () => undefined;
        this._write(rest, 'buffer', next);
      };
      this.#taken();
    };
    if (written === true) goOn();
    else void written.then(goOn);
  }
}

/** Resolves when there is room for more; a stream that its reader has given up on takes everything. */
function writeTo(sink: Writable, part: Buffer): true | Promise<unknown> {
  if (sink.destroyed || sink.write(part)) return true;
  return Promise.race([once(sink, 'drain'), once(sink, 'close')]).catch(() => undefined);
}

/** Octets, and whether it is the last chunk; undefined if the command is not in order. */
export function readBdat(command: string): { readonly octets: number; readonly last: boolean } | undefined {
  const [, octets, last] = /^BDAT +(\d{1,15})( +LAST)? *$/i.exec(command) ?? [];
  return octets === undefined ? undefined : { octets: Number(octets), last: last !== undefined };
}
