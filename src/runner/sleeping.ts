import { findDirective, parseDuration } from '../syntax/directives';
import type { PlanSleep, Problem, Step } from './planTypes';
import type { SessionState } from './sessionState';

/**
 * Waits as long as the `@sleep` directives above a step say, which may be what a reply has just told.
 *
 * @returns false, and told why, if the run cannot go on
 */
export async function sleepBefore(
  state: SessionState,
  { pause, sleeps }: Step,
  line: number,
): Promise<boolean> {
  let milliseconds = pause;
  for (const sleep of sleeps) {
    const filled = await fill(state, sleep);
    if ('message' in filled) {
      state.failure({
        ...filled,
        kind: 'variable',
        message: `${filled.message} (line ${line} was not sent)`,
      });
      return false;
    }
    milliseconds += filled.milliseconds;
  }
  return milliseconds === 0 || (await sleepFor(state, milliseconds, line));
}

/** What is wrong with those whose values are known before anything is sent. */
export async function checkSleeps(state: SessionState): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const sleep of state.plan.openSteps.flatMap(({ sleeps }) => sleeps)) {
    if (!state.scope.isFixed(sleep.template)) continue;
    const filled = await fill(state, sleep);
    if ('message' in filled) problems.push(filled);
  }
  return problems;
}

async function fill(
  { scope }: SessionState,
  { line, template }: PlanSleep,
): Promise<{ readonly milliseconds: number } | Problem> {
  const filled = await scope.fill(template);
  if ('problem' in filled) return { line, message: `@sleep: ${filled.problem}` };
  const text = filled.values
    .map((value) => value.text)
    .join('')
    .trim();
  const problem = findDirective('sleep')?.check(text);
  return problem === undefined
    ? { milliseconds: parseDuration(text) ?? 0 }
    : { line, message: `@sleep: ${problem}; it is “${text}”` };
}

async function sleepFor(state: SessionState, milliseconds: number, line: number): Promise<boolean> {
  const { signal } = state;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, signal.aborted ? 0 : milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
  if (!signal.aborted) return true;
  state.cancelled(line);
  return false;
}
