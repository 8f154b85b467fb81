import fc from 'fast-check';
import { BRIEF, CONVERSATION, IMPLICIT_13, QUIET, STARTTLS_12, STARTTLS_13 } from './sClientOutput';

const FRAGMENTS = [
  ...[
    'C:',
    'S:',
    'C!:',
    'S?:',
    'c: ',
    's: ',
    'C: & S: ',
    'C & S:',
    'R: ',
    '>>> ',
    '<<< ',
    ' -> ',
    '<-  ',
    '=== ',
    '   wrapped',
    '<CRLF>.<CRLF>',
    '?? ',
    '### ',
    '#',
    '//',
    '# @',
    '@',
    '$ ',
  ],
  ...[
    'EHLO x',
    'MAIL FROM:<a@b>',
    'DATA',
    'BDAT 5',
    'BDAT 0 LAST',
    'BDAT {{$size}}',
    'STARTTLS',
    'QUIT',
    'RCPT:',
  ],
  ...['AUTH LOGIN', 'AUTH PLAIN ', 'AUTH SCRAM-SHA-1', 'YWxpY2U=', '*', '=', '{{$sasl}}'],
  ...['220 ', '250', '250-', '334', '354 ', '235', '334|235', '535', '2xx', '25x ', '99', '...', '<close>'],
  ...[
    '<silence 3s>',
    '<a note>',
    '(x)',
    '[y]',
    '.',
    '..',
    '< ./f',
    '<@ f',
    '<base64 f',
    '/a(b)/i',
    '/(/',
    '/',
  ],
  ...['{{', '}}', '\\{{', '"', "'", '\\', '{{a}}', '{{$b "c"', 'x = y', 'timeout 3s', 'timout', 'server h'],
  ...['telnet h 25', 'nc -w', 'openssl s_client ', '-connect h:1', '-starttls smtp', 'CONNECT ', 'smtp://h'],
  ...[
    'Trying 1.2.3.4...',
    'CONNECTED(00000003)',
    '---',
    'read R BLOCK',
    'Verify return code: 0 (ok)',
    'DONE',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\r',
    '\0',
    '\uFEFF',
    '\u2028',
    '\u00a0',
    'é',
    '😀',
    '\ud800',
    'word',
  ],
];

/** Fragments of the language in any order. */
export const pieces = fc
  .array(fc.constantFrom(...FRAGMENTS), { maxLength: 60, size: 'max' })
  .map((each) => each.join(''));

/** Lines that change what the next ones mean. */
export const LINES = [
  ...[
    'C: DATA',
    'S: 354 go',
    'C: .',
    '.',
    'C: Subject: x',
    'body',
    '',
    '# remark',
    '### Next',
    'S: 250 ok',
    '250-x',
  ],
  ...[
    'C: AUTH LOGIN',
    'S: 334',
    'C: YQ==',
    'S: 535',
    'C: BDAT 4',
    'C: ab',
    'C!: a\\r\\n',
    'S?: 250',
    'S: ...',
    'C: QUIT',
  ],
  ...[
    '?? code == 250',
    '@a = b',
    '# @sleep 1s',
    'S: <a note>',
    'C & S: <both>',
    '< ./file',
    'C: < ./file',
    'EHLO x',
  ],
];

const ANNOTATED = `# A session.
@user = alice
CONNECT smtp+starttls://mail.example.com:587

### Sends
# @timeout 30s
S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250-mail.example.com
S: ...
S: 250 SIZE 1000
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: {{$base64 {{user}}}}
S: 334 UGFzc3dvcmQ6
C: {{$base64 "{{$secret work}}"}}
S: 235|535
C: MAIL FROM:<alice@example.com>
C: RCPT TO:<bob@example.net>
C: DATA
S: 250 2.1.0 Ok
S: 250 /ok (?<who>\\S+)/i
S: 354
C: Subject: hello
C:
C: < ./body.txt
C: .
?? code == 250
S: 250 2.0.0 queued

### Chunks
C: BDAT 12
C: Subject: x
S: 250
C: BDAT 0 LAST
S?: 250
C!: QUIT\\r\\n
S: <close>
`;

/** Files as people have them. */
export const SAMPLES = [
  ANNOTATED,
  CONVERSATION,
  ...[STARTTLS_13, STARTTLS_12, IMPLICIT_13, QUIET, BRIEF].map((each) => each + CONVERSATION),
];

/** Each makes a text of about so many characters that invites going over it again and again. */
export const ADVERSARIES: Readonly<Record<string, (size: number) => string>> = {
  'many {{': (size) => `C: ${'{{'.repeat(size / 2)}`,
  'many {{ in words': (size) => `C: {{a ${'{{ '.repeat(size / 3)}`,
  'many lines with {{': (size) => 'C: {{a\n'.repeat(size / 7),
  'nested {{ that never close': (size) => `C: ${'{{$a '.repeat(size / 5)}`,
  'nested {{ that close': (size) => `C: ${'{{$a '.repeat(size / 7)}${'}}'.repeat(size / 7)}`,
  'nested {{ in quotes': (size) => `C: ${'{{$a "'.repeat(size / 9)}${'"}}'.repeat(size / 9)}`,
  'many nested groups': (size) => `C: ${'{{$a {{$b {{c}}}}}}'.repeat(size / 19)}`,
  'many quotes in an expression': (size) => `C: {{$a ${'"'.repeat(size)}`,
  'many quotes in a command': (size) => `telnet ${'"'.repeat(size + 1)}'`,
  'many quoted words': (size) => `openssl s_client ${`'a'"b"`.repeat(size / 6)}`,
  'one long line': (size) => 'x'.repeat(size),
  'one long line of content': (size) => `C: DATA\nC: ${'x'.repeat(size)}`,
  'one long indent': (size) => `${' '.repeat(size)}x`,
  'a note that never closes': (size) => `C: <${' '.repeat(size)}`,
  'many elisions': (size) => `C: ${'... '.repeat(size / 4)}x`,
  'a value with a long gap': (size) => `@a = b${' '.repeat(size)}c`,
  'a directive with a long gap': (size) => `# @confirm b${' '.repeat(size)}c`,
  'a directive with many line separators': (size) => `# @confirm ${'\u2028 '.repeat(size / 2)}c`,
  'a file with a long gap': (size) => `DATA\n< b${' '.repeat(size)}c`,
  'chatter that never ends': (size) => `Connection to ${' port ['.repeat(size / 7)}`,
  'chatter that closes again and again': (size) => `Connection to ${' closed'.repeat(size / 7)}\u2028`,
  'addresses that never end': (size) => '[a'.repeat(size / 2),
  'many alternatives': (size) => `S: ${'250|'.repeat(size / 4)}x`,
  'many slashes': (size) => `S: 250 ${'/'.repeat(size)}!`,
  'many reply lines': (size) => 'S: 250-x\n'.repeat(size / 9),
  'many bare reply lines': (size) => '250-x\n'.repeat(size / 6),
  'many elided lines': (size) => `S: 250\n${'S: ...\n'.repeat(size / 7)}`,
  'many optional replies': (size) => `C: NOOP\n${'S?: 250\nC: A\n'.repeat(size / 13)}`,
  'many requests that nothing answers': (size) => 'C: NOOP\n'.repeat(size / 8),
  'many requests, then their replies': (size) => 'C: A\n'.repeat(size / 12) + 'S: 250\n'.repeat(size / 12),
  'a group, DATA and bare replies': (size) => `${'A\n'.repeat(size / 6)}DATA\n${'250\n'.repeat(size / 6)}`,
  'many messages': (size) => 'C: DATA\nC: .\n'.repeat(size / 13),
  'many transcripts': (size) => '###\n'.repeat(size / 4),
  'many lone CRs': (size) => '\r'.repeat(size),
  'many LFs before a CR': (size) => `${'\n'.repeat(size)}\r`,
  'a directive nobody knows': (size) => `# @${'timout'.repeat(size / 6)}`,
  'many hashes': (size) => '#'.repeat(size),
};
