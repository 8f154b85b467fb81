import type { Rule, RuleDocumentation } from './rule';

/** A chunk after the last one (RFC 3030 section 2). */
export const rule: Rule = {
  code: 'bdat-after-last',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['BDAT'],
    find({ before, command }) {
      if (before.content !== 'last' || command?.meant !== 'BDAT') return undefined;
      return {
        message: 'The chunk before this one was the last of its message; a new message starts with MAIL',
        span: command.verbSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`LAST\` ends the message and with it the transaction. A \`BDAT\` after it is answered with 503, until there is a new \`MAIL\` (RFC 3030 section 2).`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: BDAT 0 LAST
S: 250 Ok
C: BDAT 0 LAST
S: 250 Ok`,
  good: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: BDAT 0
S: 250 Ok
C: BDAT 0 LAST
S: 250 Ok`,
};
