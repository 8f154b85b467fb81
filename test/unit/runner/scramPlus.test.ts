import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tls from 'node:tls';
import type { SessionEvent } from '../../../src/runner/events';
import { makeCertificates, type Certificates } from '../../support/certificates';
import { fakeHost } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';
import { listenOnLoopback } from '../../support/listening';

const SALT = Buffer.from('a salt of the tests');
const ITERATIONS = 4096;
const PASSWORD = 'pencil';

/**
 * A mail server that knows SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677) from its own side: it computes what the connection is bound
 * to by itself, and refuses a client that says otherwise.
 */
async function startServer(
  files: { readonly key: Buffer; readonly cert: Buffer },
  options: { readonly maxVersion?: tls.SecureVersion; readonly other?: boolean } = {},
): Promise<{ port: number; bound: string[]; close: () => Promise<void> }> {
  const bound: string[] = [];
  const server = tls.createServer({ ...files, maxVersion: options.maxVersion ?? 'TLSv1.3' }, (socket) => {
    socket.on('error', () => undefined);
    const say = (line: string): boolean => socket.write(`${line}\r\n`);
    const challenge = (text: string): boolean => say(`334 ${Buffer.from(text).toString('base64')}`);
    let bare = '';
    let first = '';
    let gs2 = '';
    say('220 mail.example.test ESMTP');
    let buffered = '';
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk.toString();
      const lines = buffered.split('\r\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) take(line);
    });

    function take(line: string): void {
      if (/^EHLO/.test(line)) say('250-mail.example.test\r\n250 AUTH SCRAM-SHA-256 SCRAM-SHA-256-PLUS');
      else if (/^QUIT/.test(line)) socket.end('221 Bye\r\n');
      else if (/^AUTH SCRAM-SHA-256-PLUS /.test(line)) {
        const text = decode(line.split(' ')[2] ?? '');
        const [, header = '', rest = ''] = /^(p=[^,]+,,)(.*)$/.exec(text) ?? [];
        [gs2, bare] = [header, rest];
        first = `r=${/r=([^,]+)/.exec(rest)?.[1] ?? ''}SERVER,s=${SALT.toString('base64')},i=${ITERATIONS}`;
        challenge(first);
      } else if (line === '') say('235 2.7.0 Welcome');
      else answer(decode(line));
    }

    function answer(text: string): void {
      const [, channel = '', withoutProof = '', proof = ''] = /^(?=c=([^,]+))(.*),p=(.+)$/.exec(text) ?? [];
      const type = /^p=([^,]+)/.exec(gs2)?.[1] ?? '';
      const mine = Buffer.concat([Buffer.from(gs2), bindingOf(type)]);
      const signed = `${bare},${first},${withoutProof}`;
      const salted = pbkdf2Sync(PASSWORD, SALT, ITERATIONS, 32, 'sha256');
      const clientKey = createHmac('sha256', salted).update('Client Key').digest();
      const stored = createHash('sha256').update(clientKey).digest();
      const signature = createHmac('sha256', stored).update(signed).digest();
      const given = Buffer.from(proof, 'base64').map((octet, at) => octet ^ (signature[at] ?? 0));
      const isClient = given.length === clientKey.length && timingSafeEqual(given, clientKey);
      if (!Buffer.from(channel, 'base64').equals(mine) || !isClient) {
        say('535 5.7.8 The channel is not that of the client');
        return;
      }
      bound.push(type);
      const serverKey = createHmac('sha256', salted).update('Server Key').digest();
      challenge(`v=${createHmac('sha256', serverKey).update(signed).digest('base64')}`);
    }

    function bindingOf(type: string): Buffer {
      if (options.other === true) return Buffer.alloc(32);
      if (type === 'tls-exporter')
        return socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
      const der = Buffer.from(files.cert.toString().replace(/-----[^-]+-----/g, ''), 'base64');
      return createHash('sha256').update(der).digest();
    }
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    bound,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();

describe('SCRAM with -PLUS', () => {
  let folder: string;
  let certificates: Certificates;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-scram-'));
    certificates = await makeCertificates(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function authenticate(
    options: Parameters<typeof startServer>[1],
    directives = '',
  ): Promise<{ events: SessionEvent[]; bound: string[] }> {
    const { key, certificate } = certificates.good;
    const server = await startServer({ key: readFileSync(key), cert: readFileSync(certificate) }, options);
    const text = [
      ...[
        '# @tls-ca ca.pem',
        directives,
        `CONNECT smtps://127.0.0.1:${server.port}`,
        'S: 220',
        'C: EHLO me',
        'S: 250',
      ],
      ...['C: AUTH SCRAM-SHA-256-PLUS {{$sasl user {{$secret work}}}}', 'S: 334'],
      ...['C: {{$sasl}}', 'S: 334|235', 'C: {{$sasl}}', 'S: 235', 'C: QUIT', 'S: 221'],
    ].join('\n');
    const world = { secrets: { work: PASSWORD }, files: { 'ca.pem': readFileSync(certificates.ca) } };
    try {
      return { events: await runTranscript(text, fakeHost(world)), bound: server.bound };
    } finally {
      await server.close();
    }
  }

  const status = ({ events }: { events: readonly SessionEvent[] }): string | undefined =>
    events.flatMap((event) => (event.type === 'end' ? [event.status] : []))[0];

  for (const [what, options, directives, type] of [
    ['the exporter of TLS 1.3', {}, '', 'tls-exporter'],
    ['the certificate, before TLS 1.3', { maxVersion: 'TLSv1.2' }, '', 'tls-server-end-point'],
    [
      'the certificate, if that is wanted',
      {},
      '# @channel-binding tls-server-end-point',
      'tls-server-end-point',
    ],
  ] as const)
    it(`is bound to ${what}`, async () => {
      const done = await authenticate(options, directives);
      assert.equal(status(done), 'passed', JSON.stringify(done.events));
      assert.deepEqual(done.bound, [type]);
    });

  it('is refused where somebody sits between', async () => {
    const done = await authenticate({ other: true });
    assert.equal(status(done), 'failed');
    assert.deepEqual(done.bound, []);
  });

  for (const [options, directives] of [
    [{}, '# @channel-binding off'],
    [{ maxVersion: 'TLSv1.2' }, '# @channel-binding tls-exporter'],
  ] as const)
    it(`says that there is nothing to bind to: ${directives}`, async () => {
      const { events } = await authenticate(options, directives);
      const failure = events.find((event) => event.type === 'failure');
      assert.match(failure?.message ?? '', /nothing to bind to/);
    });
});
