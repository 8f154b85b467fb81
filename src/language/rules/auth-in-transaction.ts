import { insertCommand } from '../conversationFixes';
import type { Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** AUTH inside a mail transaction (RFC 4954 section 4). */
export const rule: Rule = {
  code: 'auth-in-transaction',
  group: 'conversation',
  severity: 'error',
  *checkTranscript({ document, model }) {
    const { steps } = model;
    for (let at = 0; at < steps.length; at++) {
      const step = steps[at];
      if (step?.before.transaction !== 'yes' || step.command?.meant !== 'AUTH' || isRefused(step)) continue;
      const changes = goesOn(steps, at) ? undefined : insertCommand(document, model, step, 'RSET', '250');
      yield {
        message: 'AUTH stands inside a mail transaction; it comes before MAIL',
        span: step.command.verbSpan,
        fixes:
          changes === undefined
            ? []
            : [{ title: 'Insert RSET, which abandons the open transaction', changes }],
      };
    }
  },
};

/** Whether the transaction goes on behind the AUTH: then it was not meant to be abandoned. */
function goesOn(steps: readonly Step[], at: number): boolean {
  for (const { command, exchange } of steps.slice(at + 1)) {
    if (exchange.request?.kind === 'response') continue;
    switch (command?.meant) {
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
