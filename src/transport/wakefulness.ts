/** From trial to trial, in waits. */
const ROUND = 256;
/** Waits of a trial. Conversations repeat two to four commands, and each trial is to have all of them. */
const TRIAL = 9;
/** How much sooner answers have to come for what it takes to stay awake. */
const GAIN = 0.75;

/**
 * Decides whether to stay awake for an answer or to sleep on the socket. Which of the two gets it sooner is the machine's to
 * say: a processor that has nothing to do may need as long to be woken as a server needs to answer, and one that has plenty
 * to do is better left to the server. So both are tried, and now and then the other one again.
 */
export class Wakefulness {
  #waits = 0;
  #pays = false;
  #previous = 0;
  /** Milliseconds from the answer before, for the latest answers: what one does to all that is done in between counts too. */
  readonly #asleep: number[] = [];
  readonly #awake: number[] = [];

  /** Whether to stay awake for the next answer. */
  next(): boolean {
    const wait = this.#waits++ % ROUND;
    // The first waits of all are a start, in which everything takes long.
    if (wait === 2 * TRIAL) this.#pays = middle(this.#awake) < GAIN * middle(this.#asleep);
    return wait < TRIAL || wait >= 2 * TRIAL ? this.#pays : !this.#pays;
  }

  /**
   * @param awake what was decided
   * @param moment when the answer came, in milliseconds from whenever
   */
  learn(awake: boolean, moment: number): void {
    const latest = awake ? this.#awake : this.#asleep;
    latest.push(moment - this.#previous);
    if (latest.length > TRIAL) latest.shift();
    this.#previous = moment;
  }
}

/** The median, which one answer that took long is nothing to. */
function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? Infinity;
}
