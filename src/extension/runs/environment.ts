import { environmentNames, type EnvironmentSource } from '../../environment/lookup';
import { environmentErrors, environmentValues } from '../../environment/values';
import type { Plan } from '../../runner/plan';
import { withEnvironment } from '../../runner/planEnvironment';

/**
 * Puts plans under the environment that was chosen; one that does not apply to their file is none. Files that cannot be
 * understood are a problem of each plan, so that nothing is sent and the reason stands where a person looks.
 */
export function underEnvironment(
  plans: readonly Plan[],
  sources: readonly EnvironmentSource[],
  chosen: string | undefined,
): readonly Plan[] {
  const errors = environmentErrors(sources);
  const values = environmentValues(sources, activeIn(sources, chosen));
  return plans.map((plan) => {
    const problems = errors.map((message) => ({ line: plan.line, message }));
    return { ...withEnvironment(plan, values), problems: [...plan.problems, ...problems] };
  });
}

/** What names stand for in the environment that was chosen: the first value of a name counts. */
export function valuesOf(
  sources: readonly EnvironmentSource[],
  chosen: string | undefined,
): Readonly<Record<string, string>> {
  const values = environmentValues(sources, activeIn(sources, chosen));
  return Object.fromEntries(values.toReversed().map(({ name, value }) => [name, value]));
}

function activeIn(sources: readonly EnvironmentSource[], chosen: string | undefined): string | undefined {
  return chosen !== undefined && environmentNames(sources).includes(chosen) ? chosen : undefined;
}
