import type { Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** DATA or BDAT though every recipient was refused (RFC 5321 section 3.3). */
export const rule: Rule = {
  code: 'no-valid-recipient',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['DATA', 'BDAT'],
    find(step) {
      const { before, command } = step;
      if (before.recipients !== 'refused' || before.transaction !== 'yes') return undefined;
      if (command?.meant !== 'DATA' && command?.meant !== 'BDAT') return undefined;
      if (before.content !== 'none' || endsInRefusal(step)) return undefined;
      return { message: `${command.meant} comes though every recipient was refused`, span: command.verbSpan };
    },
  },
};

/**
 * In a pipelined group DATA is on its way before the refusals arrive; a server that then says 354 refuses the message
 * instead (RFC 2920 section 3.1).
 */
function endsInRefusal({ exchange, next }: Step): boolean {
  return exchange.grouped || (next?.exchange.request?.kind === 'content' && isRefused(next));
}

export const documentation: RuleDocumentation = {
  why: `Where every recipient was refused there is nobody left to send the message to: a server refuses \`DATA\` with 503 or 554 (RFC 5321 section 3.3).
A pipelined group may end like this, because \`DATA\` is on its way before the refusals arrive (RFC 2920 section 3.1).`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<nobody@example.org>
S: 550 No such user
C: DATA
S: 354 Go ahead
C: .
S: 250 Ok`,
  good: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<nobody@example.org>
S: 550 No such user
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: DATA
S: 354 Go ahead
C: .
S: 250 Ok`,
};
