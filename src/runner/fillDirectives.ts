import { findDirective } from '../syntax/directives';
import { planSettings } from './planSettings';
import type { Problem } from './planTypes';
import type { SessionState } from './sessionState';
import { checkSleeps } from './sleeping';
import type { Filled } from './variables';

/** Fills in the directives whose values hold `{{…}}`, and says which of them come to nothing that they may be. */
export async function fillDirectives(state: SessionState): Promise<readonly Problem[]> {
  return [...(await fillSettings(state)), ...(await checkSleeps(state))];
}

async function fillSettings(state: SessionState): Promise<readonly Problem[]> {
  const { values, templates } = state.plan.directives;
  if (templates.length === 0) return [];
  const filledIn = new Map(values);
  const problems: Problem[] = [];
  for (const { name, line, template } of templates) {
    const filled = await state.scope.fill(template);
    if ('problem' in filled) {
      problems.push({ line, message: `@${name}: ${filled.problem}` });
      continue;
    }
    const text = (name === 'proxy' ? joinUrl(filled) : join(filled)).trim();
    const problem = findDirective(name)?.check(text);
    if (problem === undefined) filledIn.set(name, text);
    else problems.push({ line, message: `@${name}: ${problem}` });
  }
  state.settings = planSettings(filledIn);
  return problems;
}

type Values = Extract<Filled, { values: unknown }>;

function join({ values }: Values): string {
  return values.map(({ text }) => text).join('');
}

/** A password is filled in as it is, whatever characters it has; a URL that is a secret as a whole is one already. */
function joinUrl({ values }: Values): string {
  return values
    .map(({ text, secret }) => (secret && !text.includes('://') ? encodeURIComponent(text) : text))
    .join('');
}
