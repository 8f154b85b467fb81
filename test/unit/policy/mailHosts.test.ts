import assert from 'node:assert/strict';
import { findMailHosts, type MailHosts } from '../../../src/policy/mailHosts';
import { fakeResolver, type FakeZone } from '../../support/fakeResolver';

const find = (zone: FakeZone): Promise<MailHosts> =>
  findMailHosts('example.test', fakeResolver(zone), new AbortController().signal);

describe('the hosts that take a domain’s mail', () => {
  it('are its MX records, the best first, and those of one preference by name', async () => {
    const mx = [
      { exchange: 'c.example.test', preference: 20 },
      { exchange: 'b.example.test.', preference: 10 },
      { exchange: 'a.example.test', preference: 10 },
      { exchange: 'd.example.test', preference: 5 },
    ];
    const found = await find({ mx: { 'example.test': mx } });
    assert.ok(found.kind === 'hosts');
    assert.deepEqual(
      found.hosts.map(({ name, preference }) => `${preference} ${name}`),
      ['5 d.example.test', '10 a.example.test', '10 b.example.test', '20 c.example.test'],
    );
  });

  it('are those of the other records, where a null MX stands beside them', async () => {
    const mx = [
      { exchange: '.', preference: 0 },
      { exchange: 'a.example.test', preference: 10 },
    ];
    const found = await find({ mx: { 'example.test': mx } });
    assert.deepEqual(found, { kind: 'hosts', hosts: [{ name: 'a.example.test', preference: 10 }] });
  });

  for (const address of ['192.0.2.1', '2001:db8::1'])
    it(`are itself, if it has no MX record but the address ${address}`, async () => {
      const found = await find({ addresses: { 'example.test': [address] } });
      assert.deepEqual(found, { kind: 'hosts', hosts: [{ name: 'example.test', preference: undefined }] });
    });

  for (const [what, zone, words] of [
    [
      'none, says the null MX',
      { mx: { 'example.test': [{ exchange: '', preference: 0 }] } },
      'takes no mail',
    ],
    ['none, written with a dot', { mx: { 'example.test': [{ exchange: '.', preference: 0 }] } }, 'RFC 7505'],
    ['none, as there is nothing of that name', {}, 'has no MX record and no address'],
    [
      'not known, as the DNS fails',
      {
        mx: { 'example.test': { reason: 'the DNS did not answer' } },
        addresses: { 'example.test': ['192.0.2.1'] },
      },
      'cannot be looked up: the DNS did not answer',
    ],
    [
      'not known, as the DNS fails then',
      { addresses: { 'example.test': { reason: 'SERVFAIL' } } },
      'its addresses cannot be looked up: SERVFAIL',
    ],
  ] as const)
    it(`are ${what}`, async () => {
      const found = await find(zone);
      assert.ok(found.kind === 'failed' && found.message.includes(words), JSON.stringify(found));
      assert.notEqual(found.hint, '');
    });
});
