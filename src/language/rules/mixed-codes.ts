import type { Rule, RuleDocumentation } from './rule';

/** A reply whose lines have different codes. */
export const rule: Rule = { code: 'mixed-codes', group: 'syntax', severity: 'error', foundBy: 'parser' };

export const documentation: RuleDocumentation = {
  why: `All lines of one reply carry the same code (RFC 5321 section 4.2.1). A hyphen after the code says that another line of the same reply
follows.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 251 SIZE 10240000`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 SIZE 10240000`,
};
