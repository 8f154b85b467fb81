import { announcedLimit } from '../../smtp/extensions';
import type { Rule, RuleDocumentation } from './rule';

/** One recipient more than the recorded EHLO reply says that a transaction may have (RFC 9422 section 4.2). */
export const rule: Rule = {
  code: 'recipients-over-limit',
  group: 'conversation',
  severity: 'warning',
  checkStep: {
    on: ['RCPT'],
    find(step) {
      const { before, command, transaction } = step;
      if (before.capabilities === undefined || command === undefined) return undefined;
      const limit = announcedLimit(before.capabilities, 'RCPTMAX');
      // Only the first that is too many: the others are so for the same reason.
      if (limit === undefined || transaction?.recipients[limit] !== step) return undefined;
      return { message: `The server takes up to ${limit} recipients for a message`, span: command.verbSpan };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `With \`LIMITS RCPTMAX=\` a server says how many recipients a transaction may have (RFC 9422 section 4.2). To one more it answers 452, and the
message goes out to the others only.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS RCPTMAX=1
C: MAIL FROM:<ann@example.com>
C: RCPT TO:<bob@example.org>
C: RCPT TO:<carol@example.org>`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS RCPTMAX=1
C: MAIL FROM:<ann@example.com>
C: RCPT TO:<bob@example.org>`,
};
