import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { connect } from '../../../src/transport/socket';
import type { ConnectionError, ConnectionFacts, Target } from '../../../src/transport/transport';

describe('where a connection leads', () => {
  const servers: net.Server[] = [];
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-dial-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function serve(where: net.ListenOptions): Promise<{ port: number; received: Promise<Buffer> }> {
    const server = net.createServer();
    servers.push(server);
    const received = new Promise<Buffer>((resolve) => {
      server.on('connection', (socket) => {
        const chunks: Buffer[] = [];
        socket
          .on('data', (chunk) => chunks.push(chunk))
          .on('end', () => resolve(Buffer.concat(chunks)))
          .on('error', () => undefined);
      });
    });
    await new Promise<void>((resolve) => server.listen(where, resolve));
    const address = server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : 0, received };
  }

  async function reach(target: Partial<Target>): Promise<ConnectionFacts | ConnectionError> {
    const result = await connect(
      { host: '127.0.0.1', port: 0, timeout: 5_000, ...target },
      new AbortController().signal,
    );
    if (result.kind === 'failed') return result.error;
    result.transport.close();
    return result.transport.facts;
  }

  async function failure(target: Partial<Target>): Promise<ConnectionError> {
    const reached = await reach(target);
    assert.ok('message' in reached);
    return reached;
  }

  it('goes on to the next address when one is dead', async () => {
    const { port } = await serve({ host: '127.0.0.1', port: 0 });
    const facts = await reach({
      host: 'mail.example.test',
      port,
      addresses: ['::1', '127.0.0.9', '127.0.0.1'],
    });
    assert.ok('remoteAddress' in facts, JSON.stringify(facts));
    assert.equal(facts.remoteAddress, '127.0.0.1');
  });

  it('tells each address that it tried', async () => {
    const { message } = await failure({
      host: 'mail.example.test',
      port: 1,
      addresses: ['127.0.0.1', '127.0.0.2'],
    });
    assert.equal(
      message,
      'mail.example.test:1 refused the connection: nothing listens there (tried 127.0.0.1: refused; 127.0.0.2: refused)',
    );
  });

  it('keeps to the family that was asked for', async () => {
    const { port } = await serve({ host: '127.0.0.1', port: 0 });
    const addresses = ['::1', '127.0.0.1'];
    const host = 'mail.example.test';
    assert.ok('remoteAddress' in (await reach({ host, port, addresses, family: 4 })));
    assert.match(
      (await failure({ host, port, addresses: ['127.0.0.1'], family: 6 })).message,
      /no IPv6 address/,
    );
    assert.match((await failure({ port, family: 6 })).message, /is an IPv4 address, and @ip asks for IPv6/);
  });

  it('comes from the address that was asked for', async () => {
    const { port } = await serve({ host: '127.0.0.1', port: 0 });
    const facts = await reach({ port, bind: '127.0.0.7' });
    assert.equal('localAddress' in facts && facts.localAddress, '127.0.0.7');
    const named = await reach({
      host: 'mail.example.test',
      port,
      addresses: ['::1', '127.0.0.1'],
      bind: '127.0.0.7',
    });
    assert.equal('localAddress' in named && named.localAddress, '127.0.0.7');
  });

  it('explains a local address that is none of this machine’s, or of the other family', async () => {
    const { port } = await serve({ host: '127.0.0.1', port: 0 });
    assert.match(
      (await failure({ port, bind: '192.0.2.1' })).message,
      /192\.0\.2\.1 \(@bind\).*none of this machine/,
    );
    assert.match((await failure({ port, bind: '::1' })).message, /@bind asks for IPv6/);
    const both = await failure({ host: 'localhost', port, bind: '127.0.0.1', family: 6 });
    assert.match(both.message, /\(@bind\) is an IPv4 address, and @ip asks for IPv6/);
  });

  it('sends what comes before all else', async () => {
    const { port, received } = await serve({ host: '127.0.0.1', port: 0 });
    await reach({ port, preamble: Buffer.from('PROXY UNKNOWN\r\n') });
    assert.equal((await received).toString(), 'PROXY UNKNOWN\r\n');
  });

  it('sends it before a handshake too', async () => {
    const { port, received } = await serve({ host: '127.0.0.1', port: 0 });
    const tls = { serverName: 'mail.example.test', verify: true };
    await reach({ port, preamble: Buffer.from('PROXY UNKNOWN\r\n'), tls, timeout: 100 });
    const bytes = await received;
    assert.equal(bytes.subarray(0, 15).toString(), 'PROXY UNKNOWN\r\n');
    assert.equal(bytes[15], 0x16, 'a handshake record of TLS follows');
  });

  describe('a unix socket', () => {
    it('by its path', async () => {
      const socket = path.join(folder, 'lmtp');
      const { received } = await serve({ path: socket });
      const facts = await reach({ path: socket, preamble: Buffer.from('LHLO') });
      assert.deepEqual(facts, { remoteAddress: socket, remotePort: 0, localAddress: '' });
      assert.equal((await received).toString(), 'LHLO');
    });

    if (process.platform === 'linux')
      it('in the abstract namespace', async () => {
        const socket = `\0smtp-transcript-test-${process.pid}`;
        await serve({ path: socket });
        const facts = await reach({ path: socket });
        assert.ok('remoteAddress' in facts);
        assert.equal(facts.remoteAddress, `@smtp-transcript-test-${process.pid}`);
        const { message } = await failure({ path: '\0smtp-transcript-test-nobody' });
        assert.equal(message, '@smtp-transcript-test-nobody refused the connection: nothing listens there');
      });

    it('that is not there, or no socket, or too long', async () => {
      const missing = path.join(folder, 'missing');
      assert.equal((await failure({ path: missing })).message, `There is no socket at ${missing}`);
      const file = await failure({ path: path.resolve('package.json') });
      assert.match(file.hint ?? '', /the file is no socket/);
      assert.match((await failure({ path: `/${'x'.repeat(200)}` })).message, /at most 107 octets/);
    });
  });
});
