import type { Finding, Rule, RuleDocumentation } from './rule';

/** A declared size above what the recorded EHLO reply says the server takes (RFC 1870 section 6.1). */
export const rule: Rule = {
  code: 'size-over-limit',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['MAIL'],
    find({ before, command, outcome }) {
      const offered = before.capabilities?.keywords.get('SIZE')?.[0];
      if (offered === undefined || command?.verb !== 'MAIL' || command.parameters.length === 0)
        return undefined;
      let found: Finding[] | undefined;
      for (const { name, value, span } of command.parameters) {
        if (name !== 'SIZE') continue;
        const limit = octets(offered);
        const declared = octets(value);
        // No number, or 0, means that no fixed limit is in force.
        if (limit === undefined || limit === 0n || declared === undefined || declared <= limit) continue;
        (found ??= []).push({
          message: `The server takes messages of up to ${limit} octets`,
          span,
          ...(outcome === 'accepted' ? { severity: 'warning' as const } : {}),
        });
      }
      return found;
    },
  },
};

/** Of up to 20 digits, which are more than a number holds. */
function octets(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}

export const documentation: RuleDocumentation = {
  why: `The number behind \`SIZE\` in the reply to \`EHLO\` is the largest message that the server takes. It answers a \`MAIL\` that declares more with 552 (RFC 1870
section 6.1). If the recorded reply accepts it, this is a warning.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 SIZE 10240000
C: MAIL FROM:<ann@example.com> SIZE=20000000`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 SIZE 10240000
C: MAIL FROM:<ann@example.com> SIZE=2000000`,
};
