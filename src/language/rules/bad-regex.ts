import type { Rule, RuleDocumentation } from './rule';

/** A regular expression that is none. */
export const rule: Rule = { code: 'bad-regex', group: 'syntax', severity: 'error', foundBy: 'parser' };

export const documentation: RuleDocumentation = {
  why: `What stands between slashes after the code is a regular expression of JavaScript, and this one cannot be read as one: most often a
bracket has no partner.`,
  bad: `C: NOOP
S: 250 /queued as (\\S+/`,
  good: `C: NOOP
S: 250 /queued as (\\S+)/`,
};
