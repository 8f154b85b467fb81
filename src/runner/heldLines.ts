import type { Reply } from '../smtp/reply';
import { evaluate } from './assertion';
import { factsOf } from './asserting';
import { judge } from './expectation';
import { fillAssertion } from './fillAssertion';
import type { PlanAssertion, Step } from './planTypes';
import type { SessionState } from './sessionState';
import type { ReceivedLine } from './teller';

/** The lines of a reply that are not told before all of it is there; undefined where each may be told as it comes. */
export function heldLines(state: SessionState, step: Step | undefined): HeldLines | undefined {
  const { secrets } = state.plan;
  return secrets.length > 0 && step !== undefined && capturesSecret(step, secrets)
    ? new HeldLines(state, step)
    : undefined;
}

/** Whether the replies to a step give a `@secret` variable its value, which is not to be seen before it is known. */
function capturesSecret({ expects, asserts }: Step, secrets: readonly string[]): boolean {
  return secrets.some(
    (name) =>
      asserts.some(({ captures }) => captures.includes(name)) ||
      expects.some(({ lines }) => lines.some(({ regex }) => regex?.source.includes(`(?<${name}>`) === true)),
  );
}

/** The same for a reply whose lines may have a known secret broken between them. */
export function heldTogether(state: SessionState): HeldLines {
  return new HeldLines(state, undefined);
}

class HeldLines {
  readonly #state: SessionState;
  /** Undefined if none of its replies gives a secret its value. */
  readonly #step: Step | undefined;
  #lines: ReceivedLine[] = [];

  constructor(state: SessionState, step: Step | undefined) {
    this.#state = state;
    this.#step = step;
  }

  /**
   * @param reply the reply that the line completes: then all of it is told, with the secrets in it known
   * @param moment when the line came, as `performance.now` counts
   */
  async tell(line: string, reply: Reply | undefined, moment: number): Promise<void> {
    this.#lines.push({ line, moment });
    if (reply === undefined) return;
    for (const expect of this.#step?.expects ?? []) this.#keep(judge(expect, reply, 'code', false).captures);
    for (const assertion of this.#step?.asserts ?? []) this.#keep(await this.#evaluate(assertion, reply));
    this.#tell(reply.code === 334);
  }

  /**
   * Tells what there is: no more will come.
   *
   * @param malformed a line that is none of the reply's
   */
  release(malformed?: ReceivedLine): void {
    if (malformed !== undefined) this.#lines.push({ ...malformed, isMalformed: true });
    this.#tell(false);
  }

  #tell(isChallenge: boolean): void {
    this.#state.receivedTogether(this.#lines, isChallenge);
    this.#lines = [];
  }

  async #evaluate(assertion: PlanAssertion, reply: Reply): Promise<Readonly<Record<string, string>>> {
    const filled = await fillAssertion(assertion, this.#state.scope);
    return 'problem' in filled ? {} : evaluate(filled, { ...factsOf(this.#state), reply }).captures;
  }

  #keep(captures: Readonly<Record<string, string>>): void {
    const { plan, redactor } = this.#state;
    for (const [name, value] of Object.entries(captures))
      if (plan.secrets.includes(name)) redactor.add(value);
  }
}
