import * as assert from 'node:assert/strict';
import { startTestServer, type TestServer } from '../../../src/server';
import { connect, greet } from './client';

describe('test server: LMTP', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer({ limits: { messageSize: 1000 } });
  });
  after(() => server.stop());

  it('greets as LMTP and knows LHLO only', async () => {
    const client = await connect(server.ports.lmtp);
    assert.match(await client.reply(), /^220 localhost LMTP /);
    assert.match(await client.say('EHLO client.example'), /^500 /);
    assert.match(await client.say('LHLO client.example'), /^250-localhost\n250-PIPELINING\n/);
    await client.end();
  });

  it('replies once for each recipient that it accepted, repeated ones included', async () => {
    const client = await greet(server.ports.lmtp, 'LHLO');
    await client.say('MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>');
    assert.match(await client.say('RCPT TO:<nobody@example.com>'), /^550 5\.1\.1 /);
    await client.say('RCPT TO:<c@example.com>', 'RCPT TO:<b@example.com>', 'DATA');
    client.write('Subject: x\r\n\r\nx\r\n.\r\nNOOP\r\n');
    const id = /queued as (\w+)/.exec(await client.reply())?.[1] ?? '';
    assert.equal(await client.reply(), `250 2.0.0 <c@example.com> Ok: queued as ${id}`);
    assert.equal(await client.reply(), `250 2.0.0 <b@example.com> Ok: queued as ${id}`);
    assert.equal(await client.reply(), '250 2.0.0 OK');
    const envelope = server.mailbox.get(id)?.envelope;
    assert.deepEqual(envelope?.to, ['b@example.com', 'c@example.com']);
    assert.equal(envelope.protocol, 'LMTP');
    await client.end();
  });

  it('refuses for each recipient, and forgets the recipients at RSET', async () => {
    const client = await greet(server.ports.lmtp, 'LHLO');
    await client.say('MAIL FROM:<a@example.com>', 'RCPT TO:<x@example.com>', 'RSET');
    await client.say(
      'MAIL FROM:<a@example.com>',
      'RCPT TO:<b@example.com>',
      'RCPT TO:<c@example.com>',
      'DATA',
    );
    client.write(`${'x'.repeat(1000)}\r\n.\r\nNOOP\r\n`);
    const refused = '552 5.3.4 Error: message exceeds fixed maximum message size 1000';
    assert.deepEqual(
      [await client.reply(), await client.reply(), await client.reply()],
      [refused, refused, '250 2.0.0 OK'],
    );
    await client.end();
  });
});
