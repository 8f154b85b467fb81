/** Where something was found, half-open, and whether it is in an encoding, whose neighbours may hold bits of it. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly encoded: boolean;
}

/** Characters that are looked up together. */
const GRAM = 3;
/** More characters of a sought text do not make it quicker to find. */
const LONGEST_KEY = 8;
/** A text of fewer characters is another word when it is written in other letters. */
const SHORTEST_FOLDED = 6;
/** For a text of fewer characters, copying it costs more than it saves. */
const SHORTEST_COPIED = 200;

/**
 * Looks for many texts at once. That there is none of them, which is the rule, costs next to nothing: of a sought text of
 * eight characters three in a row begin at every sixth place, and a table tells which threes occur in any. Upper and lower
 * case are the same in all but short texts, as a server may change them.
 */
export class SecretSearch {
  /** By their first characters in lower case, as many as there are up to {@link LONGEST_KEY}. */
  readonly #sought = new Map<string, Sought[]>();
  readonly #keyLengths = new Set<number>();
  /** For each three of characters, the offsets at which it occurs in a sought text: a bit each. */
  readonly #offsets = new Uint8Array(1 << (5 * GRAM));
  /** From one place that is looked at to the next. */
  #stride = LONGEST_KEY - GRAM + 1;
  #copy = new Uint8Array();

  /** @param text of three characters at least */
  add(text: string, encoded: boolean): void {
    const folded = text.length >= SHORTEST_FOLDED;
    const sought: Sought = { text: folded ? text.toLowerCase() : text, folded, encoded };
    const key = text.slice(0, LONGEST_KEY).toLowerCase();
    const same = this.#sought.get(key) ?? [];
    if (same.some((each) => each.text === sought.text && each.folded === folded)) return;
    this.#sought.set(key, [...same, sought]);
    this.#keyLengths.add(key.length);
    this.#stride = Math.min(this.#stride, key.length - GRAM + 1);
    for (let offset = 0; offset + GRAM <= key.length; offset++) {
      const gram = gramOf(key.charCodeAt(offset), key.charCodeAt(offset + 1), key.charCodeAt(offset + 2));
      this.#offsets[gram] = (this.#offsets[gram] ?? 0) | (1 << offset);
    }
  }

  /** Whether there is anything to find. */
  mayFind(text: string): boolean {
    if (this.#sought.size === 0) return false;
    return text.length < SHORTEST_COPIED ? this.#mayFindInShort(text) : this.#mayFindInCopy(text);
  }

  /** All that there is to find, overlapping as it may. */
  *find(text: string): Generator<Hit> {
    if (this.#sought.size === 0) return;
    for (let at = 0; at + GRAM <= text.length; at++) {
      if (!this.#mayStart(text, at)) continue;
      for (const { text: found, encoded } of this.#startingAt(text, at))
        yield { start: at, end: at + found.length, encoded };
    }
  }

  #mayFindInShort(text: string): boolean {
    for (let at = 0; at + GRAM <= text.length; at += this.#stride) {
      const offsets = this.#offsetsAt(text, at);
      if (offsets !== 0 && this.#isAround(text, at, offsets)) return true;
    }
    return false;
  }

  /** Octets are read several times as fast as the characters of a text. */
  #mayFindInCopy(text: string): boolean {
    if (this.#copy.length < text.length) this.#copy = Buffer.allocUnsafe(text.length * 2);
    const copy = this.#copy;
    // Of a character beyond Latin-1 this keeps the lower octet, of which `gramOf` looks at the lowest bits alone.
    const end = Buffer.from(copy.buffer, copy.byteOffset, copy.length).write(text, 'latin1') - GRAM;
    const [offsetsOf, stride] = [this.#offsets, this.#stride];
    for (let at = 0; at <= end; at += stride) {
      const offsets = offsetsOf[gramOf(copy[at] ?? 0, copy[at + 1] ?? 0, copy[at + 2] ?? 0)];
      if (offsets !== 0 && this.#isAround(text, at, offsets ?? 0)) return true;
    }
    return false;
  }

  #isAround(text: string, at: number, offsets: number): boolean {
    for (let offset = 0; offset < LONGEST_KEY && offset <= at; offset++)
      if ((offsets & (1 << offset)) !== 0 && this.#mayStart(text, at - offset)) {
        if (this.#startingAt(text, at - offset).length > 0) return true;
      }
    return false;
  }

  /** All that is sought has a first three, and one before the next place that is looked at: most texts fail at that. */
  #mayStart(text: string, at: number): boolean {
    const last = this.#stride - 1;
    return (this.#offsetsAt(text, at) & 1) !== 0 && (this.#offsetsAt(text, at + last) & (1 << last)) !== 0;
  }

  #offsetsAt(text: string, at: number): number {
    return this.#offsets[gramOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2))] ?? 0;
  }

  #startingAt(text: string, at: number): Sought[] {
    const found: Sought[] = [];
    for (const length of this.#keyLengths) {
      const same = this.#sought.get(text.slice(at, at + length).toLowerCase());
      for (const sought of same ?? []) {
        const here = text.slice(at, at + sought.text.length);
        if ((sought.folded ? here.toLowerCase() : here) === sought.text) found.push(sought);
      }
    }
    return found;
  }
}

interface Sought {
  /** In lower case, if it is `folded`. */
  readonly text: string;
  readonly folded: boolean;
  readonly encoded: boolean;
}

/** The lowest five bits of three characters, which do not tell upper from lower case. */
function gramOf(a: number, b: number, c: number): number {
  return ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
}
