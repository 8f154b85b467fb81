/** Work that stops now and then, so that whoever drives it may do something else in between; and what it comes to. */
export type Steps<T> = Generator<undefined, T>;

/** Called between steps. A promise makes the work wait, and says whether it is still wanted. */
export type Pause = () => Promise<boolean> | undefined;

/** The same things, and now and then undefined: there, whoever goes through very many of them may be interrupted. */
export function* withPauses<Each extends object>(all: Iterable<Each>): Generator<Each | undefined> {
  let left = STRIDE;
  for (const each of all) {
    yield each;
    if (--left > 0) continue;
    yield undefined;
    left = STRIDE;
  }
}

const STRIDE = 1_000;

/** All of it at one go. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same with pauses; undefined if nobody wants it any more. */
export async function finishWithPauses<T>(steps: Steps<T>, pause: Pause | undefined): Promise<T | undefined> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const paused = pause?.();
    if (paused !== undefined && !(await paused)) return undefined;
  }
}
