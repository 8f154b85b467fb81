import type { TranscriptDocument } from '../../syntax/document';
import type { Command } from '../conversationModel';
import { headerOf } from '../message';
import { lineBefore } from '../message/edits';
import { mailboxOf, type SentMessage } from '../message/envelope';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A message without From, which every message has (RFC 5322 section 3.6). */
export const rule: Rule = {
  code: 'missing-from',
  group: 'message',
  severity: 'warning',
  checkMessage(sent, { document }) {
    const { message } = sent;
    if (message.headerEnd !== 'blank' || !message.complete) return undefined;
    if (headerOf(message, 'From') !== undefined || headerOf(message, 'Resent-From') !== undefined)
      return undefined;
    return isWhole(sent) ? finding(document, sent) : undefined;
  },
};

export const documentation: RuleDocumentation = {
  why: `Every message says who wrote it (RFC 5322 section 3.6); many servers refuse one that does not. The envelope's \`MAIL FROM\` is something else:
it is where bounces go, and no reader sees it. A fragment with nothing but a subject, as examples have it, draws nothing.`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250
C: RCPT TO:<bob@example.org>
S: 250
C: DATA
S: 354
C: To: bob@example.org
C: Subject: Hello
C:
C: How are you?
C: .
S: 250`,
  good: `C: MAIL FROM:<ann@example.com>
S: 250
C: RCPT TO:<bob@example.org>
S: 250
C: DATA
S: 354
C: From: ann@example.com
C: To: bob@example.org
C: Subject: Hello
C:
C: How are you?
C: .
S: 250`,
};

/** Whether somebody wrote a header in earnest: with recipients or a date, and not only the subject of an example. */
function isWhole({ message }: SentMessage): boolean {
  const written = ['To', 'Cc', 'Date', 'Message-ID', 'MIME-Version'];
  return message.headers.length > 1 && written.some((name) => headerOf(message, name) !== undefined);
}

function finding(document: TranscriptDocument, { message, mail, chunked }: SentMessage): Finding {
  const [first] = message.headers;
  const line = document.lines[first?.range.firstLine ?? message.range.firstLine];
  const address = mail === undefined ? undefined : addressOf(mail);
  return {
    message: 'The message has no From: every message says who wrote it',
    span: first?.nameSpan ?? line?.span ?? { start: 0, end: 0 },
    fixes:
      address === undefined || line === undefined || chunked
        ? []
        : [{ title: `Add From: ${address}`, changes: [lineBefore(document, line, `From: ${address}`)] }],
  };
}

function addressOf(mail: Command): string | undefined {
  const mailbox = mailboxOf(mail);
  return mailbox?.domain === undefined ? undefined : `${mailbox.local}@${mailbox.domain}`;
}
