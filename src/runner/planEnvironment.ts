import { parseTemplate } from '../syntax/template';
import type { Plan, PlanVariable } from './planTypes';

/** The value that an environment gives a name; it may hold `{{…}}`. */
export interface EnvironmentValue {
  readonly name: string;
  readonly value: string;
  /** Whether it is masked wherever it appears. */
  readonly secret: boolean;
}

/** What an environment calls the server to connect to where the transcript names none: a URL. */
const SERVER = 'server';

/**
 * A plan under an environment, whose variables are looked up after all others.
 *
 * @param values in the order in which a name is looked up: the first of a name counts
 */
export function withEnvironment(plan: Plan, values: readonly EnvironmentValue[]): Plan {
  const byName = new Map<string, PlanVariable>();
  for (const { name, value, secret } of values) {
    if (byName.has(name)) continue;
    byName.set(name, {
      name,
      line: plan.line,
      value: parseTemplate(value, 0),
      secret: secret || plan.secrets.includes(name),
    });
  }
  const server = byName.get(SERVER);
  return {
    ...plan,
    environment: [...byName.values()],
    server:
      plan.server.kind === 'unsaid' && server !== undefined
        ? { kind: 'template', form: 'url', template: server.value, line: plan.line }
        : plan.server,
  };
}
