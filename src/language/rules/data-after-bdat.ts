import type { Rule, RuleDocumentation } from './rule';

/** DATA in a transaction whose message was begun with BDAT (RFC 3030 section 2). */
export const rule: Rule = {
  code: 'data-after-bdat',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['DATA'],
    find({ before, command }) {
      if (before.content !== 'chunks' || command?.meant !== 'DATA') return undefined;
      return {
        message: 'A message that was begun with BDAT goes on with BDAT: DATA and BDAT do not mix',
        span: command.verbSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `A transaction has its message either from \`DATA\` or from \`BDAT\`. To \`DATA\` after a chunk the server answers 503 (RFC 3030 section 2).`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: BDAT 0
S: 250 Ok
C: DATA
S: 354 Go ahead
C: .
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
