import type { Splitting } from '../../syntax/splitting';

/** Cuts what is sent into packets. One for a connection, as random cuts go on where the last ones ended. */
export class Cutter {
  #splitting: Splitting;
  #random: number;

  constructor(splitting: Splitting) {
    this.#splitting = splitting;
    this.#random = splitting.kind === 'random' ? splitting.seed : 1;
  }

  set splitting(splitting: Splitting) {
    this.#splitting = splitting;
    if (splitting.kind === 'random') this.#random = splitting.seed;
  }

  /** The packets of one piece; together they are the piece. */
  *cut(bytes: Buffer): Generator<Buffer> {
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(bytes.length, Math.max(at + 1, this.#end(bytes, at)));
      yield bytes.subarray(at, end);
      at = end;
    }
  }

  /** Where the packet that begins at `at` ends, at the latest. */
  #end(bytes: Buffer, at: number): number {
    const splitting = this.#splitting;
    switch (splitting.kind) {
      case 'off':
        return bytes.length;
      case 'lines': {
        const feed = bytes.indexOf(LF, at);
        return feed === -1 ? bytes.length : feed + 1;
      }
      case 'every':
        return at + splitting.octets;
      case 'at':
        return splitting.offsets.find((offset) => offset > at) ?? bytes.length;
      case 'random':
        return at + 1 + (this.#next() % LONGEST_RANDOM);
    }
  }

  /** A linear congruential generator: the same cuts for the same seed. */
  #next(): number {
    this.#random = (this.#random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.#random >> 8;
  }
}

/** Short enough that replies are cut several times. */
const LONGEST_RANDOM = 17;
const LF = 10;
