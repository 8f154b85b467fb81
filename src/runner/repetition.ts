import type { Host } from './host';
import type { Plan } from './planTypes';
import type { RunResult } from './result';

/**
 * The runs that a plan stands for: one, or as many as `@repeat` says, each on a connection of its own.
 *
 * @param count goes over what the file says
 */
export function repetitions(plan: Plan, count = plan.settings.repeat): readonly Plan[] {
  if (count === 1 || plan.disabled) return [plan];
  return Array.from({ length: count }, (_, at) => ({
    ...plan,
    title: `${plan.title} (${at + 1} of ${count})`,
    repetition: { index: at + 1, count },
    // Agreed to once, for all of them.
    confirm: at === 0 ? plan.confirm : undefined,
  }));
}

/** Whether the runs after one are none, as it was not confirmed or could not begin: each would only say so again. */
export function endsRepetition({ status, failures }: RunResult): boolean {
  return status === 'skipped' || failures.some(({ kind }) => kind === 'plan' || kind === 'file');
}

/** A host for all repetitions of a plan, which asks a person each thing once. */
export function askingOnce(host: Host): Host {
  const answers = new Map<string, ReturnType<Host['prompt']>>();
  const consents = new Map<string, ReturnType<Host['confirm']>>();
  return {
    ...host,
    prompt: (label, masked) => {
      const key = `${masked ? 'masked' : 'shown'} ${label}`;
      const answer = answers.get(key) ?? host.prompt(label, masked);
      answers.set(key, answer);
      return answer;
    },
    confirm: (question) => {
      const consent = consents.get(question) ?? host.confirm(question);
      consents.set(question, consent);
      return consent;
    },
  };
}
