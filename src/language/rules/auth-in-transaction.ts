import { insertCommand } from '../conversationFixes';
import type { Step } from '../conversationModel';
import type { Rule, RuleDocumentation } from './rule';

/** AUTH inside a mail transaction (RFC 4954 section 4). */
export const rule: Rule = {
  code: 'auth-in-transaction',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['AUTH'],
    find(step, { document, model }) {
      const { before, command } = step;
      if (before.transaction !== 'yes' || command?.meant !== 'AUTH') return undefined;
      const changes = goesOn(step) ? undefined : insertCommand(document, model, step, 'RSET', '250');
      return {
        message: 'AUTH stands inside a mail transaction; it comes before MAIL',
        span: command.verbSpan,
        fixes:
          changes === undefined
            ? []
            : [{ title: 'Insert RSET, which abandons the open transaction', changes }],
      };
    },
  },
};

/** Whether the transaction goes on behind the AUTH: then it was not meant to be abandoned. */
function goesOn(step: Step): boolean {
  for (let { next } = step; next !== undefined; { next } = next) {
    if (next.exchange.request?.kind === 'response') continue;
    switch (next.command?.meant) {
      case 'NOOP':
      case 'VRFY':
      case 'EXPN':
      case 'HELP':
      case 'AUTH':
        continue;
      case 'RCPT':
      case 'DATA':
      case 'BDAT':
        return true;
      default:
        return false;
    }
  }
  return false;
}

export const documentation: RuleDocumentation = {
  why: `\`AUTH\` is not allowed between \`MAIL\` and the end of the message; servers answer 503 (RFC 4954 section 4).`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: AUTH PLAIN {{$plain ann {{$secret ann}}}}
S: 235 2.7.0 Authentication successful`,
  good: `C: AUTH PLAIN {{$plain ann {{$secret ann}}}}
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<ann@example.com>
S: 250 Ok`,
};
