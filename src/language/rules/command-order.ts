import type { Exchange } from '../../syntax/document';
import type { Command, Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Finding, Rule } from './rule';

/**
 * Commands in an order that RFC 5321 section 4.1.4 does not allow, where the text shows it: a transcript may begin in the
 * middle, so what is not there is no evidence.
 */
export const rule: Rule = {
  code: 'command-order',
  severity: 'error',
  *check({ conversations }) {
    for (const { steps } of conversations.transcripts) {
      for (const [at, step] of steps.entries()) {
        if (step.command === undefined || isRefused(step)) continue;
        const found = contradiction(step, step.command, steps[at + 1]);
        if (found !== undefined) yield { span: verbSpan(step.command), ...found };
      }
    }
  },
};

function contradiction(
  { before, exchange, outcome }: Step,
  command: Command,
  next: Step | undefined,
): Omit<Finding, 'span'> | undefined {
  switch (command.meant) {
    case 'MAIL':
      if (before.transaction === 'yes')
        return {
          message: 'A MAIL transaction is open already; end it with DATA or RSET before the next MAIL',
        };
      if (before.greeted !== 'no') return undefined;
      return {
        message: 'MAIL comes before EHLO: the client introduces itself first',
        // Many a server lets it pass, and the text shows that this one does.
        ...(outcome === 'accepted' ? { severity: 'warning' } : {}),
      };
    case 'RCPT':
      return before.transaction === 'no' ? { message: 'RCPT comes before MAIL' } : undefined;
    case 'DATA':
    case 'BDAT':
      if (before.transaction === 'no') return { message: `${command.meant} comes before MAIL and RCPT` };
      if (before.transaction === 'unknown') return undefined;
      if (before.recipients === 'none')
        return { message: `${command.meant} comes before RCPT: nobody is to get the message` };
      if (before.recipients !== 'refused' || endsInRefusal(exchange, next)) return undefined;
      return { message: `${command.meant} comes though every recipient was refused` };
    default:
      return undefined;
  }
}

/**
 * In a pipelined group DATA is on its way before the refusals arrive; a server that then says 354 refuses the message
 * instead (RFC 2920 section 3.1).
 */
function endsInRefusal({ grouped }: Exchange, next: Step | undefined): boolean {
  return grouped || (next?.exchange.request?.kind === 'content' && isRefused(next));
}

function verbSpan({ text, span, verb }: Command): Finding['span'] {
  const start = span.start + (text.length - text.trimStart().length);
  return { start, end: start + verb.length };
}
