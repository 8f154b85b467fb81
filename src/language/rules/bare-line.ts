import type { Rule, RuleDocumentation } from './rule';

/** A line without `C:` or `S:` where the lines around it have one. */
export const rule: Rule = { code: 'bare-line', group: 'syntax', severity: 'error', foundBy: 'parser' };

export const documentation: RuleDocumentation = {
  why: `In a transcript whose first line of dialogue starts with \`C:\` or \`S:\` every line of the conversation starts with one of them. Of any
other line nobody knows whether the client sends it or the server is expected to.`,
  bad: `S: 220 mail.example.com ESMTP
C: EHLO client.example.com
250 mail.example.com`,
  good: `S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250 mail.example.com`,
};
