import { validate } from '../../src/language/diagnostics';
import { parse } from '../../src/syntax/parse';
import type { Measurement } from './bench';
import { times } from './median';

const LINES = 100_000;
const CONVERSATION = `### Message
# @timeout 10s
telnet mail.example.com 25
S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250-mail.example.com
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250 DSN
C: MAIL FROM:<alice@example.com>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: From: Alice <alice@example.com>
C: To: bob@example.com
C: Date: Mon, 23 Nov 2026 10:00:00 +0000
C: Subject: A message
C:
C: The text of the message, a line of ordinary length that says nothing.
C: .
S: 250 2.0.0 Ok: queued as 4C36923E0BC
C: QUIT
S: 221 2.0.0 Bye
`;

/** Parsing and validating against splitting the text and testing each line with one regular expression. */
export function measureParsing(): Measurement[] {
  const text = CONVERSATION.repeat(LINES / (CONVERSATION.split('\n').length - 1));
  let matches = 0;
  const reference = times(() => {
    for (const line of text.split('\n')) if (/^(?:[CS][!?]?:|#|@|telnet )/.test(line)) matches++;
  });
  const parsing = times(() => void parse(text));
  const validating = times(() => void validate(parse(text)));
  if (matches === 0) throw new Error('the reference did nothing');
  const rate = (milliseconds: number): string =>
    `${Math.round(LINES / milliseconds).toLocaleString('en')} lines per ms`;
  const against = 'split and one regular expression per line';
  return [
    {
      what: `Parse ${LINES.toLocaleString('en')} lines`,
      reference: against,
      milliseconds: parsing,
      referenceMilliseconds: reference,
      rate: rate(parsing),
    },
    {
      what: `Parse and validate ${LINES.toLocaleString('en')} lines`,
      reference: against,
      milliseconds: validating,
      referenceMilliseconds: reference,
      rate: rate(validating),
    },
  ];
}
