import { insertCommand } from '../conversationFixes';
import type { Rule, RuleDocumentation } from './rule';

/** MAIL before the client has introduced itself (RFC 5321 section 4.1.1.1), where the text shows the greeting and no EHLO. */
export const rule: Rule = {
  code: 'mail-before-ehlo',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['MAIL'],
    find(step, { document, model }) {
      const { command, before } = step;
      if (before.greeted !== 'no' || command?.meant !== 'MAIL') return undefined;
      const { endpoint } = model;
      const isLmtp = endpoint.kind === 'endpoint' && endpoint.endpoint.scheme.startsWith('lmtp');
      const verb = isLmtp ? 'LHLO' : 'EHLO';
      const changes = insertCommand(document, model, step, `${verb} {{$hostname}}`, '250');
      return {
        message: `MAIL comes before ${verb}: the client introduces itself first`,
        span: command.verbSpan,
        // Many a server lets it pass, and the text shows that this one does.
        ...(step.outcome === 'accepted' ? { severity: 'warning' as const } : {}),
        fixes: changes === undefined ? [] : [{ title: `Insert ${verb}`, changes }],
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `A client introduces itself with \`EHLO\` (or \`HELO\`) before it starts a mail transaction (RFC 5321 section 4.1.1.1). Most servers answer
\`MAIL\` with 503 until it has. If the recorded reply accepts it, this is a warning.`,
  bad: `S: 220 mail.example.com ESMTP
C: MAIL FROM:<ann@example.com>`,
  good: `S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250 mail.example.com
C: MAIL FROM:<ann@example.com>`,
};
