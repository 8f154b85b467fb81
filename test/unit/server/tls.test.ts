import * as assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { startTestServer, type TestServer } from '../../../src/server';
import { connectTls, greet } from './client';

describe('test server: TLS', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it('shows a certificate of its own for localhost and both loopback addresses', async () => {
    const certificate = new X509Certificate(server.ca);
    assert.equal(certificate.checkHost('localhost'), 'localhost');
    assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(certificate.checkIP('::1'), '::1');
    assert.equal(certificate.checkHost('example.com'), undefined);
    assert.equal(certificate.ca, false);
    const other = await startTestServer();
    await other.stop();
    assert.notEqual(other.ca, server.ca);
  });

  for (const [title, name] of [
    ['the name localhost', { servername: 'localhost' }],
    ['the address 127.0.0.1', { host: '127.0.0.1' }],
  ] as const) {
    it(`implicit TLS, verified by ${title}`, async () => {
      const client = await connectTls(server.ports.smtps, { ca: server.ca, ...name });
      assert.ok(client.socket instanceof TLSSocket && client.socket.authorized);
      assert.match(await client.reply(), /^220 localhost ESMTP /);
      assert.doesNotMatch(await client.say('EHLO client.example'), /STARTTLS/);
      await client.end();
    });
  }

  it('is not trusted by a client that was not told to', async () => {
    await assert.rejects(
      connectTls(server.ports.smtps, { servername: 'localhost' }),
      /self-signed certificate/,
    );
  });

  it('STARTTLS, verified, and the session starts over', async () => {
    const client = await greet(server.ports.smtp);
    await client.say('MAIL FROM:<a@example.com>');
    assert.equal(await client.say('STARTTLS'), '220 2.0.0 Ready to start TLS');
    const secure = await client.startTls({ ca: server.ca, servername: 'localhost' });
    assert.equal(secure.authorized, true);
    assert.match(await client.say('RCPT TO:<b@example.com>'), /^503 /);
    assert.doesNotMatch(await client.say('EHLO client.example'), /STARTTLS/);
    assert.match(await client.say('MAIL FROM:<a@example.com>'), /^250 /);
    assert.match(await client.say('RCPT TO:<b@example.com>', 'DATA'), /^354 /);
    assert.match(await client.say('x\r\n.'), /^250 /);
    await client.end();
    const envelope = server.mailbox.messages.at(-1)?.envelope;
    assert.deepEqual(envelope && { tls: envelope.tls, protocol: envelope.protocol }, {
      tls: true,
      protocol: 'ESMTPS',
    });
  });
});
