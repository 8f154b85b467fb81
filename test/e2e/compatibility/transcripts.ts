import { ALL_OPENINGS, openingLines, type Opening } from './connections';
import { fileOf, OCTET_CASES, onTheWire, type OctetCase } from './octetCases';
import {
  ALL_MECHANISMS,
  bindingOf,
  titleOf,
  TRANSFERS,
  type BoundMechanism,
  type Mechanism,
  type Transfer,
} from './table';

/** The files of the matrix by their names, each with a transcript for every mechanism and way to send a message. */
export function matrixFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(ALL_OPENINGS.map((opening) => [opening.file, matrixFile(opening)]));
}

/** The files that send each of the messages of {@link OCTET_CASES}, by their names. */
export function octetFiles(): Readonly<Record<string, string>> {
  return {
    'data.smtp': octetFile('EHLO', ofData),
    'bdat.smtp': octetFile('EHLO', ofChunk),
    'chunks.smtp': octetFile('EHLO', ofTwoChunks),
    'lmtp-data.smtp': octetFile('LHLO', ofData),
    'lmtp-bdat.smtp': octetFile('LHLO', ofChunk),
    'lmtp-chunks.smtp': octetFile('LHLO', ofTwoChunks),
  };
}

/** The two parts of a file, the first of which ends within a line. */
export function halves(content: Buffer): readonly [Buffer, Buffer] {
  // Between a CR and its LF each file would seem to have a line end of its own.
  const middle = Math.floor(content.length / 2);
  const at = content[middle] === 0x0a ? middle + 1 : middle;
  return [content.subarray(0, at), content.subarray(at)];
}

/** The transcript that only asks what the server offers, which is all of its mechanisms. */
export const OFFERS = 'What is offered';

/** The message of a combination, as the server is to deliver it. */
export function matrixMessage(title: string): string {
  return `${messageLines(title).join('\r\n')}\r\n`;
}

function matrixFile(opening: Opening): string {
  const transcript = (title: string, directives: readonly string[], lines: readonly string[]): string =>
    [`### ${title}`, ...directives, ...openingLines(opening), ...lines, 'C: QUIT', 'S: 221', ''].join('\n');
  const cells = ALL_MECHANISMS.flatMap((mechanism) =>
    TRANSFERS.map((transfer) => {
      const title = titleOf(mechanism, transfer);
      return transcript(title, directivesOf(mechanism), [
        ...AUTHENTICATION[mechanism],
        ...transferLines(title, transfer),
      ]);
    }),
  );
  return [HEAD, transcript(OFFERS, CERTIFICATE, []), ...cells].join('\n');
}

function directivesOf(mechanism: Mechanism): readonly string[] {
  if (mechanism === 'EXTERNAL') return CERTIFICATE;
  const binding = bindingOf(mechanism);
  return binding === undefined ? [] : [`# @channel-binding ${binding}`];
}

const HEAD = `# Written by test/e2e/compatibility/transcripts.ts: every mechanism with every way to send a message, for any server.
# Run with --server, and with ca.crt, client.crt and client.key beside this file.
# @tls-ca ca.crt
# @timeout 20s
`;

/** What EXTERNAL goes by. Dovecot lets nobody else in with another mechanism then. */
const CERTIFICATE = ['# @tls-cert client.crt', '# @tls-key client.key'];

function octetFile(hello: string, lines: (each: OctetCase) => readonly string[]): string {
  const cases = lines === ofTwoChunks ? OCTET_CASES.filter(({ rows }) => rows === undefined) : OCTET_CASES;
  const transcripts = cases.map((each) =>
    [
      ...[`### ${each.name}`, 'S: 220', `C: ${hello} client.example.test`, 'S: 250'],
      ...['C: MAIL FROM:<sender@example.test>', 'S: 250', 'C: RCPT TO:<alice@example.test>', 'S: 250'],
      ...[...lines(each), 'S: 250', 'C: QUIT', 'S: 221', ''],
    ].join('\n'),
  );
  return [OCTET_HEAD, ...transcripts].join('\n');
}

const OCTET_HEAD = `# Written by test/e2e/compatibility/transcripts.ts: messages from files, which the test puts beside this file.
# @timeout 60s
`;

function ofData(each: OctetCase): readonly string[] {
  return ['C: DATA', 'S: 354', `C: < ${fileOf(each)}`, 'C: .'];
}

function ofChunk(each: OctetCase): readonly string[] {
  return [`C: BDAT ${onTheWire(each.content, true).length} LAST`, `C: < ${fileOf(each)}`];
}

function ofTwoChunks(each: OctetCase): readonly string[] {
  const [first, last] = halves(each.content).map((half) => onTheWire(half, true).length);
  return [
    ...[`C: BDAT ${first}`, `C: < ${fileOf(each, '-1')}`, 'S: 250'],
    ...[`C: BDAT ${last} LAST`, `C: < ${fileOf(each, '-2')}`],
  ];
}

const CREDENTIALS = '{{$sasl test {{$secret mail}}}}';
const NEXT = 'C: {{$sasl}}';

const scram = (mechanism: string): readonly string[] => [
  ...[`C: AUTH ${mechanism} ${CREDENTIALS}`, 'S: 334', NEXT, 'S: 334|235', NEXT, 'S: 235'],
];

const BOUND: Record<BoundMechanism, readonly string[]> = {
  'SCRAM-SHA-1-PLUS by tls-exporter': scram('SCRAM-SHA-1-PLUS'),
  'SCRAM-SHA-1-PLUS by tls-server-end-point': scram('SCRAM-SHA-1-PLUS'),
  'SCRAM-SHA-256-PLUS by tls-exporter': scram('SCRAM-SHA-256-PLUS'),
  'SCRAM-SHA-256-PLUS by tls-server-end-point': scram('SCRAM-SHA-256-PLUS'),
};

/** The lines with which a mechanism is gone through. */
export const AUTHENTICATION: Record<Mechanism, readonly string[]> = {
  'no AUTH': [],
  PLAIN: [`C: AUTH PLAIN ${CREDENTIALS}`, 'S: 235'],
  LOGIN: ['C: AUTH LOGIN', 'S: 334', `C: ${CREDENTIALS}`, 'S: 334', NEXT, 'S: 235'],
  'CRAM-MD5': ['C: AUTH CRAM-MD5', 'S: 334', `C: ${CREDENTIALS}`, 'S: 235'],
  'DIGEST-MD5': ['C: AUTH DIGEST-MD5', 'S: 334', `C: ${CREDENTIALS}`, 'S: 334|235', NEXT, 'S: 235'],
  'SCRAM-SHA-1': scram('SCRAM-SHA-1'),
  'SCRAM-SHA-256': scram('SCRAM-SHA-256'),
  ...BOUND,
  XOAUTH2: ['C: AUTH XOAUTH2 {{$sasl test {{$secret token}}}}', 'S: 235'],
  OAUTHBEARER: ['C: AUTH OAUTHBEARER {{$sasl test {{$secret token}}}}', 'S: 235'],
  EXTERNAL: ['C: AUTH EXTERNAL {{$sasl}}', 'S: 235'],
  ANONYMOUS: ['C: AUTH ANONYMOUS {{$sasl trace@example.test}}', 'S: 235'],
};

/** The lines of a message with the title as its subject, from MAIL to the last reply. */
export function transferLines(title: string, transfer: Transfer): readonly string[] {
  const envelope = ['C: MAIL FROM:<sender@example.test>', 'C: RCPT TO:<alice@example.test>'];
  const lines = messageLines(title);
  const stuffed = [...lines.map((line) => (line.startsWith('.') ? `.${line}` : line)), '.'].map(client);
  const size = Buffer.byteLength(matrixMessage(title));
  switch (transfer) {
    case 'DATA':
      return [...envelope.flatMap((line) => [line, 'S: 250']), 'C: DATA', 'S: 354', ...stuffed, 'S: 250'];
    case 'BDAT':
      return [
        ...envelope.flatMap((line) => [line, 'S: 250']),
        ...[`C: BDAT ${size} LAST`, ...lines.map(client), 'S: 250'],
      ];
    case 'pipelined':
      return [...envelope, 'C: DATA', 'S: 250', 'S: 250', 'S: 354', ...stuffed, 'S: 250'];
  }
}

function client(line: string): string {
  return line === '' ? 'C:' : `C: ${line}`;
}

function messageLines(title: string): readonly string[] {
  return [
    'Date: Mon, 23 Nov 2026 17:55:49 +0000',
    'From: sender@example.test',
    `Message-ID: <${title.toLowerCase().replace(/\W+/g, '.')}@example.test>`,
    'To: alice@example.test',
    `Subject: ${title}`,
    '',
    '.begins with a dot',
    'Grüße',
  ];
}
