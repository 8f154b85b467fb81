import * as assert from 'node:assert/strict';
import { startTestServer, type TestServer } from '../../../src/server';
import { greet, type RawClient } from './client';

const ENVELOPE = ['MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>'] as const;

describe('test server: BDAT (RFC 3030)', () => {
  let server: TestServer;
  let client: RawClient;
  before(async () => {
    server = await startTestServer({ limits: { messageSize: 100_000 } });
  });
  beforeEach(async () => {
    server.mailbox.clear();
    client = await greet(server.ports.smtp);
  });
  afterEach(() => client.end());
  after(() => server.stop());

  const raw = (): string | undefined => server.mailbox.messages[0]?.raw.toString('latin1');

  it('takes a message in one chunk, as it is', async () => {
    await client.say(...ENVELOPE);
    client.write(Buffer.from('BDAT 17 LAST\r\n.\r\n..\n\0\xff\r\n.\r\nends', 'latin1'));
    assert.match(await client.reply(), /^250 2\.0\.0 Ok: queued as /);
    assert.equal(raw(), '.\r\n..\n\0\xff\r\n.\r\nends');
  });

  it('takes it in several, pipelined and cut anywhere, and goes on with the next message', async () => {
    const message = (text: string): string =>
      `${ENVELOPE.join('\r\n')}\r\nBDAT 3\r\n${text.slice(0, 3)}BDAT 0\r\nBDAT ${text.length - 3}\r\n${text.slice(3)}BDAT 0 LAST\r\n`;
    const all = Buffer.from(`${message('Subject: x\r\n\r\nbody')}${message('second')}NOOP\r\n`);
    for (let at = 0; at < all.length; at += 7) {
      client.write(all.subarray(at, at + 7));
      await new Promise(setImmediate);
    }
    const codes: string[] = [];
    for (let i = 0; i < 13; i++) codes.push(await client.reply());
    const expected = [
      /^250 2\.1\.0/,
      /^250 2\.1\.5/,
      /^250 2\.0\.0 3 octets received$/,
      /^250 2\.0\.0 0 octets/,
      /^250 2\.0\.0 \d+ octets/,
      /queued as/,
    ];
    for (const [at, code] of codes.entries())
      assert.match(code, at === 12 ? /^250 2\.0\.0 OK$/ : (expected[at % 6] ?? /^$/));
    assert.deepEqual(
      server.mailbox.messages.map((entry) => entry.raw.toString()),
      ['Subject: x\r\n\r\nbody', 'second'],
    );
  });

  it('takes BINARYMIME, and then no DATA', async () => {
    await client.say('MAIL FROM:<a@example.com> BODY=BINARYMIME', 'RCPT TO:<b@example.com>');
    assert.match(await client.say('DATA'), /^503 5\.5\.1 BINARYMIME requires BDAT$/);
    client.write('BDAT 1 LAST\r\n\n');
    assert.match(await client.reply(), /queued as/);
  });

  it('refuses a chunk out of order and takes its octets all the same', async () => {
    client.write('BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n');
    assert.equal(await client.reply(), '503 5.5.1 Error: need MAIL command');
    assert.equal(await client.reply(), '250 2.0.0 OK');
    client.write(`${ENVELOPE[0]}\r\nBDAT 6\r\nQUIT\r\nNOOP\r\n`);
    assert.match(await client.reply(), /^250 /);
    assert.equal(await client.reply(), '503 5.5.1 Error: need RCPT command');
    assert.equal(await client.reply(), '250 2.0.0 OK');
  });

  it('refuses DATA after BDAT, and forgets the chunks at RSET', async () => {
    await client.say(...ENVELOPE);
    client.write('BDAT 4\r\nlost');
    await client.reply();
    assert.match(await client.say('DATA'), /^503 5\.5\.1 DATA cannot follow BDAT$/);
    await client.say('RSET', ...ENVELOPE);
    client.write('BDAT 4 LAST\r\nkept');
    assert.match(await client.reply(), /queued as/);
    assert.equal(raw(), 'kept');
  });

  it('refuses a message that is too large when it is complete', async () => {
    await client.say(...ENVELOPE);
    client.write(`BDAT 60000\r\n${'x'.repeat(60_000)}BDAT 60000 LAST\r\n${'x'.repeat(60_000)}NOOP\r\n`);
    assert.match(await client.reply(), /^250 2\.0\.0 60000 octets/);
    assert.match(await client.reply(), /^552 5\.3\.4 /);
    assert.equal(await client.reply(), '250 2.0.0 OK');
    assert.deepEqual(server.mailbox.messages, []);
  });

  it('refuses what is no BDAT command', async () => {
    await client.say(...ENVELOPE);
    for (const line of ['BDAT', 'BDAT x', 'BDAT -1', 'BDAT 1 FIRST', 'BDAT 1e3'])
      assert.equal(await client.say(line), '501 5.5.4 Error: syntax: BDAT octets [LAST]', line);
  });

  it('refuses by address, whole', async () => {
    await client.say(ENVELOPE[0], 'RCPT TO:<data-554-5.7.1-no@example.com>');
    client.write('BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n');
    assert.equal(await client.reply(), '554 5.7.1 no');
    assert.equal(await client.reply(), '250 2.0.0 OK');
  });

  it('replies for each recipient over LMTP', async () => {
    const lmtp = await greet(server.ports.lmtp, 'LHLO');
    await lmtp.say(...ENVELOPE, 'RCPT TO:<c@example.com>');
    lmtp.write('BDAT 1 LAST\r\nx');
    assert.match(await lmtp.reply(), /^250 2\.0\.0 <b@example\.com> Ok: queued as/);
    assert.match(await lmtp.reply(), /^250 2\.0\.0 <c@example\.com> Ok: queued as/);
    await lmtp.end();
  });

  it('survives a client that leaves or is silent inside a chunk', async () => {
    const leaving = await greet(server.ports.smtp);
    await leaving.say(...ENVELOPE);
    leaving.write('BDAT 100\r\nhalf');
    leaving.socket.resetAndDestroy();
    const short = await startTestServer({ limits: { idleTimeout: 80 } });
    const silent = await greet(short.ports.smtp);
    await silent.say(...ENVELOPE);
    silent.write('BDAT 4\r\nhalf');
    assert.match(await silent.reply(), /^250 /);
    assert.match(await silent.reply(), /^421 /);
    await silent.closed();
    await short.stop();
    assert.match(await client.say('NOOP'), /^250 /);
    assert.deepEqual(server.mailbox.messages, []);
  });

  it('has room for no more than it may, and waits', async () => {
    await client.say(...ENVELOPE);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 8; i++) {
      client.write(`BDAT ${chunk.length}${i === 7 ? ' LAST' : ''}\r\n`);
      client.write(chunk);
    }
    for (let i = 0; i < 7; i++) assert.match(await client.reply(), /^250 /);
    assert.match(await client.reply(), /^552 /);
  });
});
