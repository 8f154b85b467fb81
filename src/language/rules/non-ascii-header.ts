import { encodeWords } from '../../smtp/encodedWords';
import { findHeader } from '../../smtp/headers';
import type { TextChange } from '../../syntax/diagnostic';
import type { TranscriptDocument } from '../../syntax/document';
import { entitiesIn, type Header } from '../message';
import { mayHaveParameter } from '../message/envelope';
import { firstNotAscii } from '../message/literal';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A header in more than ASCII, in a transaction without SMTPUTF8 (RFC 5322 section 2.2, RFC 6532 section 3). */
export const rule: Rule = {
  code: 'non-ascii-header',
  group: 'message',
  severity: 'warning',
  checkMessage({ message, mail, chunked, step }, { document }) {
    // Where the server is shown not to take it, `non-ascii-not-offered` says so.
    if (mail === undefined || step.before.capabilities?.keywords.has('SMTPUTF8') === false) return undefined;
    const range = message.parts.length === 0 ? message.headerRange : message.range;
    if (firstNotAscii(document, range) === undefined || mayHaveParameter(mail, 'SMTPUTF8')) return undefined;
    return entitiesIn(message).flatMap(({ headers }) =>
      headers.flatMap((header) => finding(document, header, chunked) ?? []),
    );
  },
};

export const documentation: RuleDocumentation = {
  why: `Header fields are ASCII (RFC 5322 section 2.2): other characters stand in encoded words (RFC 2047), or the message is sent with \`SMTPUTF8\`, to a server
that offers it (RFC 6531). A server may refuse the message, and programs guess at its character set.`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250
C: RCPT TO:<bob@example.org>
S: 250
C: DATA
S: 354
C: From: ann@example.com
C: Subject: Grüße
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
C: Subject: =?utf-8?B?R3LDvMOfZQ==?=
C:
C: How are you?
C: .
S: 250`,
};

const NOT_ASCII = /[^\0-\x7f]/;

function finding({ text }: TranscriptDocument, header: Header, chunked: boolean): Finding | undefined {
  const span = header.valueSpans.find(({ start, end }) => NOT_ASCII.test(text.slice(start, end)));
  if (span === undefined) return undefined;
  const change = chunked ? undefined : encodedChange(header);
  return {
    message: `${header.name} is in more than ASCII: encode it (RFC 2047), or send MAIL with SMTPUTF8`,
    span,
    fixes: change === undefined ? [] : [{ title: `Encode ${header.name}`, changes: [change] }],
  };
}

/** Encodes what is text for people: a whole field, or the name before the one address in angle brackets. */
function encodedChange({ name, value, valueSpans }: Header): TextChange | undefined {
  const [span, ...more] = valueSpans;
  if (span === undefined || more.length > 0 || value.includes('{{')) return undefined;
  const kind = findHeader(name)?.kind;
  if (kind === 'text') return { span, newText: encodeWords(value) };
  if (kind !== 'address' && kind !== 'addresses') return undefined;
  const [, phrase, rest] = /^([^"<>(),:;@]*[^"<>(),:;@\s])(\s*<[!-~]+>)$/.exec(value) ?? [];
  return phrase === undefined ? undefined : { span, newText: `${encodeWords(phrase)}${rest ?? ''}` };
}
