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
  const active = chosen !== undefined && environmentNames(sources).includes(chosen) ? chosen : undefined;
  const values = environmentValues(sources, active);
  return plans.map((plan) => {
    const problems = errors.map((message) => ({ line: plan.line, message }));
    return { ...withEnvironment(plan, values), problems: [...plan.problems, ...problems] };
  });
}
