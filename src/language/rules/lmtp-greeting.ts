import { changeVerb } from '../conversationFixes';
import type { Rule, RuleDocumentation } from './rule';

/** EHLO or HELO to an LMTP server, or LHLO to one that speaks SMTP (RFC 2033 section 4.1). */
export const rule: Rule = {
  code: 'lmtp-greeting',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['EHLO', 'HELO', 'LHLO'],
    find({ command, outcome }, { document, model }) {
      const { endpoint } = model;
      if (endpoint.kind === 'unknown' || command === undefined) return undefined;
      const isLmtp = endpoint.endpoint.scheme === 'lmtp' || endpoint.endpoint.scheme === 'lmtp+unix';
      const isWrong = isLmtp
        ? command.meant === 'EHLO' || command.meant === 'HELO'
        : // Behind a port of its own, who typed `telnet` may well have reached an LMTP server.
          command.meant === 'LHLO' && SMTP_PORTS.has(endpoint.endpoint.port);
      if (!isWrong) return undefined;
      const verb = isLmtp ? 'LHLO' : 'EHLO';
      return {
        message: isLmtp
          ? `A client greets an LMTP server with LHLO, not with ${command.meant}`
          : 'LHLO is for LMTP; a client greets an SMTP server with EHLO',
        span: command.verbSpan,
        ...(outcome === 'accepted' ? { severity: 'warning' as const } : {}),
        fixes: [{ title: `Change to ${verb}`, changes: [changeVerb(document, command.verbSpan, verb)] }],
      };
    },
  },
};

const SMTP_PORTS: ReadonlySet<number> = new Set([25, 465, 587]);

export const documentation: RuleDocumentation = {
  why: `LMTP looks like SMTP, but its client says \`LHLO\`, so that neither side can mistake the other; \`EHLO\` and \`HELO\` are answered with 500 there, and \`LHLO\`
is by an SMTP server (RFC 2033 section 4.1). If the recorded reply accepts it, this is a warning.`,
  bad: `CONNECT lmtp://mail.example.com
S: 220 mail.example.com LMTP
C: EHLO client.example.com`,
  good: `CONNECT lmtp://mail.example.com
S: 220 mail.example.com LMTP
C: LHLO client.example.com`,
};
