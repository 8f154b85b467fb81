import type { TranscriptDocument } from '../../syntax/document';
import { headerOf, type Message } from '../message';
import { lineAfter } from '../message/edits';
import type { SentMessage } from '../message/envelope';
import type { Finding, Rule, RuleDocumentation } from './rule';

/**
 * A message without Date, which every message has (RFC 5322 section 3.6). Servers for submission add one (RFC 6409 section
 * 8.1) and hardly any example has it, so this speaks only where the author took the trouble of a whole header.
 */
export const rule: Rule = {
  code: 'missing-date',
  group: 'message',
  severity: 'hint',
  checkMessage(sent, { document }) {
    const { message } = sent;
    if (message.headerEnd !== 'blank' || !message.complete) return undefined;
    if (headerOf(message, 'Date') !== undefined || headerOf(message, 'Resent-Date') !== undefined)
      return undefined;
    return isWhole(message) ? finding(document, sent) : undefined;
  },
};

export const documentation: RuleDocumentation = {
  why: `Every message says when it was written (RFC 5322 section 3.6). A server that mail is submitted to adds what is missing (RFC 6409 section
8.1), others pass the message on without it, and filters hold that against it. The hint speaks only of messages that have a \`From\` and a
\`Message-ID\` or \`MIME-Version\`: a short example draws nothing.`,
  bad: `C: DATA
S: 354
C: From: ann@example.com
C: To: bob@example.org
C: Message-ID: <1@client.example.com>
C:
C: How are you?
C: .
S: 250`,
  good: `C: DATA
S: 354
C: From: ann@example.com
C: To: bob@example.org
C: Date: {{$date}}
C: Message-ID: <1@client.example.com>
C:
C: How are you?
C: .
S: 250`,
};

function isWhole(message: Message): boolean {
  return (
    headerOf(message, 'From') !== undefined &&
    (headerOf(message, 'Message-ID') !== undefined || headerOf(message, 'MIME-Version') !== undefined)
  );
}

function finding(document: TranscriptDocument, { message, chunked }: SentMessage): Finding {
  const [first] = message.headers;
  const last = document.lines[message.headerRange.endLine - 1];
  return {
    message: 'The message has no Date',
    span: first?.nameSpan ?? last?.span ?? { start: 0, end: 0 },
    fixes:
      last === undefined || chunked
        ? []
        : [{ title: 'Add Date: {{$date}}', changes: [lineAfter(document, last, 'Date: {{$date}}')] }],
  };
}
