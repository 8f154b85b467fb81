import assert from 'node:assert/strict';
import * as net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../../../src/transport/socket';
import type { Target, Transport } from '../../../src/transport/transport';
import { listenOnLoopback } from '../../support/listening';

describe('connect', () => {
  let server: net.Server;
  let peers: net.Socket[];
  let port: number;
  beforeEach(async () => {
    peers = [];
    server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      peers.push(socket);
    });
    port = await listenOnLoopback(server);
  });
  afterEach(async () => {
    for (const peer of peers) peer.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const never = new AbortController().signal;

  async function open(extra: Partial<Target> = {}, signal = never): Promise<Transport> {
    const result = await connect({ host: '127.0.0.1', port, timeout: 2_000, ...extra }, signal);
    if (result.kind === 'failed') throw new Error(result.error.message);
    while (peers.length === 0) await delay(1);
    return result.transport;
  }

  async function failure(extra: Partial<Target>): Promise<string> {
    const result = await connect({ host: '127.0.0.1', port, timeout: 2_000, ...extra }, never);
    return result.kind === 'failed' ? result.error.kind : 'connected';
  }

  it('reads lines, and is told of the end after the last of them', async () => {
    const transport = await open();
    peers[0]?.end('220 one\r\n220 two\r\nhalf');
    const texts = [];
    for (;;) {
      const read = await transport.readLine(2_000);
      if (read.kind === 'failed') {
        assert.equal(read.error.message, 'The server closed the connection in the middle of a line');
        break;
      }
      texts.push(read.text);
    }
    assert.deepEqual(texts, ['220 one', '220 two']);
    assert.equal(Buffer.from(transport.discardUnread()).toString(), 'half');
    transport.close();
  });

  it('tries to stay awake for an answer, and sleeps where that is as good', async () => {
    const transport = await open();
    const { setImmediate: original } = globalThis;
    const turns: number[] = [];
    try {
      for (let at = 0; at < 30; at++) {
        let count = 0;
        globalThis.setImmediate = Object.assign(
          (...args: Parameters<typeof original>) => {
            count++;
            return original(...args);
          },
          { __promisify__: original.__promisify__ },
        );
        setTimeout(() => peers[0]?.write('250 Ok\r\n'), 5);
        assert.equal((await transport.readLine(2_000)).kind, 'line');
        turns.push(count);
      }
    } finally {
      globalThis.setImmediate = original;
    }
    const awake = turns.map((count) => count > 0);
    assert.ok(!awake.slice(0, 9).includes(true) && !awake.slice(9, 18).includes(false), String(turns));
    assert.ok(!awake.slice(18).includes(true), String(turns));
    transport.close();
  });

  it('gives up a line without an end, however it comes', async () => {
    const transport = await open();
    peers[0]?.write('x'.repeat(70_000));
    const read = await transport.readLine(2_000);
    assert.equal(read.kind === 'failed' && read.error.kind, 'lineTooLong');
    transport.close();
  });

  it('stops reading from a server that says more than anybody reads', async () => {
    const transport = await open();
    const peer = peers[0];
    assert.ok(peer !== undefined);
    const flood = Buffer.from('250 more\r\n'.repeat(6_000));
    let written = 0;
    for (let at = 0; at < 1_000 && !peer.writableNeedDrain; at++) {
      peer.write(flood);
      await delay(1);
      written += flood.length;
    }
    assert.ok(peer.writableNeedDrain, `${written} octets were taken`);
    transport.close();
  });

  it('waits for a slow reader, but not for ever', async () => {
    const transport = await open();
    peers[0]?.pause();
    let error;
    for (let at = 0; at < 1_000 && error === undefined; at++)
      error = await transport.write(Buffer.alloc(100_000), 100);
    assert.equal(error?.kind, 'timeout');
    transport.close();
  });

  it('hears an abort in every wait, and closes the socket', async () => {
    for (const wait of [
      (transport: Transport) => transport.readLine(5_000),
      (transport: Transport) => transport.startTls({ serverName: 'x.example.test', verify: true }, 5_000),
    ]) {
      const abort = new AbortController();
      const transport = await open({}, abort.signal);
      const peer = peers.at(-1);
      const closed = new Promise((resolve) => peer?.once('end', resolve).once('close', resolve).resume());
      const waiting = wait(transport);
      setTimeout(() => abort.abort(), 20);
      const result = await waiting;
      assert.equal(result.kind === 'failed' && result.error.kind, 'cancelled');
      await closed;
      peers.pop()?.destroy();
    }
  });

  it('is cancelled before it has begun', async () => {
    const result = await connect({ host: '127.0.0.1', port, timeout: 100 }, AbortSignal.abort());
    assert.equal(result.kind === 'failed' && result.error.kind, 'cancelled');
  });

  it('says in a value what is wrong with its settings, and never throws', async () => {
    const tls = { serverName: 'localhost', verify: true } as const;
    assert.equal(await failure({ bind: 'not an address' }), 'other');
    assert.equal(await failure({ tls: { ...tls, ciphers: 'NO-SUCH-CIPHER' } }), 'tls');
    assert.equal(await failure({ tls: { ...tls, cert: 'no PEM', key: 'no PEM' } }), 'tls');
    assert.equal(await failure({ tls: { ...tls, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' } }), 'tls');
    assert.equal(await failure({ path: '/no/such/socket' }), 'refused');
  });

  it('closes twice without harm, and tells so to whoever reads on', async () => {
    const transport = await open();
    transport.close();
    transport.close();
    const read = await transport.readLine(1_000);
    assert.equal(read.kind === 'failed' && read.error.kind, 'closed');
    assert.equal((await transport.write(Buffer.from('x'), 1_000))?.kind, 'closed');
  });
});
