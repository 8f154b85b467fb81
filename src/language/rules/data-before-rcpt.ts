import type { Rule, RuleDocumentation } from './rule';

/** DATA or BDAT in a transaction that has no recipient (RFC 5321 section 3.3). */
export const rule: Rule = {
  code: 'data-before-rcpt',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['DATA', 'BDAT'],
    find({ before, command }) {
      if (before.recipients !== 'none' || before.transaction !== 'yes') return undefined;
      if (before.content !== 'none' || (command?.meant !== 'DATA' && command?.meant !== 'BDAT'))
        return undefined;
      return {
        message: `${command.meant} comes before RCPT: nobody is to get the message`,
        span: command.verbSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `A message without a recipient goes nowhere: a server answers \`DATA\` with 503 or 554 if no \`RCPT\` came before it (RFC 5321 section 3.3).`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: DATA
S: 354 Go ahead
C: .
S: 250 Ok`,
  good: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: DATA
S: 354 Go ahead
C: .
S: 250 Ok`,
};
