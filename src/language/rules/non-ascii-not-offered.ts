import type { Content, TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import type { Step } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/**
 * Octets above 127 for a server whose recorded EHLO reply does not offer to take them: in an address or a header without
 * SMTPUTF8 (RFC 6531 section 3.1), or in a message without 8BITMIME (RFC 6152 section 3).
 */
export const rule: Rule = {
  code: 'non-ascii-not-offered',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['MAIL', 'RCPT', 'BDAT', 'content'],
    find(step, { document }) {
      const offered = step.before.capabilities?.keywords;
      if (offered === undefined || offered.has('SMTPUTF8')) return undefined;
      const { request } = step.exchange;
      if (request?.kind === 'content') return inContent(document, request.content, offered);
      if (request?.kind !== 'command') return undefined;
      if (request.chunk !== undefined) return inContent(document, request.chunk, offered);
      const path = step.command?.path;
      return path?.parsed.utf8 === true ? inAddress(step, path.addressSpan) : undefined;
    },
  },
};

function inAddress({ outcome }: Step, span: Span): Finding {
  return {
    message: 'The server does not offer SMTPUTF8, so that addresses are ASCII only',
    span,
    ...severityIfAccepted(outcome),
  };
}

/** The first line that the server did not offer to take. */
function inContent(
  { text }: TranscriptDocument,
  { lines, terminator }: Content,
  offered: ReadonlyMap<string, unknown>,
): Finding | undefined {
  const end = (terminator ?? lines.at(-1))?.span.end;
  const start = lines[0]?.span.start;
  if (start === undefined || end === undefined || !NON_ASCII.test(text.slice(start, end))) return undefined;
  const is8bit = offered.has('8BITMIME') || offered.has('BINARYMIME');
  for (const line of lines) {
    const value = text.slice(line.value.start, line.value.end);
    // The rest is the body, which 8BITMIME allows.
    if (is8bit && value.trim() === '') return undefined;
    if (line.kind !== 'content' || !NON_ASCII.test(value)) continue;
    return {
      message: is8bit
        ? 'The server does not offer SMTPUTF8, so that headers are ASCII only; encode the words (RFC 2047)'
        : 'The server does not offer 8BITMIME, so that messages are ASCII only; use quoted-printable or base64',
      span: line.value,
      severity: 'warning',
    };
  }
  return undefined;
}

const NON_ASCII = /[^\0-\x7f]/;

export const documentation: RuleDocumentation = {
  why: `SMTP is ASCII unless the server offers more: \`8BITMIME\` for other octets in the body (RFC 6152), \`SMTPUTF8\` for UTF-8 in addresses and headers (RFC 6531).
Without the offer, an address that is not ASCII is refused, and a message may be refused or arrive damaged. In a message this is a warning.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 8BITMIME
C: MAIL FROM:<žofie@example.com>`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 8BITMIME
C: MAIL FROM:<zofie@example.com>`,
};
