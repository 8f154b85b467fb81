import type { Exchange } from '../../syntax/document';
import type { Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** HELO to a server that calls itself ESMTP in its greeting, so EHLO would serve (RFC 5321 section 3.2). */
export const rule: Rule = {
  code: 'outdated-helo',
  group: 'style',
  severity: 'hint',
  checkStep: {
    on: ['HELO'],
    find(step) {
      const { command } = step;
      if (command?.verb !== 'HELO' || !answersEsmtp(step)) return undefined;
      const start = command.span.start + command.text.toUpperCase().indexOf('HELO');
      const span = { start, end: start + 4 };
      const lower = command.text.trimStart().startsWith('helo');
      return {
        message: 'The server speaks ESMTP: EHLO greets it, and tells what it offers',
        span,
        fixes: [{ title: 'Change to EHLO', changes: [{ span, newText: lower ? 'ehlo' : 'EHLO' }] }],
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `The greeting says \`ESMTP\`, so the server knows \`EHLO\`, and a client uses it wherever it can (RFC 5321 section 3.2). After \`HELO\` no extension
may be used: no \`STARTTLS\`, no \`AUTH\`, no \`SIZE\`.`,
  bad: `S: 220 mail.example.com ESMTP
C: HELO client.example.com
S: 250 mail.example.com`,
  good: `S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250 mail.example.com`,
};

/** Whether it is the first that the client says to a server that calls itself ESMTP. Goes back to the HELO before it at most. */
function answersEsmtp({ previous }: Step): boolean {
  for (let step = previous; step !== undefined; step = step.previous) {
    const verb = step.command?.verb;
    // HELO after EHLO is the fall-back, and may be tested.
    if (verb === 'EHLO' || (verb === 'HELO' && !isRefused(step))) return false;
    if (isExtendedGreeting(step.exchange)) return true;
  }
  return false;
}

function isExtendedGreeting({ request, replies }: Exchange): boolean {
  if (request !== undefined) return false;
  return replies.some(({ lines }) =>
    lines.some(
      ({ pattern }) =>
        pattern.kind === 'reply' && pattern.codes[0] === '220' && /\bESMTP\b/.test(pattern.text?.value ?? ''),
    ),
  );
}
