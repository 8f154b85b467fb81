import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { startTestServer, TestServerError, type TestServerOptions } from '../../../src/server';
import { connect, connectTls, greet } from './client';

describe('test server: start and stop', () => {
  it('says where it is', async () => {
    const server = await startTestServer({ user: 'me', password: 'mine' });
    const { smtp, smtps, lmtp } = server.ports;
    assert.deepEqual(server.urls, {
      smtp: `smtp://127.0.0.1:${smtp}`,
      smtps: `smtps://127.0.0.1:${smtps}`,
      lmtp: `lmtp://127.0.0.1:${lmtp}`,
    });
    assert.equal(new Set([smtp, smtps, lmtp, 0]).size, 4);
    assert.deepEqual([server.host, server.user, server.password], ['127.0.0.1', 'me', 'mine']);
    await server.stop();
  });

  it('binds ::1 where there is IPv6, and says so where there is none', async () => {
    const server = await startTestServer({ host: '::1' }).catch((error: unknown) => error);
    if (server instanceof TestServerError) {
      assert.equal(server.code, 'listen-failed');
      return;
    }
    const { urls, ports, stop } = server as Awaited<ReturnType<typeof startTestServer>>;
    assert.equal(urls.smtp, `smtp://[::1]:${ports.smtp}`);
    const client = await connect(ports.smtp, '::1');
    assert.match(await client.reply(), /^220 /);
    await client.end();
    await stop();
  });

  for (const host of ['0.0.0.0', '::', 'localhost', '127.0.0.2', '192.0.2.1', '']) {
    it(`refuses to bind ${JSON.stringify(host)}`, () =>
      rejects({ host }, 'invalid-option', /127\.0\.0\.1 or ::1 only/));
  }

  it('refuses ports and limits that are none', async () => {
    await rejects({ ports: { smtp: 65536 } }, 'invalid-option', /ports\.smtp/);
    await rejects({ limits: { clients: 0 } }, 'invalid-option', /limits\.clients/);
    await rejects({ limits: { messageSize: 1.5 } }, 'invalid-option', /limits\.messageSize/);
  });

  it('leaves nothing open when a port is taken', async () => {
    const free = await freePort();
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as net.AddressInfo;
    await rejects({ ports: { smtp: free, lmtp: port } }, 'listen-failed', /lmtp .*EADDRINUSE/);
    await (await startTestServer({ ports: { smtp: free } })).stop();
    taken.close();
    await once(taken, 'close');
  });

  it('ends every connection at stop, frees the ports and leaves no handle', async () => {
    const before = await handles();
    const server = await startTestServer();
    const idle = await greet(server.ports.smtp);
    const sending = await greet(server.ports.lmtp, 'LHLO');
    await sending.say('MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA');
    sending.write('half a mess');
    const secure = await connectTls(server.ports.smtps, { ca: server.ca, servername: 'localhost' });
    await secure.reply();
    const upgraded = await greet(server.ports.smtp);
    await upgraded.say('STARTTLS');
    await upgraded.startTls({ ca: server.ca, servername: 'localhost' });
    // Two whose handshake never comes, and one that never closes its side.
    const upgrading = await greet(server.ports.smtp);
    await upgrading.say('STARTTLS');
    const silent = await connect(server.ports.smtps);
    const stubborn = net.connect({ port: server.ports.smtp, host: '127.0.0.1', allowHalfOpen: true });
    stubborn.on('error', () => undefined).resume();
    await once(stubborn, 'data');

    const started = performance.now();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    assert.ok(performance.now() - started < 1000);
    assert.equal(await idle.reply(), '421 4.4.2 Server shutting down');
    assert.equal(await secure.reply(), '421 4.4.2 Server shutting down');
    stubborn.destroy();
    for (const client of [idle, sending, secure, upgraded, upgrading, silent]) await client.closed();
    assert.deepEqual(server.mailbox.messages, []);
    assert.deepEqual(await handles(), before);

    const again = await startTestServer({ ports: server.ports });
    assert.deepEqual(again.ports, server.ports);
    await again.stop();
  });
});

describe('test server: clients that misbehave', () => {
  it('survives resets at any point, and TLS that is none', async () => {
    const server = await startTestServer();
    const errors: string[] = [];
    server.onEvent(({ kind, text }) => kind === 'error' && errors.push(text));

    (await connect(server.ports.smtp)).socket.resetAndDestroy();
    (await connect(server.ports.smtps)).socket.resetAndDestroy();
    const sending = await greet(server.ports.smtp);
    await sending.say('MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA');
    sending.write('half a mess');
    sending.socket.resetAndDestroy();
    const upgrading = await greet(server.ports.smtp);
    await upgrading.say('STARTTLS');
    upgrading.socket.resetAndDestroy();
    const mistaken = await greet(server.ports.smtp);
    await mistaken.say('STARTTLS');
    mistaken.write('EHLO again\r\n');
    await mistaken.closed();
    const plain = await connect(server.ports.smtps);
    plain.write('EHLO client.example\r\n');
    await plain.closed();

    const client = await greet(server.ports.smtp);
    await client.say('MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA');
    assert.match(await client.say('x\r\n.'), /^250 /);
    await client.end();
    assert.ok(errors.length >= 2, errors.join('\n'));
    assert.equal(server.mailbox.messages.length, 1);
    await server.stop();
  });

  it('takes no more clients at once than it may', async () => {
    const server = await startTestServer({ limits: { clients: 1 } });
    const first = await greet(server.ports.smtp);
    const second = await connect(server.ports.smtp);
    assert.match(await second.reply(), /^421 localhost Too many connected clients/);
    await second.closed();
    await first.end();
    await (await greet(server.ports.smtp)).end();
    await server.stop();
  });

  it('does not wait for ever', async () => {
    const server = await startTestServer({ limits: { idleTimeout: 100 } });
    const client = await greet(server.ports.smtp);
    assert.match(await client.reply(), /^421 4\.4\.2 Timeout/);
    await client.closed();
    await server.stop();
  });
});

function rejects(options: TestServerOptions, code: TestServerError['code'], message: RegExp): Promise<void> {
  return assert.rejects(startTestServer(options), (error) => {
    assert.ok(error instanceof TestServerError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What keeps the process alive, as of the next turn: a handle that was closed in this one is still listed in it. */
async function handles(): Promise<string[]> {
  await setImmediate();
  await setImmediate();
  return process
    .getActiveResourcesInfo()
    .filter((name) => /^(TCP|TLS|Timeout)/.test(name))
    .sort();
}
