import type { ConversationSnippet } from './snippets';

const EHLO = ['C: EHLO [[client.example.com]]', 'S: 250'];
const ENVELOPE = [
  'C: MAIL FROM:<[[user@example.com]]>',
  'S: 250',
  'C: RCPT TO:<[[someone@example.net]]>',
  'S: 250',
];
const HEADERS = [
  'C: From: <[[user@example.com]]>',
  'C: To: <[[someone@example.net]]>',
  'C: Subject: [[A test]]',
  'C: Date: {{$date}}',
  'C: Message-ID: {{$messageId}}',
];
const BODY = ['C:', 'C: [[Hello.]]'];
const CONTENT = ['C: DATA', 'S: 354', ...HEADERS, ...BODY, 'C: .', 'S: 250'];
const QUIT = ['C: QUIT', 'S: 221'];

const PLAIN_PORT = 'CONNECT smtp://[[mail.example.com]]:25';
const SUBMISSION = 'CONNECT smtp://[[mail.example.com]]:587';
const STARTTLS = 'CONNECT smtp+starttls://[[mail.example.com]]:587';
const IMPLICIT_TLS = 'CONNECT smtps://[[mail.example.com]]:465';

const USER = '[[user@example.com]]';
const SECRET = '{{$secret [[work]]}}';
const LOGIN = [`C: AUTH PLAIN {{$plain ${USER} ${SECRET}}}`, 'S: 235'];

/** The kinds of conversations, the common ones first. */
export const CONVERSATIONS: readonly ConversationSnippet[] = [
  {
    label: 'Submission with STARTTLS and AUTH',
    summary:
      'Greets, turns TLS on, greets again, logs in and sends a message (RFC 6409, RFC 3207, RFC 4954).',
    connection: SUBMISSION,
    dialogue: [
      'S: 220',
      ...EHLO,
      'C: STARTTLS',
      'S: 220',
      ...EHLO,
      ...LOGIN,
      ...ENVELOPE,
      ...CONTENT,
      ...QUIT,
    ],
  },
  {
    label: 'Submission over TLS (implicit)',
    summary:
      'TLS from the first byte, on port 465 (RFC 8314 section 3.3): greets, logs in and sends a message.',
    connection: IMPLICIT_TLS,
    dialogue: ['S: 220', ...EHLO, ...LOGIN, ...ENVELOPE, ...CONTENT, ...QUIT],
  },
  {
    label: 'Submission in plain text',
    summary: 'Sends a message without TLS and without logging in, as servers do among each other on port 25.',
    connection: PLAIN_PORT,
    dialogue: ['S: 220', ...EHLO, ...ENVELOPE, ...CONTENT, ...QUIT],
  },
  {
    label: 'Message with an attachment',
    summary: 'A multipart/mixed message: a text, and a file in base64 (RFC 2046 section 5.1.3).',
    connection: PLAIN_PORT,
    dialogue: [
      'S: 220',
      ...EHLO,
      ...ENVELOPE,
      'C: DATA',
      'S: 354',
      ...HEADERS,
      'C: MIME-Version: 1.0',
      'C: Content-Type: multipart/mixed; boundary="[[part-boundary]]"',
      'C:',
      'C: --[[part-boundary]]',
      'C: Content-Type: text/plain; charset=utf-8',
      'C:',
      'C: [[Hello.]]',
      'C: --[[part-boundary]]',
      'C: Content-Type: text/plain; name="[[report.txt]]"',
      'C: Content-Disposition: attachment; filename="[[report.txt]]"',
      'C: Content-Transfer-Encoding: base64',
      'C:',
      'C: {{$base64 "[[What the file holds.]]"}}',
      'C: --[[part-boundary]]--',
      'C: .',
      'S: 250',
      ...QUIT,
    ],
  },
  {
    label: 'Message in chunks (BDAT)',
    summary: 'Sends the message in a counted chunk instead of DATA, without dots (RFC 3030).',
    connection: PLAIN_PORT,
    dialogue: [
      'S: 220',
      'C: EHLO [[client.example.com]]',
      'S: 250-[[mail.example.com]]',
      'S: 250-CHUNKING',
      'S: ...',
      ...ENVELOPE,
      'C: BDAT {{$size}} LAST',
      ...HEADERS,
      ...BODY,
      'S: 250',
      ...QUIT,
    ],
  },
  {
    label: 'Delivery status notifications (DSN)',
    summary: 'Asks to be told what becomes of the message (RFC 3461).',
    connection: PLAIN_PORT,
    dialogue: [
      'S: 220',
      'C: EHLO [[client.example.com]]',
      'S: 250-[[mail.example.com]]',
      'S: 250-DSN',
      'S: ...',
      'C: MAIL FROM:<[[user@example.com]]> RET=HDRS ENVID=[[QQ314159]]',
      'S: 250',
      'C: RCPT TO:<[[someone@example.net]]> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;[[someone@example.net]]',
      'S: 250',
      ...CONTENT,
      ...QUIT,
    ],
  },
  {
    label: 'LMTP delivery',
    summary:
      'Hands a message to a mail store; after the dot each recipient has a reply of its own (RFC 2033).',
    connection: 'CONNECT lmtp://[[localhost]]:24',
    dialogue: [
      'S: 220',
      'C: LHLO [[client.example.com]]',
      'S: 250',
      'C: MAIL FROM:<[[user@example.com]]>',
      'S: 250',
      'C: RCPT TO:<[[someone@example.net]]>',
      'S: 250',
      'C: RCPT TO:<[[another@example.net]]>',
      'S: 250',
      ...CONTENT,
      'S: 250',
      ...QUIT,
    ],
  },
  {
    label: 'Pipelined commands',
    summary: 'Sends the envelope as one group and then reads the replies (RFC 2920).',
    connection: PLAIN_PORT,
    dialogue: [
      'S: 220',
      'C: EHLO [[client.example.com]]',
      'S: 250-[[mail.example.com]]',
      'S: 250-PIPELINING',
      'S: ...',
      'C: MAIL FROM:<[[user@example.com]]>',
      'C: RCPT TO:<[[someone@example.net]]>',
      'C: DATA',
      'S: 250',
      'S: 250',
      'S: 354',
      ...HEADERS,
      ...BODY,
      'C: .',
      'C: QUIT',
      'S: 250',
      'S: 221',
    ],
  },
  {
    label: 'VRFY and EXPN',
    summary:
      'Asks whether a mailbox exists and who is on a list; most servers do not say (RFC 5321 section 3.5).',
    connection: PLAIN_PORT,
    dialogue: [
      'S: 220',
      ...EHLO,
      'C: VRFY [[postmaster]]',
      'S: 250|251|252|500|502|550',
      'C: EXPN [[list]]',
      'S: 250|252|500|502|550',
      ...QUIT,
    ],
  },
  {
    label: 'Open relay probe',
    summary:
      'A server that takes mail from strangers for strangers is an open relay: it has to refuse one of these.',
    connection: PLAIN_PORT,
    dialogue: [
      'S: 220',
      ...EHLO,
      'C: MAIL FROM:<[[stranger@example.org]]>',
      'S: 250',
      'C: RCPT TO:<[[somebody.else@example.net]]>',
      'S: 5xx',
      ...QUIT,
    ],
  },
  {
    label: 'SMTP smuggling probe',
    summary:
      'Ends a message with bytes that are no end (RFC 5321 section 4.1.1.4). A server that takes them for one answers twice: then what follows was read as commands.',
    connection: PLAIN_PORT,
    dialogue: [
      'S: 220',
      ...EHLO,
      ...ENVELOPE,
      'C: DATA',
      'S: 354',
      ...HEADERS,
      ...BODY,
      'C!: [[\\n.\\n]]',
      'C: MAIL FROM:<[[admin@example.com]]>',
      'C: RCPT TO:<[[someone@example.net]]>',
      'C: DATA',
      'C: From: <[[admin@example.com]]>',
      'C: Subject: [[Smuggled]]',
      'C:',
      'C: [[This must not be a message of its own.]]',
      'C: .',
      'S: 250',
      'S: <silence 3s>',
      ...QUIT,
    ],
  },
  ...[
    authentication('PLAIN', 'User and password in one piece of base64 (RFC 4616).', [
      `C: AUTH PLAIN {{$plain ${USER} ${SECRET}}}`,
      'S: 235',
    ]),
    authentication('LOGIN', 'User and password in base64, one after the other.', [
      'C: AUTH LOGIN',
      'S: 334 VXNlcm5hbWU6',
      `C: {{$base64 ${USER}}}`,
      'S: 334 UGFzc3dvcmQ6',
      `C: {{$base64 ${SECRET}}}`,
      'S: 235',
    ]),
    authentication('CRAM-MD5', 'A digest of the server’s challenge and the password (RFC 2195).', [
      `C: AUTH CRAM-MD5 {{$sasl ${USER} ${SECRET}}}`,
      'S: 334',
      'C: {{$sasl}}',
      'S: 235',
    ]),
    ...(['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS'] as const).map(
      (mechanism) =>
        authentication(
          mechanism,
          `Client and server prove to each other that they know the password${mechanism.endsWith('-PLUS') ? ', bound to the TLS connection' : ''} (${mechanism.includes('256') ? 'RFC 7677' : 'RFC 5802'}).`,
          [
            `C: AUTH ${mechanism} {{$sasl ${USER} ${SECRET}}}`,
            'S: 334',
            'C: {{$sasl}}',
            'S: 334',
            'C: {{$sasl}}',
            'S: 235',
          ],
        ),
    ),
    authentication('XOAUTH2', 'An OAuth 2.0 access token, in Google’s form.', [
      `C: AUTH XOAUTH2 {{$sasl ${USER} {{$secret [[access-token]]}}}}`,
      'S: 235',
    ]),
    authentication('OAUTHBEARER', 'An OAuth 2.0 access token (RFC 7628).', [
      `C: AUTH OAUTHBEARER {{$sasl ${USER} {{$secret [[access-token]]}}}}`,
      'S: 235',
    ]),
    authentication(
      'EXTERNAL',
      'What TLS already proved, as by a client certificate (RFC 4422 appendix A).',
      ['C: AUTH EXTERNAL =', 'S: 235'],
      ['# @tls-cert [[./client.pem]]'],
    ),
  ],
];

function authentication(
  mechanism: string,
  summary: string,
  exchange: readonly string[],
  settings: readonly string[] = [],
): ConversationSnippet {
  return {
    label: `AUTH ${mechanism}`,
    summary,
    connection: STARTTLS,
    dialogue: [...settings, ...EHLO, ...exchange, ...QUIT],
  };
}
