import assert from 'node:assert/strict';
import { ansiStyle, plainStyle, type Style } from '../../../src/report/style';
import { createTranscriptPrinter, formatDuration } from '../../../src/report/transcript';
import type { SessionEvent } from '../../../src/runner/events';
import type { CertificateFacts, TlsFacts } from '../../../src/transport/transport';

const EVENTS: readonly SessionEvent[] = [
  { type: 'start', title: 'One', line: 1, server: 'smtp://h:25', at: 0 },
  { type: 'connected', remoteAddress: '::1', remotePort: 25, localAddress: '::1', at: 4 },
  { type: 'received', text: '220 hi', tls: false, at: 10 },
  { type: 'reply', line: undefined, reply: { code: 220, lines: ['hi'] }, milliseconds: 6, at: 10 },
  {
    type: 'verdict',
    line: 2,
    status: 'passed',
    expected: '220',
    actual: '220 hi',
    message: '',
    remarks: ['other words'],
    at: 10,
  },
  { type: 'sent', line: 3, text: '< big.eml', octets: 99, tls: true, role: 'file', at: 1_510 },
  { type: 'received', text: '334 VXNlcm5hbWU6', tls: true, challenge: 'Username:', at: 13_510 },
  {
    type: 'verdict',
    line: 4,
    status: 'failed',
    expected: '250',
    actual: '334',
    message: 'expected 250, got 334',
    remarks: [],
    at: 13_511,
  },
  { type: 'notice', severity: 'warning', line: undefined, message: 'careful', at: 13_511 },
  { type: 'notice', severity: 'information', line: undefined, message: 'fine', at: 13_511 },
  { type: 'skipped', line: 5, reason: 'not sent', at: 13_511 },
  { type: 'captured', line: 4, name: 'id', value: '4F', at: 13_511 },
  { type: 'failure', kind: 'timeout', line: 6, message: 'No reply', hint: 'Wait.', at: 13_511 },
  { type: 'end', status: 'error', at: 13_600 },
];

describe('the printed conversation', () => {
  it('tells a unix socket by its path', () => {
    const text = printed(plainStyle, [
      { type: 'connected', remoteAddress: '/run/lmtp', remotePort: 0, localAddress: '', at: 1 },
    ]);
    assert.match(text, /-- connected to \/run\/lmtp\n/);
  });

  it('shows each line with its side, the time since the last, TLS, and what was expected', () => {
    assert.equal(
      printed(plainStyle, EVENTS),
      `─── One ─── smtp://h:25 ───
          -- connected to [::1]:25
    10ms     S: 220 hi
          ✓ 220
          ! line 2: other words
   1.50s TLS C: < big.eml (99 octets)
   12.0s TLS S: 334 VXNlcm5hbWU6  ⟵ “Username:”
          ✗ line 4: expected 250, got 334
          ! careful
          -- fine
          -- line 5: not sent
          -- id = 4F
          ✗ line 6: No reply
          -- Wait.
          ✗ error: 1 of 2 replies as expected, 13.6s

`,
    );
  });

  it('says the same in colour', () => {
    const coloured = printed(ansiStyle, EVENTS);
    assert.notEqual(coloured, printed(plainStyle, EVENTS));
    assert.equal(coloured.replace(/\u001b\[\d+m/g, ''), printed(plainStyle, EVENTS));
  });

  it('colours a reply by its class', () => {
    const colours = ['220', '354', '421', '550', 'odd'].map((code) => ansiStyle.reply(`${code} x`));
    assert.equal(new Set(colours.map((text) => text.slice(0, 5))).size, 5);
  });

  for (const [status, words] of [
    ['passed', '✓ passed: nothing was expected, 5ms'],
    ['failed', '✗ failed: no reply was checked, 5ms'],
    ['cancelled', '! cancelled after 5ms'],
    ['skipped', '-- skipped'],
  ] as const)
    it(`ends a run that was ${status}`, () => {
      assert.equal(printed(plainStyle, [{ type: 'end', status, at: 5 }]).trim(), words);
    });

  it('counts each run by itself', () => {
    const { print } = createTranscriptPrinter();
    const run = [EVENTS[0], EVENTS[4], { type: 'end', status: 'passed', at: 1 }] as SessionEvent[];
    const first = run.map(print).join('');
    assert.equal(run.map(print).join(''), first);
    assert.ok(first.includes('1 of 1 replies'));
  });
});

const CERTIFICATE: CertificateFacts = {
  subject: 'CN=mail.example.com',
  issuer: 'CN=Example R3',
  names: ['mail.example.com', 'a.example.com', 'b.example.com', 'c.example.com', 'd.example.com'],
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2026-04-01T00:00:00.000Z',
  daysLeft: 61,
  serial: '0A',
  fingerprint: 'AA:01',
  key: 'EC P-256',
  sent: true,
};
const ROOT: CertificateFacts = {
  ...CERTIFICATE,
  subject: 'CN=Example Root',
  issuer: 'CN=Example Root',
  names: [],
  validTo: '2036-01-01T00:00:00.000Z',
  daysLeft: 3000,
  fingerprint: 'BB:02',
  key: 'RSA 4096',
  sent: false,
};
const FACTS: TlsFacts = {
  ...CERTIFICATE,
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  serverName: 'mail.example.com',
  sni: 'mail.example.com',
  keyExchange: { type: 'ECDH', name: 'X25519', bits: 253 },
  resumed: false,
  authorized: true,
  verification: { code: 'OK', words: 'The certificate is for mail.example.com' },
  chain: [CERTIFICATE, ROOT],
};

describe('what is printed of a handshake', () => {
  const lines = (facts: Partial<TlsFacts>, verbose = false): string[] =>
    createTranscriptPrinter(plainStyle, { verbose })
      .print({ type: 'tls', at: 0, facts: { ...FACTS, ...facts } })
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(13));

  const AGREED = 'TLSv1.3 TLS_AES_256_GCM_SHA384, SNI mail.example.com';
  const NAMES = 'mail.example.com, a.example.com, b.example.com, c.example.com';
  const cases: readonly (readonly [string, Partial<TlsFacts>, readonly string[]])[] = [
    [
      'is two lines where all is well',
      {},
      [AGREED, `certificate for ${NAMES} and 1 more, 61 days left, verified`],
    ],
    [
      'has the chain where the certificate is not good',
      {
        authorized: false,
        daysLeft: -1,
        names: [],
        verification: { code: 'CERT_HAS_EXPIRED', words: 'It expired' },
        chain: [{ ...CERTIFICATE, daysLeft: -1 }, ROOT],
      },
      [
        AGREED,
        'certificate for CN=mail.example.com, expired 1 day ago, NOT verified (CERT_HAS_EXPIRED)',
        '  0. CN=mail.example.com ← CN=Example R3, expired 1 day ago',
        '  1. CN=Example Root, self-signed, 3000 days left, known here',
      ],
    ],
    [
      'says so where there is no certificate',
      { chain: [], authorized: false, verification: { code: 'NONE', words: '' } },
      [AGREED, 'no certificate, NOT verified (NONE)'],
    ],
    [
      'has the protocol of ALPN, and whether a session was resumed',
      { names: ['a.example.com'], daysLeft: 1, alpn: 'smtp', resumed: true },
      [`${AGREED}, ALPN smtp, session resumed`, 'certificate for a.example.com, 1 day left, verified'],
    ],
  ];
  for (const [what, facts, expected] of cases) it(what, () => assert.deepEqual(lines(facts), expected));

  it('is all that is known where that is asked for', () => {
    assert.deepEqual(lines({}, true), [
      'TLSv1.3 TLS_AES_256_GCM_SHA384, key exchange X25519 (253 bits), SNI mail.example.com',
      `certificate for ${NAMES}, d.example.com, 61 days left, verified`,
      '  0. CN=mail.example.com ← CN=Example R3, 61 days left, until 2026-04-01, EC P-256, SHA-256 AA:01',
      '  1. CN=Example Root, self-signed, 3000 days left, until 2036-01-01, RSA 4096, known here, SHA-256 BB:02',
      'The certificate is for mail.example.com',
    ]);
  });
});

describe('formatDuration', () => {
  it('is short', () => {
    assert.deepEqual([0, 999.4, 1_000, 9_999, 12_345].map(formatDuration), [
      '0ms',
      '999ms',
      '1.00s',
      '10.00s',
      '12.3s',
    ]);
  });
});

function printed(style: Style, events: readonly SessionEvent[]): string {
  const { print } = createTranscriptPrinter(style);
  return events.map(print).join('');
}
