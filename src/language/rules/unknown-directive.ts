import type { Rule, RuleDocumentation } from './rule';

/** `# @name` that is no directive of the language. */
export const rule: Rule = {
  code: 'unknown-directive',
  group: 'syntax',
  severity: 'warning',
  foundBy: 'parser',
};

export const documentation: RuleDocumentation = {
  why: `A directive that is not known changes nothing, and whoever wrote it believes that it does. In a comment that is meant to start with an
at sign, put a word before it.`,
  bad: `# @timout 5s
C: NOOP
S: 250`,
  good: `# @timeout 5s
C: NOOP
S: 250`,
};
