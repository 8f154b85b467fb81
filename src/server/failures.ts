import { readWish, type Outcome, type Stage, type Wish } from './addressPattern';

/** Which failures the server plays besides those that an address asks for. */
export interface FailureOptions {
  /** Milliseconds for which each pair of sender and recipient is put off at first; undefined for no greylisting. */
  readonly greylisting: number | undefined;
  /** How many of the MAIL and RCPT commands and messages fail for no reason: 0 for none, 1 for all. */
  readonly rate: number;
  /** The same seed gives the same failures. */
  readonly seed: number;
  /** Milliseconds before each reply. */
  readonly delay: number;
}

/** What becomes of a command, and after how many milliseconds. */
export interface Verdict {
  readonly delay: number;
  readonly outcome: Outcome;
}

/** Decides what fails. One for all connections of a server, as greylisting has to remember and chance goes on. */
export class Failures {
  readonly #options: FailureOptions;
  readonly #seen = new Map<string, number>();
  #random: number;

  constructor(options: FailureOptions) {
    this.#options = options;
    this.#random = options.seed;
  }

  mail(from: string): Verdict {
    return this.#wished(from, 'command') ?? this.#chance();
  }

  recipient(from: string, to: string): Verdict {
    if (/^nobody(?:@|$)/i.test(to)) return refusal(550, `<${to}>: Recipient address rejected: User unknown`);
    return this.#wished(to, 'command') ?? this.#greylisted(from, to) ?? this.#chance();
  }

  /** DATA, or the first BDAT. */
  data(from: string, to: readonly string[]): Verdict {
    return this.#first([from, ...to], 'data') ?? ACCEPTED;
  }

  /** A whole message; over LMTP, for one of its recipients. */
  message(from: string, to: readonly string[]): Verdict {
    return this.#first([from, ...to], 'message') ?? this.#chance();
  }

  #first(addresses: readonly string[], stage: Stage): Wish | undefined {
    for (const address of addresses) {
      const wish = this.#wished(address, stage);
      if (wish !== undefined) return wish;
    }
    return undefined;
  }

  #wished(address: string, stage: Stage): Wish | undefined {
    const wish = readWish(address);
    return wish?.stage === stage ? wish : undefined;
  }

  #greylisted(from: string, to: string): Verdict | undefined {
    const { greylisting } = this.#options;
    if (greylisting === undefined) return undefined;
    const pair = `${from}\n${to}`.toLowerCase();
    const first = this.#seen.get(pair);
    if (first !== undefined && performance.now() - first >= greylisting) return undefined;
    if (first === undefined) this.#remember(pair);
    return refusal(451, '4.7.1 Greylisted, please try again later');
  }

  #remember(pair: string): void {
    const [oldest] = this.#seen.keys();
    if (this.#seen.size >= MOST_PAIRS && oldest !== undefined) this.#seen.delete(oldest);
    this.#seen.set(pair, performance.now());
  }

  #chance(): Verdict {
    if (this.#options.rate <= 0 || this.#next() >= this.#options.rate) return ACCEPTED;
    return refusal(451, '4.3.0 Failed by chance, please try again');
  }

  /** Mulberry32, from 0 to 1: the same row of numbers for the same seed. */
  #next(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

const ACCEPTED: Verdict = { delay: 0, outcome: { kind: 'accept' } };

function refusal(code: number, text: string): Verdict {
  return { delay: 0, outcome: { kind: 'refuse', code, text } };
}

/** Pairs of sender and recipient that greylisting remembers. */
const MOST_PAIRS = 10_000;
