import type { Command } from '../conversationModel';
import { mayHaveParameter } from '../message/envelope';
import { firstNotAscii } from '../message/literal';
import type { Fix } from '../../syntax/diagnostic';
import type { Rule, RuleDocumentation } from './rule';

/** A body in more than ASCII, sent without BODY=8BITMIME to a server that offers it (RFC 6152 section 3). */
export const rule: Rule = {
  code: 'non-ascii-body',
  group: 'message',
  severity: 'hint',
  checkMessage({ message, mail, step }, { document }) {
    // Where the server is shown not to take it, `non-ascii-not-offered` says so, and where nothing is shown it may be in order.
    if (mail === undefined || step.before.capabilities?.keywords.has('8BITMIME') !== true) return undefined;
    const span = firstNotAscii(document, message.body);
    if (span === undefined || mayHaveParameter(mail, 'BODY') || mayHaveParameter(mail, 'SMTPUTF8'))
      return undefined;
    return {
      message: 'The body is in more than ASCII: MAIL says so with BODY=8BITMIME',
      span,
      fixes: [withParameter(mail)],
    };
  },
};

export const documentation: RuleDocumentation = {
  why: `Without \`BODY=8BITMIME\` a message is ASCII (RFC 6152 section 3). A server that offers \`8BITMIME\` mostly takes other octets all the same; told by the
parameter, it knows to keep them, or to encode the message for a server that does not take them.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 8BITMIME
C: MAIL FROM:<ann@example.com>
S: 250
C: RCPT TO:<bob@example.org>
S: 250
C: DATA
S: 354
C: Subject: Hello
C:
C: Grüße
C: .
S: 250`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 8BITMIME
C: MAIL FROM:<ann@example.com> BODY=8BITMIME
S: 250
C: RCPT TO:<bob@example.org>
S: 250
C: DATA
S: 354
C: Subject: Hello
C:
C: Grüße
C: .
S: 250`,
};

function withParameter({ argumentSpan: { end } }: Command): Fix {
  return {
    title: 'Add BODY=8BITMIME to MAIL',
    changes: [{ span: { start: end, end }, newText: ' BODY=8BITMIME' }],
  };
}
