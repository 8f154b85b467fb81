import assert from 'node:assert/strict';
import * as net from 'node:net';
import fc from 'fast-check';
import { parseIpAddress } from '../../../src/syntax/ipAddress';

describe('IP addresses', () => {
  for (const [text, hex] of [
    ['192.0.2.1', 'c0000201'],
    ['0.0.0.0', '00000000'],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['1::', `0001${'0'.repeat(28)}`],
    ['2001:DB8:0:0:8:800:200C:417A', '20010db80000000000080800200c417a'],
    ['2001:db8::8:800:200c:417a', '20010db80000000000080800200c417a'],
    ['::ffff:192.0.2.1', `${'0'.repeat(20)}ffffc0000201`],
    ['1:2:3:4:5:6:192.0.2.1', '000100020003000400050006c0000201'],
  ] as const)
    it(text, () => assert.equal(Buffer.from(parseIpAddress(text) ?? []).toString('hex'), hex));

  for (const text of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    'a.b.c.d',
    '::1::',
    '1:2:3:4:5:6:7',
    ':1',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    '1.2.3.4::',
    '::1.2.3.4:5',
    'mail.example.test',
  ])
    it(`not ${text === '' ? 'nothing' : text}`, () => assert.equal(parseIpAddress(text), undefined));

  it('are those that Node knows', () => {
    const like = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ unit: fc.constantFrom(...'0123456789abf:.'.split('')) }),
    );
    fc.assert(
      fc.property(like, (text) => {
        const octets = parseIpAddress(text);
        assert.equal(octets === undefined ? 0 : octets.length === 4 ? 4 : 6, net.isIP(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
