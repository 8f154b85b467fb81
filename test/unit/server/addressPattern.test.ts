import * as assert from 'node:assert/strict';
import { readWish } from '../../../src/server/addressPattern';

const DEFAULT = 'Refused, as the address asks for';

describe('test server: what an address asks for', () => {
  for (const [local, expected] of [
    ['550', ['command', 0, 550, DEFAULT]],
    ['550-5.1.1', ['command', 0, 550, `5.1.1 ${DEFAULT}`]],
    ['550-5.1.1-user-unknown', ['command', 0, 550, '5.1.1 user unknown']],
    ['452-mailbox_full', ['command', 0, 452, 'mailbox full']],
    ['4xx', ['command', 0, 450, DEFAULT]],
    ['5XX-no', ['command', 0, 550, 'no']],
    ['421', ['command', 0, 421, DEFAULT]],
    ['data-554', ['data', 0, 554, DEFAULT]],
    ['message-552-5.3.4-too-big', ['message', 0, 552, '5.3.4 too big']],
    ['delay-3s', ['command', 3000, 'accept']],
    ['delay-50ms', ['command', 50, 'accept']],
    ['delay-1.5', ['command', 1500, 'accept']],
    ['delay-2m-450-later', ['command', 120_000, 450, 'later']],
    ['message-delay-1s-disconnect', ['message', 1000, 'disconnect']],
    ['delay-9999m', ['command', 600_000, 'accept']],
    ['disconnect', ['command', 0, 'disconnect']],
    ['DATA-reset', ['data', 0, 'reset']],
  ] as const)
    it(local, () => {
      const wish = readWish(`${local}@example.com`);
      assert.ok(wish !== undefined);
      const { stage, delay, outcome } = wish;
      const told = outcome.kind === 'refuse' ? [outcome.code, outcome.text] : [outcome.kind];
      assert.deepEqual([stage, delay, ...told], expected);
    });

  for (const local of [
    '',
    'alice',
    '250',
    '250-ok',
    '5500',
    '55',
    '550x',
    'delay',
    'delay-',
    'delay-x',
    'data-',
    'data-bob',
    'message',
    'disconnected',
    'reset-it',
    '3xx',
    'xx5',
  ])
    it(`nothing: “${local}”`, () => assert.equal(readWish(`${local}@example.com`), undefined));

  it('nothing of a domain, and of an address that is none', () => {
    assert.equal(readWish('alice@550.example.com'), undefined);
    assert.equal(readWish('550'), undefined);
    assert.equal(readWish(''), undefined);
  });
});
