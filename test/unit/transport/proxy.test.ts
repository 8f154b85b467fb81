import assert from 'node:assert/strict';
import * as net from 'node:net';
import { connect } from '../../../src/transport/socket';
import type { ConnectResult, Proxy, Target } from '../../../src/transport/transport';
import { startHttpProxy, startSocksProxy, type ProxyBehaviour, type TestProxy } from '../../support/proxies';

const KINDS = [
  { kind: 'socks5', name: 'a SOCKS5 proxy', start: startSocksProxy },
  { kind: 'http', name: 'an HTTP proxy', start: startHttpProxy },
] as const;

describe('through a proxy', () => {
  let server: net.Server;
  let port: number;
  const proxies: TestProxy[] = [];
  before(async () => {
    server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 mail.example.test\r\n');
      socket.on('data', (chunk) => socket.write(`250 ${chunk.toString().trim()}\r\n`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as net.AddressInfo).port;
  });
  after(() => server.close());
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.close();
  });

  for (const { kind, name, start } of KINDS)
    describe(name, () => {
      async function proxied(behaviour: ProxyBehaviour = {}): Promise<TestProxy> {
        const proxy = await start(behaviour);
        proxies.push(proxy);
        return proxy;
      }

      function through(
        proxy: Pick<TestProxy, 'port'>,
        target: Partial<Target> = {},
        credentials: Partial<Proxy> = {},
        signal = new AbortController().signal,
      ): Promise<ConnectResult> {
        const by: Proxy = { kind, host: '127.0.0.1', port: proxy.port, ...credentials };
        return connect({ host: '127.0.0.1', port, timeout: 5_000, proxy: by, ...target }, signal);
      }

      async function talk(result: ConnectResult): Promise<string[]> {
        if (result.kind === 'failed') throw new Error(result.error.message);
        const { transport } = result;
        const lines: string[] = [];
        for (const command of ['', 'NOOP\r\n']) {
          if (command !== '') await transport.write(Buffer.from(command), 1_000);
          const line = await transport.readLine(2_000);
          lines.push(line.kind === 'line' ? line.text : line.error.message);
        }
        transport.close();
        return lines;
      }

      async function failure(result: Promise<ConnectResult>): Promise<{ kind: string; message: string }> {
        const settled = await result;
        if (settled.kind === 'failed') return settled.error;
        settled.transport.close();
        throw new Error('it connected');
      }

      it('talks to the server, whose first line may come at once', async () => {
        const proxy = await proxied();
        for (let time = 0; time < 20; time++)
          assert.deepEqual(await talk(await through(proxy)), ['220 mail.example.test', '250 NOOP']);
        assert.equal(proxy.asked[0], `127.0.0.1:${port}`);
      });

      it('leaves names to the proxy', async () => {
        const proxy = await proxied({ hosts: { 'only.there.example.test': port } });
        const result = await through(proxy, { host: 'only.there.example.test', port: 25 });
        assert.deepEqual(await talk(result), ['220 mail.example.test', '250 NOOP']);
        assert.deepEqual(proxy.asked, ['only.there.example.test:25']);
      });

      it('asks for a name outside ASCII as the DNS knows it', async () => {
        const proxy = await proxied({ hosts: { 'xn--bcher-kva.example': port } });
        assert.deepEqual((await talk(await through(proxy, { host: 'bücher.example' })))[1], '250 NOOP');
      });

      it('asks for IPv6', async () => {
        const proxy = await proxied();
        const { message } = await failure(through(proxy, { host: '::1', port: 1 }));
        assert.ok(message.includes('did not connect to [::1]:1'), message);
        assert.match(proxy.asked[0] ?? '', /^(?:\[::1\]|0:0:0:0:0:0:0:1):1$/);
      });

      it('says who it is', async () => {
        const proxy = await proxied({ user: 'me', password: 'öpen: sesame' });
        const result = await through(proxy, {}, { user: 'me', password: 'öpen: sesame' });
        assert.equal((await talk(result))[1], '250 NOOP');
      });

      it('is told that credentials are wanted, or wrong, without one of them', async () => {
        const proxy = await proxied({ user: 'me', password: 'sesame' });
        const where = `The proxy 127.0.0.1:${proxy.port}`;
        const missing = await failure(through(proxy));
        assert.deepEqual([missing.kind, missing.message], ['proxy', `${where} wants a user and a password`]);
        const wrong = await failure(through(proxy, {}, { user: 'me', password: 'other' }));
        assert.equal(wrong.message, `${where} did not accept the user and the password of @proxy`);
      });

      it('is told that the server cannot be reached from there', async () => {
        const proxy = await proxied();
        for (const target of [
          { host: '127.0.0.1', port: 1 },
          { host: 'nowhere.example.test', port: 25 },
        ]) {
          const { kind: what, message } = await failure(through(proxy, target));
          assert.equal(what, 'proxy');
          assert.ok(
            message.startsWith(
              `The proxy 127.0.0.1:${proxy.port} did not connect to ${target.host}:${target.port}: `,
            ),
            message,
          );
        }
      });

      it('is told that the proxy gives a reason that nobody knows', async () => {
        const { message } = await failure(through(await proxied({ refuses: kind === 'http' ? 599 : 199 })));
        const reason = { http: 'it answered 599', socks5: 'it gives a reason that RFC 1928 does not have' };
        assert.ok(message.endsWith(`: ${reason[kind]}`), message);
      });

      it('is told that nobody is the proxy', async () => {
        const { kind: what, message } = await failure(through({ port: 1 }));
        assert.equal(what, 'refused');
        assert.equal(message, 'The proxy 127.0.0.1:1 refused the connection: nothing listens there');
      });

      it('is told that what is there is no proxy of that kind', async () => {
        const proxy = await proxied({ says: '220 mail.example.test ESMTP\r\n' });
        const { message } = await failure(through(proxy));
        assert.match(message, /does not speak (?:SOCKS5|HTTP)$/);
      });

      it('is told that the proxy went away', async () => {
        const proxy = await proxied({ leaves: true });
        const { message } = await failure(through(proxy));
        assert.match(message, /closed the connection instead of making one/);
      });

      it('does not wait for a silent one for ever', async () => {
        const proxy = await proxied({ silent: true });
        const { kind: what, message } = await failure(through(proxy, { timeout: 60 }));
        assert.equal(what, 'timeout');
        assert.match(message, /did not make the connection within 60 ms/);
      });

      it('hears an abort', async () => {
        const proxy = await proxied({ silent: true });
        const abort = new AbortController();
        const waiting = failure(through(proxy, {}, {}, abort.signal));
        setTimeout(() => abort.abort(), 20);
        assert.equal((await waiting).kind, 'cancelled');
      });

      it('refuses what it cannot ask for', async () => {
        const proxy = await proxied();
        assert.equal((await failure(through(proxy, { path: '/run/lmtp' }))).kind, 'proxy');
        const long = await failure(through(proxy, { host: 'x'.repeat(300) }));
        assert.equal(long.kind, 'proxy');
      });
    });
});
