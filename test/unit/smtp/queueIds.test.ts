import assert from 'node:assert/strict';
import { findQueueId } from '../../../src/smtp/queueIds';

const cases: readonly (readonly [text: string, id: string, server: string | undefined])[] = [
  ['2.0.0 Ok: queued as 4Xk1Z53qD9z1w9', '4Xk1Z53qD9z1w9', 'Postfix'],
  ['2.0.0 Ok: queued as 3F2A91C0044', '3F2A91C0044', 'Postfix'],
  ['OK id=1tBQ2K-0005Cl-2Z', '1tBQ2K-0005Cl-2Z', 'Exim'],
  ['OK id=1tBQ2K-00000005Cl3-2Zab', '1tBQ2K-00000005Cl3-2Zab', 'Exim'],
  ['2.0.0 4BNAbC1d012345 Message accepted for delivery', '4BNAbC1d012345', 'Sendmail'],
  ['2.0.0 1a2b3c4d Message accepted for delivery', '1a2b3c4d', 'OpenSMTPD'],
  [
    '2.6.0 <a@example.com> [InternalId=4, Hostname=x] 9 bytes in 0.1, 2 KB/sec Queued mail for delivery',
    '<a@example.com>',
    'Exchange',
  ],
  ['2.0.0 OK  1700000000 af79cd-7b1a2b.123 - gsmtp', 'af79cd-7b1a2b.123', 'Gmail'],
  ['ok 1700000000 qp 12345', '12345', 'qmail'],
  ['2.0.0 <a@example.com> oAbCdEfGhIjKlMnO+x Saved', 'oAbCdEfGhIjKlMnO+x', 'Dovecot'],
  [
    'Ok 0100018c0ffee000-0a1b2c3d-1111-2222-3333-444455556666-000000',
    '0100018c0ffee000-0a1b2c3d-1111-2222-3333-444455556666-000000',
    'Amazon SES',
  ],
  [
    'Message Queued (0A1B2C3D-1111-2222-3333-444455556666.1)',
    '0A1B2C3D-1111-2222-3333-444455556666.1',
    'Haraka',
  ],
  ['OK: message queued as x-1', 'x-1', undefined],
  ['2.0.0 Ok: queued as lowercase-id', 'lowercase-id', undefined],
  ['2.0.0 Message queued with id 1a2b', '1a2b', undefined],
];

describe('smtp/queueIds', () => {
  for (const [text, id, server] of cases)
    it(`finds the identifier in “${text}”`, () => {
      const found = findQueueId(text);
      assert.deepEqual([found?.id, found?.server], [id, server]);
      assert.equal(text.slice(found?.offset, (found?.offset ?? 0) + id.length), id);
      for (const { command } of found?.lookUp ?? []) assert.ok(command.includes(id), command);
    });

  it('finds none where there is none', () => {
    for (const text of [
      '',
      '2.0.0 Ok',
      'Great success',
      '2.0.0 Message queued',
      'id=5',
      'Queued (0.020 seconds)',
    ])
      assert.equal(findQueueId(text), undefined, text);
  });
});
