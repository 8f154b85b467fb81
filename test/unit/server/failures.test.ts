import * as assert from 'node:assert/strict';
import { startTestServer, type TestServer } from '../../../src/server';
import { connect, greet } from './client';
import { withServer } from './withServer';

const FROM = 'MAIL FROM:<a@example.com>';
const TO = 'RCPT TO:<b@example.com>';

describe('test server: failures that addresses ask for', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it('a sender at MAIL, a recipient at RCPT, with its code, its enhanced code and its words', async () => {
    const client = await greet(server.ports.smtp);
    assert.equal(await client.say('MAIL FROM:<451-4.7.1-not-now@example.com>'), '451 4.7.1 not now');
    assert.equal(
      await client.say('MAIL FROM:<5xx@example.com>'),
      '550 5.1.1 Refused, as the address asks for',
    );
    assert.equal(await client.say(FROM), '250 2.1.0 Ok');
    assert.equal(await client.say('RCPT TO:<550-5.1.1-user-unknown@example.com>'), '550 5.1.1 user unknown');
    assert.equal(await client.say('RCPT TO:<552-5.2.2-full@example.com>'), '552 5.2.2 full');
    assert.equal(await client.say(TO), '250 2.1.5 Ok');
    await client.end();
  });

  it('at DATA, and the transaction goes on', async () => {
    const client = await greet(server.ports.smtp);
    assert.equal(
      await client.say(FROM, 'RCPT TO:<data-554-5.7.1-no-valid-recipients@example.com>', 'DATA'),
      '554 5.7.1 no valid recipients',
    );
    assert.equal(await client.say('RSET', FROM, TO, 'DATA'), '354 End data with <CR><LF>.<CR><LF>');
    assert.match(await client.say('x\r\n.'), /^250 /);
    await client.end();
  });

  it('when the message is complete, which is not kept then', async () => {
    server.mailbox.clear();
    const client = await greet(server.ports.smtp);
    await client.say('MAIL FROM:<message-554-5.6.0-spam@example.com>', TO, 'DATA');
    assert.equal(await client.say('x\r\n.'), '554 5.6.0 spam');
    assert.equal(server.mailbox.messages.length, 0);
    assert.match(await client.say(FROM, TO, 'NOOP'), /^250 /);
    await client.end();
  });

  it('over LMTP for one recipient of a message that the others get', async () => {
    server.mailbox.clear();
    const client = await greet(server.ports.lmtp, 'LHLO');
    await client.say(
      FROM,
      TO,
      'RCPT TO:<message-452-4.2.2-full@example.com>',
      'RCPT TO:<c@example.com>',
      'DATA',
    );
    client.write('x\r\n.\r\n');
    assert.match(await client.reply(), /^250 2\.0\.0 <b@example\.com> Ok: queued as/);
    assert.equal(await client.reply(), '452 4.2.2 full');
    assert.match(await client.reply(), /^250 2\.0\.0 <c@example\.com> Ok: queued as/);
    assert.equal(server.mailbox.messages.length, 1);
    await client.end();
  });

  it('a delay', async () => {
    const client = await greet(server.ports.smtp);
    await client.say(FROM);
    const began = performance.now();
    assert.equal(await client.say('RCPT TO:<delay-80ms@example.com>'), '250 2.1.5 Ok');
    assert.equal(await client.say('RCPT TO:<delay-80ms-450-later@example.com>'), '450 4.2.1 later');
    const took = performance.now() - began;
    assert.ok(took >= 155 && took < 2000, String(took));
    await client.end();
  });

  for (const [stage, lines] of [
    ['MAIL', ['MAIL FROM:<disconnect@example.com>']],
    ['RCPT', [FROM, 'RCPT TO:<disconnect@example.com>']],
    ['RCPT, with 421', [FROM, 'RCPT TO:<421-4.3.2-shutting-down@example.com>']],
    ['RCPT, with a reset', [FROM, 'RCPT TO:<reset@example.com>']],
    ['DATA', [FROM, 'RCPT TO:<data-disconnect@example.com>', 'DATA']],
    ['BDAT', [FROM, 'RCPT TO:<data-disconnect@example.com>', 'BDAT 1 LAST\r\nx']],
    ['the end of the message', [FROM, 'RCPT TO:<message-reset@example.com>', 'DATA', 'x\r\n.']],
  ] as const)
    it(`the end of the connection at ${stage}`, async () => {
      const client = await greet(server.ports.smtp);
      await client.say(...lines).catch(() => undefined);
      await client.closed();
      assert.equal(
        await (await connect(server.ports.smtp)).reply(),
        '220 localhost ESMTP SMTP Transcript test server',
      );
    });

  it('does not keep the server from stopping in the middle of a delay', async () => {
    const slow = await startTestServer();
    const client = await greet(slow.ports.smtp);
    await client.say(FROM);
    client.write('RCPT TO:<delay-5m@example.com>\r\n');
    const began = performance.now();
    await slow.stop();
    await client.closed();
    assert.ok(performance.now() - began < 1000);
  });
});

describe('test server: failures of its own', () => {
  it('greylisting: the first try of each pair, and for as long as told', () =>
    withServer({ failures: { greylisting: 60 } }, async (server) => {
      const client = await greet(server.ports.smtp);
      const greylisted = '451 4.7.1 Greylisted, please try again later';
      assert.equal(await client.say(FROM, TO), greylisted);
      assert.equal(await client.say(TO), greylisted);
      assert.equal(await client.say('RCPT TO:<c@example.com>'), greylisted);
      await new Promise((resolve) => setTimeout(resolve, 70));
      assert.equal(await client.say(TO), '250 2.1.5 Ok');
      assert.equal(await client.say('RSET', 'MAIL FROM:<other@example.com>', TO), greylisted);
      await client.end();
    }));

  it('greylisting for no time: the first try only', () =>
    withServer({ failures: { greylisting: 0 } }, async (server) => {
      const client = await greet(server.ports.smtp);
      assert.match(await client.say(FROM, TO), /^451 /);
      assert.match(await client.say(TO), /^250 /);
      await client.end();
    }));

  it('chance: as often as told, and the same for the same seed', async () => {
    const row = async (seed: number, rate: number): Promise<string> => {
      let codes = '';
      await withServer({ failures: { rate, seed } }, async (server) => {
        const client = await greet(server.ports.smtp);
        for (let i = 0; i < 60; i++) {
          codes += (await client.say(FROM)).slice(0, 1);
          await client.say('RSET');
        }
        await client.end();
      });
      return codes;
    };
    const first = await row(1, 0.3);
    assert.equal(await row(1, 0.3), first);
    assert.notEqual(await row(2, 0.3), first);
    const failed = first.split('4').length - 1;
    assert.ok(failed > 8 && failed < 32, first);
    assert.equal(await row(1, 0), '2'.repeat(60));
    assert.equal(await row(1, 1), '4'.repeat(60));
  });

  it('slowness: before the greeting and before each reply', () =>
    withServer({ failures: { delay: 120 } }, async (server) => {
      const began = performance.now();
      const client = await connect(server.ports.smtp);
      await client.reply();
      const greeted = performance.now() - began;
      await client.say('EHLO client.example', 'NOOP');
      const took = performance.now() - began;
      assert.ok(greeted >= 115 && greeted < 1000, String(greeted));
      assert.ok(took >= 350 && took < 3000, String(took));
      await client.end();
    }));
});
