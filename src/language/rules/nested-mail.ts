import { insertCommand } from '../conversationFixes';
import type { Rule, RuleDocumentation } from './rule';

/** MAIL while a transaction is open (RFC 5321 section 4.1.4). */
export const rule: Rule = {
  code: 'nested-mail',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['MAIL'],
    find(step, { document, model }) {
      const { command, before } = step;
      if (before.transaction !== 'yes' || command?.meant !== 'MAIL') return undefined;
      const changes = insertCommand(document, model, step, 'RSET', '250');
      return {
        message: 'A MAIL transaction is open already; end it with DATA or RSET before the next MAIL',
        span: command.verbSpan,
        fixes:
          changes === undefined
            ? []
            : [{ title: 'Insert RSET, which abandons the open transaction', changes }],
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `One transaction has one sender. A second \`MAIL\` before the first transaction has ended, with a message or with \`RSET\`, is answered with 503
(RFC 5321 section 4.1.4).`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: MAIL FROM:<carol@example.com>`,
  good: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RSET
S: 250 Ok
C: MAIL FROM:<carol@example.com>`,
};
