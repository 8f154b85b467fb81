import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { SessionEvent } from '../../../src/runner/events';
import type { Host } from '../../../src/runner/host';
import { makeCertificates, type Certificates } from '../../support/certificates';
import { fakeHost, type FakeWorld } from '../../support/fakeHost';
import { fakeResolver, type FakeZone } from '../../support/fakeResolver';
import { startHttpProxy, startSocksProxy, type TestProxy } from '../../support/proxies';
import { runTranscript } from '../../support/runTranscript';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

const GREETS = 'S: 220 mail.example.test\nC: QUIT\nS: 221 Bye\nS: <close>\n';
const TALK = 'S: 220\nC: QUIT\nS: 221\n';

describe('how a run connects', () => {
  let folder: string;
  let certificates: Certificates;
  let server: ScriptedServer | undefined;
  let proxy: TestProxy | undefined;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-connect-'));
    certificates = await makeCertificates(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await server?.close();
    await proxy?.close();
    server = proxy = undefined;
  });

  async function serve(script: string): Promise<number> {
    const { good } = certificates;
    server = await startScriptedServer(script, { certificates: { good } });
    return server.port;
  }

  function runs(text: string, world: FakeWorld = {}, overrides: Partial<Host> = {}): Promise<SessionEvent[]> {
    const files = { 'ca.pem': readFileSync(certificates.ca), ...world.files };
    return runTranscript(text, fakeHost({ ...world, files }, overrides));
  }

  const dns = (zone: FakeZone): Partial<Host> => ({ resolver: fakeResolver(zone) });
  const notices = (events: readonly SessionEvent[]): string[] =>
    events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  const failures = (events: readonly SessionEvent[]): string[] =>
    events.flatMap((event) => (event.type === 'failure' ? [event.message] : []));
  const status = (events: readonly SessionEvent[]): string | undefined =>
    events.flatMap((event) => (event.type === 'end' ? [event.status] : []))[0];

  describe('by mx://', () => {
    it('to the best host, and to the next one if that does not answer', async () => {
      const port = await serve(GREETS);
      const events = await runs(
        `CONNECT mx://example.test:${port}\n${TALK}`,
        {},
        dns({
          mx: {
            'example.test': [
              { exchange: 'second.example.test', preference: 20 },
              { exchange: 'first.example.test', preference: 10 },
            ],
          },
          addresses: { 'first.example.test': ['127.0.0.9'], 'second.example.test': ['127.0.0.1'] },
        }),
      );
      assert.equal(status(events), 'passed', JSON.stringify(events));
      assert.deepEqual(notices(events), [
        'example.test takes its mail at first.example.test (10), second.example.test (20)',
        `first.example.test:${port} refused the connection: nothing listens there (tried 127.0.0.9: refused)`,
        'trying second.example.test',
      ]);
    });

    it('to five hosts at most, however many a domain has', async () => {
      const names = Array.from({ length: 20 }, (_, at) => `mx${String(at).padStart(2, '0')}.example.test`);
      const tried: string[] = [];
      const events = await runs(
        `CONNECT mx://example.test\n${TALK}`,
        {},
        {
          ...dns({ mx: { 'example.test': names.map((exchange) => ({ exchange, preference: 10 })) } }),
          connect: ({ host }) => {
            tried.push(host);
            return Promise.resolve({
              kind: 'failed',
              error: { kind: 'timeout', message: `${host} is silent` },
            });
          },
        },
      );
      assert.deepEqual(tried, names.slice(0, 5));
      assert.match(notices(events)[0] ?? '', /mx04\.example\.test \(10\) and 15 more, which are not tried$/);
      assert.deepEqual(failures(events), ['mx04.example.test is silent']);
      assert.equal(status(events), 'error');
    });

    it('to the domain itself, where it has no MX record', async () => {
      const port = await serve(GREETS);
      const zone = dns({ addresses: { 'example.test': ['127.0.0.1'] } });
      const events = await runs(`CONNECT mx://example.test:${port}\n${TALK}`, {}, zone);
      assert.equal(status(events), 'passed', JSON.stringify(events));
      assert.deepEqual(notices(events), [
        'example.test takes its mail at example.test (there is no MX record)',
      ]);
    });

    it('by way of a variable, and of the command line', async () => {
      const port = await serve(GREETS);
      const zone = dns({ addresses: { 'example.test': ['127.0.0.1'] } });
      const url = `mx://example.test:${port}`;
      const events = await runs(`@url = ${url}\n# @server {{url}}\n${TALK}`, {}, zone);
      assert.equal(status(events), 'passed', JSON.stringify(events));
      const server2 = { scheme: 'mx', host: 'example.test', port: 1, options: {} } as const;
      const refused = await runs(TALK, {}, { ...zone, server: server2 });
      assert.match(failures(refused)[0] ?? '', /^example\.test:1 refused the connection/);
    });

    it('and has the certificate hold the host’s name', async () => {
      const mx = { 'example.test': [{ exchange: 'mail.example.test', preference: 10 }] };
      const zone = dns({ mx, addresses: { 'mail.example.test': ['127.0.0.1'] } });
      const port = await serve('S: 220 x\nC: STARTTLS\nS: 220 Go\nS: <tls good.pem>\nC: QUIT\nS: 221 Bye\n');
      const text = `# @tls-ca ca.pem\nCONNECT mx://example.test:${port}\nS: 220\nC: STARTTLS\nS: 220\nC: QUIT\nS: 221\n`;
      const events = await runs(text, {}, zone);
      assert.equal(status(events), 'passed', JSON.stringify(events));
      const told = events.find((event) => event.type === 'tls');
      assert.equal(told?.facts.sni, 'mail.example.test');
    });

    for (const [what, domain, zone, words] of [
      ['no host', 'example.test', {}, /no MX record and no address/],
      [
        'the null MX',
        'example.test',
        { mx: { 'example.test': [{ exchange: '', preference: 0 }] } },
        /RFC 7505/,
      ],
      ['an address', '192.0.2.1', {}, /takes a mail domain/],
    ] as const)
      it(`not where there is ${what}`, async () => {
        const events = await runs(`CONNECT mx://${domain}\n${TALK}`, {}, dns(zone));
        assert.equal(status(events), 'error');
        assert.match(failures(events)[0] ?? '', words);
      });
  });

  describe('through @proxy', () => {
    for (const [kind, start] of [
      ['socks5', startSocksProxy],
      ['http', startHttpProxy],
    ] as const)
      it(`${kind}, with a password that nobody gets to see`, async () => {
        const password = 'p@ss:w/rd 100%';
        const port = await serve(GREETS);
        proxy = await start({ user: 'me', password, hosts: { 'mail.example.test': port } });
        const text = `# @proxy ${kind}://me:{{$secret proxy}}@127.0.0.1:${proxy.port}\ntelnet mail.example.test 25\n${TALK}`;
        const events = await runs(text, { secrets: { proxy: password } });
        assert.equal(status(events), 'passed', JSON.stringify(events));
        assert.deepEqual(notices(events), [
          `by way of the proxy ${kind}://127.0.0.1:${proxy.port} to smtp://mail.example.test:25`,
        ]);
        const wrong = await runs(text.replace('{{$secret proxy}}', 'hunter22'));
        assert.equal(status(wrong), 'error');
        assert.match(failures(wrong)[0] ?? '', /did not accept the user and the password/);
        for (const secret of [password, encodeURIComponent(password), 'hunter22'])
          assert.ok(!JSON.stringify([events, wrong]).includes(secret));
      });

    it('given as a whole by a variable, and by the command line', async () => {
      const port = await serve(GREETS);
      proxy = await startSocksProxy({ hosts: { 'mail.example.test': port } });
      const world = { environment: { PROXY: `socks5://127.0.0.1:${proxy.port}` } };
      const events = await runs(`# @proxy {{$processEnv PROXY}}\ntelnet mail.example.test\n${TALK}`, world);
      assert.equal(status(events), 'passed', JSON.stringify(events));
      await server?.close();
      const again = await serve(GREETS);
      const by = { kind: 'socks5', host: '127.0.0.1', port: proxy.port } as const;
      const given = await runs(`telnet 127.0.0.1 ${again}\n${TALK}`, {}, { overrides: { proxy: by } });
      assert.equal(status(given), 'passed', JSON.stringify(given));
    });

    it('leaves the names of mail hosts to it', async () => {
      const port = await serve(GREETS);
      proxy = await startSocksProxy({ hosts: { 'mx.example.test': port } });
      const mx = { 'example.test': [{ exchange: 'mx.example.test', preference: 10 }] };
      const zone = dns({ mx, addresses: { 'mx.example.test': ['192.0.2.1'] } });
      const text = `# @proxy socks5://127.0.0.1:${proxy.port}\nCONNECT mx://example.test\n${TALK}`;
      const events = await runs(text, {}, zone);
      assert.equal(status(events), 'passed', JSON.stringify(events));
      assert.deepEqual(proxy.asked, ['mx.example.test:25']);
    });

    it('does not run with a URL that is none, and does not quote it', async () => {
      const world = { secrets: { url: 'ftp://me:hunter22@h' } };
      const events = await runs(`# @proxy {{$secret url}}\ntelnet 127.0.0.1 1\n${TALK}`, world);
      assert.match(failures(events)[0] ?? '', /^@proxy: a proxy speaks socks5 or http/);
      assert.ok(!JSON.stringify(events).includes('hunter22'));
    });
  });

  describe('with @proxy-protocol', () => {
    it('sends the header first', async () => {
      const port = await serve(`C: PROXY TCP4 192.0.2.1 198.51.100.1 4000 25\n${GREETS}`);
      const events = await runs(
        `# @proxy-protocol v1 192.0.2.1:4000 198.51.100.1:25\ntelnet 127.0.0.1 ${port}\n${TALK}`,
      );
      assert.equal(status(events), 'passed', JSON.stringify(events));
      assert.deepEqual(await server?.done, []);
      assert.deepEqual(notices(events), [
        'sent the header of the PROXY protocol, version 1: PROXY TCP4 192.0.2.1 198.51.100.1 4000 25',
      ]);
    });

    it('sends it in binary', async () => {
      const signature = String.raw`\r\n\r\n\0\r\nQUIT\n`;
      const port = await serve(`C!: ${signature}\\x20\\0\\0\\0\n${GREETS}`);
      const events = await runs(`# @proxy-protocol v2 local\ntelnet 127.0.0.1 ${port}\n${TALK}`);
      assert.equal(status(events), 'passed', JSON.stringify(events));
      assert.deepEqual(await server?.done, []);
    });
  });

  describe('with directives that are filled in', () => {
    it('from variables', async () => {
      const port = await serve('S: <tls good.pem>\nS: 220 mail.example.test\nC: QUIT\nS: 221 Bye\n');
      const text = [
        '@ca = ca',
        '@local = 127.0.0.5',
        '# @tls-ca {{ca}}.pem',
        '# @bind {{local}}',
        '# @sni {{name}}',
        '# @tls-max {{version}}',
        '# @timeout {{wait}}',
        `CONNECT smtps://127.0.0.1:${port}`,
        TALK,
      ].join('\n');
      const variables = { name: 'mail.example.test', version: 'TLSv1.2', wait: '5s' };
      const events = await runs(text, { variables });
      assert.equal(status(events), 'passed', JSON.stringify(events));
      const facts = events.find((event) => event.type === 'tls')?.facts;
      assert.deepEqual([facts?.sni, facts?.protocol], ['mail.example.test', 'TLSv1.2']);
      assert.equal(events.find((event) => event.type === 'connected')?.localAddress, '127.0.0.5');
    });

    it('and are told at their line when they come to nothing', async () => {
      const text = `# @ip {{version}}\n# @timeout {{wait}}\ntelnet 127.0.0.1 1\n${TALK}`;
      const events = await runs(text, { variables: { version: '5', wait: 'long' } });
      assert.deepEqual(
        events.flatMap((event) => (event.type === 'failure' ? [[event.line, event.message]] : [])),
        [
          [1, '@ip: the value is one of 4, 6 (nothing was sent)'],
          [2, '@timeout: a duration is a number with ms, s or m, such as 30s (nothing was sent)'],
        ],
      );
      const unknown = await runs(`# @bind {{nothing}}\ntelnet 127.0.0.1 1\n${TALK}`);
      assert.match(failures(unknown)[0] ?? '', /The variable “nothing” has no value/);
    });
  });

  it('finds bad settings of a STARTTLS to come before it connects', async () => {
    const text = `# @tls-ciphers NO-SUCH\ntelnet 127.0.0.1 1\nS: 220\nC: STARTTLS\nS: 220\n`;
    assert.match(failures(await runs(text))[0] ?? '', /knows no cipher suite/);
  });

  it('masks in all of a chain what is secret', async () => {
    const port = await serve('S: <tls good.pem>\nS: 220 mail.example.test\nC: QUIT\nS: 221 Bye\n');
    const text = `# @tls-passphrase {{word}}\n# @tls-ca ca.pem\nCONNECT smtps://127.0.0.1:${port}\n${TALK}`;
    const events = await runs(text, { variables: { word: 'smtp-transcript test CA' } });
    assert.equal(status(events), 'passed');
    const facts = events.find((event) => event.type === 'tls')?.facts;
    assert.deepEqual(
      facts?.chain.map(({ issuer }) => issuer),
      ['CN=••••', 'CN=••••'],
    );
    assert.ok(!JSON.stringify(events).includes('smtp-transcript test CA'));
  });

  it('to a socket in the abstract namespace', async () => {
    const events = await runs(`CONNECT lmtp+unix://@smtp-transcript-nobody\n${TALK}`);
    assert.match(failures(events)[0] ?? '', /^@smtp-transcript-nobody refused the connection/);
  });
});
