import { findDirective } from '../syntax/directives';
import type { Host } from './host';
import type { Plan } from './planTypes';
import { createChecker } from './preparation';
import { Redactor } from './redaction';
import type { RunResult } from './result';
import { Scope } from './variables';

/**
 * The runs that a plan stands for: one, or as many as `@repeat` says, each on a connection of its own. Where that is filled in
 * and comes to no number, the one run will say so.
 *
 * @param host what is asked for the number is asked of it: the runs had better have the same one
 * @param count goes over what the file says
 */
export async function repetitions(plan: Plan, host: Host, count?: number): Promise<readonly Plan[]> {
  const { disabled, problems } = plan;
  if (disabled) return [plan];
  const filled = count === undefined && problems.length === 0 ? await fillCount(plan, host) : { count };
  const known = withoutTemplate(plan);
  return 'problem' in filled
    ? [{ ...known, problems: [filled.problem] }]
    : repeated(known, filled.count ?? plan.settings.repeat);
}

/** How many runs a plan stands for as far as its file says it. */
export function writtenCount(plan: Plan, count = plan.settings.repeat): number {
  return plan.disabled ? 1 : count;
}

function repeated(plan: Plan, count: number): readonly Plan[] {
  if (count === 1) return [plan];
  return Array.from({ length: count }, (_, at) => ({
    ...plan,
    title: `${plan.title} (${at + 1} of ${count})`,
    repetition: { index: at + 1, count },
    // Agreed to once, for all of them.
    confirm: at === 0 ? plan.confirm : undefined,
  }));
}

type Counted =
  | { readonly count: number | undefined }
  | { readonly problem: { readonly line: number; readonly message: string } };

/** The number that `@repeat` is filled in with; undefined where there is nothing to fill in. */
async function fillCount(plan: Plan, host: Host): Promise<Counted> {
  const directive = plan.directives.templates.find(({ name }) => name === 'repeat');
  if (directive === undefined) return { count: undefined };
  const { line, template } = directive;
  const wrong = (reason: string): Counted => ({ problem: { line, message: `@repeat: ${reason}` } });
  // No run has begun, so nothing has been captured; and who tells of a value masks it.
  const scope = new Scope(plan, host, new Redactor());
  const problem = await createChecker(plan, host, scope)(template);
  if (problem !== undefined) return wrong(problem);
  const filled = await scope.fill(template);
  if ('problem' in filled) return wrong(filled.problem);
  const text = filled.values
    .map((value) => value.text)
    .join('')
    .trim();
  const unfit = findDirective('repeat')?.check(text);
  return unfit === undefined ? { count: Number(text) } : wrong(unfit);
}

function withoutTemplate(plan: Plan): Plan {
  const { directives } = plan;
  const templates = directives.templates.filter(({ name }) => name !== 'repeat');
  return templates.length === directives.templates.length
    ? plan
    : { ...plan, directives: { ...directives, templates } };
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
