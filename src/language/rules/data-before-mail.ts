import type { Rule, RuleDocumentation } from './rule';

/** DATA or BDAT where the text shows that no transaction is open (RFC 5321 section 4.1.4). */
export const rule: Rule = {
  code: 'data-before-mail',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['DATA', 'BDAT'],
    find({ before, command }) {
      if (before.transaction !== 'no') return undefined;
      if (command?.meant !== 'DATA' && command?.meant !== 'BDAT') return undefined;
      // A chunk after the last one is a mistake of its own: bdat-after-last.
      if (command.meant === 'BDAT' && before.content === 'last') return undefined;
      return { message: `${command.meant} comes before MAIL and RCPT`, span: command.verbSpan };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `A message needs its envelope first: \`MAIL\`, and \`RCPT\` for each recipient. Without them, servers answer \`DATA\` and \`BDAT\` with 503
(RFC 5321 section 4.1.4).`,
  bad: `C: RSET
S: 250 Ok
C: DATA
S: 354 Go ahead
C: .
S: 250 Ok`,
  good: `C: RSET
S: 250 Ok
C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: DATA
S: 354 Go ahead
C: .
S: 250 Ok`,
};
