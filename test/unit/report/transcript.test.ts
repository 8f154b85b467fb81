import assert from 'node:assert/strict';
import { ansiStyle, plainStyle, type Style } from '../../../src/report/style';
import { createTranscriptPrinter, formatDuration } from '../../../src/report/transcript';
import type { SessionEvent } from '../../../src/runner/events';

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
