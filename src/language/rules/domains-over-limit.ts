import { announcedLimit } from '../../smtp/extensions';
import { newRecipientDomain } from '../conversationState';
import type { Rule, RuleDocumentation } from './rule';

/** A recipient of one domain more than the recorded EHLO reply says that a session may have (RFC 9422 section 4.3). */
export const rule: Rule = {
  code: 'domains-over-limit',
  group: 'conversation',
  severity: 'warning',
  checkStep: {
    on: ['RCPT'],
    find({ before, command }) {
      if (before.capabilities === undefined || command === undefined) return undefined;
      const limit = announcedLimit(before.capabilities, 'RCPTDOMAINMAX');
      // Only the first that is too many, as with recipients.
      if (limit === undefined || before.recipientDomains.length !== limit) return undefined;
      const path = command.path;
      if (path === undefined || newRecipientDomain(before, command) === undefined) return undefined;
      return {
        message: `The server takes recipients of up to ${limit} ${limit === 1 ? 'domain' : 'domains'} on a connection`,
        span: path.addressSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `With \`LIMITS RCPTDOMAINMAX=\` a server says of how many domains the recipients of a session may be, as one that picks its way of delivery by
the first of them does (RFC 9422 section 4.3). One of another domain gets a temporary refusal: it is for another connection.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS RCPTDOMAINMAX=1
C: MAIL FROM:<ann@example.com>
C: RCPT TO:<bob@example.org>
C: RCPT TO:<carol@example.net>`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS RCPTDOMAINMAX=1
C: MAIL FROM:<ann@example.com>
C: RCPT TO:<bob@example.org>
C: RCPT TO:<carol@example.org>`,
};
