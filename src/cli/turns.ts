/** How much a later job may say that is held in memory, in calls of `tell`, before it has to wait for its turn. */
const MOST_HELD = 10_000;

/**
 * Lets jobs that go on side by side tell what they have to tell in their order: the first that has not ended is heard at once,
 * what the others say is held until those before them have ended.
 */
export class Turns {
  /** The job that is heard. */
  #turn = 0;
  readonly #ended = new Set<number>();
  readonly #held = new Map<number, (() => Promise<void>)[]>();
  readonly #waiting = new Map<number, () => void>();
  /** All that is said, one after the other. */
  #said = Promise.resolve();

  /** Resolves when it has been said, or is held. A job that has said very much waits until it is its turn. */
  async tell(job: number, say: () => Promise<void>): Promise<void> {
    if (job === this.#turn) return this.#say(say);
    const held = this.#held.get(job) ?? [];
    this.#held.set(job, held);
    held.push(say);
    if (held.length >= MOST_HELD) await new Promise<void>((resolve) => this.#waiting.set(job, resolve));
  }

  /** Has the next job heard; resolves when all that is its turn by then has been said. */
  end(job: number): Promise<void> {
    this.#ended.add(job);
    while (this.#ended.has(this.#turn)) {
      this.#turn++;
      for (const say of this.#held.get(this.#turn) ?? []) void this.#say(say);
      this.#held.delete(this.#turn);
      this.#waiting.get(this.#turn)?.();
    }
    return this.#said;
  }

  #say(say: () => Promise<void>): Promise<void> {
    this.#said = this.#said.then(say);
    return this.#said;
  }
}
