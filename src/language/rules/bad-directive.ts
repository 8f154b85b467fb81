import type { Rule, RuleDocumentation } from './rule';

/** A directive with a value that it does not take. */
export const rule: Rule = { code: 'bad-directive', group: 'syntax', severity: 'error', foundBy: 'parser' };

export const documentation: RuleDocumentation = {
  why: `The directive is known, and its value is none that it takes. A run that guessed would not do what the file says.`,
  bad: `# @timeout soon
C: NOOP
S: 250`,
  good: `# @timeout 30s
C: NOOP
S: 250`,
};
