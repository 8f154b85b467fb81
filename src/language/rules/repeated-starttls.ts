import { removeExchange } from '../conversationFixes';
import type { Rule, RuleDocumentation } from './rule';

/** STARTTLS where the text shows TLS to be active (RFC 3207 section 4). */
export const rule: Rule = {
  code: 'repeated-starttls',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['STARTTLS'],
    find(step, { document }) {
      const { before, command } = step;
      if (before.tls !== 'yes' || command?.meant !== 'STARTTLS') return undefined;
      const changes = removeExchange(document, step);
      return {
        message: 'TLS is active already: there is nothing left to start',
        span: command.verbSpan,
        fixes: changes === undefined ? [] : [{ title: 'Remove STARTTLS', changes }],
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`STARTTLS\` is for a connection in clear. Over \`smtps://\`, \`smtp+starttls://\` and after a \`STARTTLS\` that succeeded, TLS is active, and a client must
not ask again (RFC 3207 section 4).`,
  bad: `CONNECT smtps://mail.example.com
S: 220 mail.example.com ESMTP
C: STARTTLS
S: 220 Go ahead`,
  good: `CONNECT smtp://mail.example.com
S: 220 mail.example.com ESMTP
C: STARTTLS
S: 220 Go ahead`,
};
