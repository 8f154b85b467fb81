import { announcedLimit } from '../../smtp/extensions';
import { hasCode } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** One MAIL more than the recorded EHLO reply says that a session may have (RFC 9422 section 4.1). */
export const rule: Rule = {
  code: 'transactions-over-limit',
  group: 'conversation',
  severity: 'warning',
  checkStep: {
    on: ['MAIL'],
    find({ before, exchange, command }) {
      if (before.capabilities === undefined || command?.verb !== 'MAIL') return undefined;
      const limit = announcedLimit(before.capabilities, 'MAILMAX');
      // Only the first that is too many, as with recipients.
      if (limit === undefined || before.mails !== limit) return undefined;
      // The connection was closed at it, and what is recorded below is said on another one.
      if (hasCode(exchange, '421')) return undefined;
      return {
        message: `The server takes up to ${limit} ${limit === 1 ? 'message' : 'messages'} on a connection`,
        span: command.verbSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `With \`LIMITS MAILMAX=\` a server says how many \`MAIL\` commands it takes on one connection, those that it refuses counted as well (RFC 9422
section 4.1). One more gets a refusal, or the connection closed: what is left to send goes over a new one.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS MAILMAX=1
C: MAIL FROM:<ann@example.com>
S: 250
C: RSET
S: 250
C: MAIL FROM:<bob@example.com>`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS MAILMAX=2
C: MAIL FROM:<ann@example.com>
S: 250
C: RSET
S: 250
C: MAIL FROM:<bob@example.com>`,
};
