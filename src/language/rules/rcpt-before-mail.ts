import type { Rule, RuleDocumentation } from './rule';

/** RCPT where the text shows that no transaction is open (RFC 5321 section 4.1.4). */
export const rule: Rule = {
  code: 'rcpt-before-mail',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['RCPT'],
    find({ before, command }) {
      if (before.transaction !== 'no' || command?.meant !== 'RCPT') return undefined;
      return {
        message: 'RCPT comes before MAIL: a transaction starts with its sender',
        span: command.verbSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`MAIL\` starts a transaction, and only then are there recipients to be named. The end of a message, \`RSET\` and \`EHLO\` end the transaction, so
that the next one needs a \`MAIL\` of its own. Servers answer 503 (RFC 5321 section 4.1.4).`,
  bad: `C: RSET
S: 250 Ok
C: RCPT TO:<bob@example.org>`,
  good: `C: RSET
S: 250 Ok
C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>`,
};
