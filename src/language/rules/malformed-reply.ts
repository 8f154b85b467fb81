import type { Rule, RuleDocumentation } from './rule';

/** An `S:` line that is no pattern for a reply. */
export const rule: Rule = { code: 'malformed-reply', group: 'syntax', severity: 'error', foundBy: 'parser' };

export const documentation: RuleDocumentation = {
  why: `A reply starts with a code of three digits from 200 to 599, alone or followed by a space or a hyphen and text (RFC 5321 section 4.2). No
server can answer anything else, so the expectation could never hold.`,
  bad: `C: NOOP
S: 25 Ok`,
  good: `C: NOOP
S: 250 Ok`,
};
