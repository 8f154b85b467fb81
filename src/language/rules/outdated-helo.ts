import type { Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** HELO to a server that calls itself ESMTP in its greeting, so EHLO would serve (RFC 5321 section 3.2). */
export const rule: Rule = {
  code: 'outdated-helo',
  group: 'style',
  severity: 'hint',
  *checkTranscript({ document, model: { steps } }) {
    let extended = false;
    for (const step of steps) {
      extended ||= isExtendedGreeting(document.text, step);
      const { command } = step;
      if (command?.verb === 'EHLO') return; // HELO after it is the fall-back, and may be tested
      if (command?.verb !== 'HELO' || !extended || isRefused(step)) continue;
      const start = command.span.start + command.text.toUpperCase().indexOf('HELO');
      const span = { start, end: start + 4 };
      const lower = command.text.trimStart().startsWith('helo');
      yield {
        message: 'The server speaks ESMTP: EHLO greets it, and tells what it offers',
        span,
        fixes: [{ title: 'Change to EHLO', changes: [{ span, newText: lower ? 'ehlo' : 'EHLO' }] }],
      };
      return;
    }
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

function isExtendedGreeting(text: string, { exchange: { request, replies } }: Step): boolean {
  if (request !== undefined) return false;
  return replies.some(({ lines }) =>
    lines.some(
      ({ pattern }) =>
        pattern.kind === 'reply' &&
        pattern.code.start < pattern.code.end &&
        text.startsWith('220', pattern.code.start) &&
        /\bESMTP\b/.test(pattern.text?.value ?? ''),
    ),
  );
}
