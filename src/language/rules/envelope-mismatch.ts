import type { Mailbox } from '../../smtp/address';
import type { Command } from '../conversationModel';
import { headerOf, type Header, type Message } from '../message';
import { areRelated, mailboxesIn } from '../message/addresses';
import { mailboxOf, type SentMessage } from '../message/envelope';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** Header and envelope that name different people, where nothing in the message explains it. */
export const rule: Rule = {
  code: 'envelope-mismatch',
  group: 'message',
  severity: 'hint',
  checkMessage(sent) {
    const from = sender(sent);
    const to = recipient(sent);
    if ((from === undefined && to === undefined) || isExplained(sent.message)) return undefined;
    return from === undefined || to === undefined ? (from ?? to) : [from, to];
  },
};

export const documentation: RuleDocumentation = {
  why: `The envelope (\`MAIL FROM\`, \`RCPT TO\`) decides where a message and its bounces go; the header is what a reader sees (RFC 5321 section
2.3.1). They may differ, as they do for lists and forwarded mail, but a sender of another domain fails DMARC (RFC 7489 section 3.1), and in a file
written by hand it is mostly a slip. Messages with \`Sender\`, \`List-Id\`, \`Resent-From\` or \`Received\` draw nothing.`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250
C: RCPT TO:<bob@example.org>
S: 250
C: DATA
S: 354
C: From: ann@example.net
C: To: bob@example.org
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
C:
C: How are you?
C: .
S: 250`,
};

/** Fields of messages that a list, a forwarder or another server had in hand: there envelope and header are expected to differ. */
const EXPLANATIONS = [
  'Sender',
  'List-Id',
  'List-Unsubscribe',
  'Received',
  'Resent-From',
  'Resent-To',
  'Delivered-To',
  'Auto-Submitted',
  'Precedence',
];

/** Local parts of addresses that are there for bounces. */
const FOR_BOUNCES = /bounce|return|owner-|-owner|-request|no-?reply|postmaster|mailer-daemon|[+=]/i;

function isExplained(message: Message): boolean {
  return EXPLANATIONS.some((name) => headerOf(message, name) !== undefined);
}

function sender({ message, mail }: SentMessage): Finding | undefined {
  const header = headerOf(message, 'From');
  if (header !== undefined && mail !== undefined && isWritten(header.value, mail)) return undefined;
  const envelope = mail === undefined ? undefined : mailboxOf(mail);
  if (header === undefined || mail === undefined || envelope?.domain === undefined) return undefined;
  if (FOR_BOUNCES.test(envelope.local) || isLiteral(envelope.domain)) return undefined;
  const [author, ...more] = mailboxesIn(header.value) ?? [];
  if (author === undefined || more.length > 0 || isLiteral(author.domain)) return undefined;
  if (areRelated(author.domain, envelope.domain)) return undefined;
  return {
    message: `From is of ${author.domain}, and MAIL FROM of ${envelope.domain}`,
    span: spanOf(header),
  };
}

function recipient({ message, recipients, step }: SentMessage): Finding | undefined {
  const header = headerOf(message, 'To');
  if (header === undefined || recipients.length === 0 || !message.complete) return undefined;
  const { value } = header;
  for (const command of recipients) if (isWritten(value, command)) return undefined;
  const named = allRecipients(message);
  if (named === undefined) return undefined;
  const addresses = new Set(named.map(keyOf));
  for (const command of recipients) {
    const mailbox = mailboxOf(command);
    // Who cannot be read, or is nobody in particular, may be meant.
    if (mailbox?.domain === undefined || isLiteral(mailbox.domain) || addresses.has(keyOf(mailbox)))
      return undefined;
  }
  // Who was refused was named all the same.
  for (const { command } of step.transaction?.recipients ?? []) {
    const mailbox = command === undefined ? undefined : mailboxOf(command);
    if (mailbox !== undefined && addresses.has(keyOf(mailbox))) return undefined;
  }
  return {
    message: 'Nobody of those whom the header names is a recipient of the envelope (RCPT TO)',
    span: spanOf(header),
  };
}

/**
 * Whether the value of a field ends with the address that a command has, be it in brackets: nearly every one does, so that nothing
 * has to be read any closer. What stands before it may only make several of it, or something that can't be read.
 */
function isWritten(value: string, { path }: Command): boolean {
  const address = path?.parsed.mailbox?.domain === undefined ? undefined : path.parsed.address;
  if (address === undefined || address.includes('"')) return false;
  if (!value.endsWith('>')) return value === address;
  const start = value.length - address.length - 2;
  return value.endsWith(address, value.length - 1) && value.indexOf('<') === start;
}

/** Everybody in To, Cc and Bcc; undefined if one of the fields can't be read. */
function allRecipients(message: Message): readonly Mailbox[] | undefined {
  const found: Mailbox[] = [];
  for (const header of message.headers) {
    if (!/^(?:to|b?cc)$/i.test(header.name)) continue;
    const mailboxes = mailboxesIn(header.value);
    if (mailboxes === undefined) return undefined;
    found.push(...mailboxes);
  }
  return found;
}

function keyOf({ local, domain = '' }: Mailbox): string {
  // What follows a plus sign names a folder of the same mailbox at many a server.
  return `${local.replace(/\+.*$/s, '')}@${domain}`.toLowerCase();
}

function isLiteral(domain: string): boolean {
  return domain.startsWith('[');
}

function spanOf({ valueSpans, nameSpan }: Header): { start: number; end: number } {
  return valueSpans.find(({ start, end }) => end > start) ?? nameSpan;
}
