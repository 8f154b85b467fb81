import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { getDiffieHellman } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { connect } from '../../../src/transport/socket';
import type { ConnectionError, TlsOptions } from '../../../src/transport/transport';
import { listenOnLoopback } from '../../support/listening';

/** A record of TLS (RFC 8446 section 5.1). */
function record(type: number, body: readonly number[]): Buffer {
  return Buffer.from([type, 3, 3, body.length >> 8, body.length & 255, ...body]);
}

const ALERT = 21;
const HANDSHAKE = 22;
const FATAL = 2;

/** A ServerHello without extensions (RFC 5246 section 7.4.1.3). */
function serverHello(version: readonly number[], cipher: readonly number[]): Buffer {
  const body = [...version, ...Array<number>(32).fill(7), 0, ...cipher, 0];
  return record(HANDSHAKE, [2, 0, 0, body.length, ...body]);
}

const PLAIN = /^x\.test does not speak TLS here: it answered the handshake in plain text$/;
const GARBLED = /^x\.test sent what has no place in a TLS handshake \([a-z ]+\)$/;
const alert = (name: string, words = ''): RegExp =>
  new RegExp(`^x\\.test ended TLS with the alert “${name}”${words === '' ? '$' : `: ${words}`}`);

interface Case {
  readonly what: string;
  /** What the server sends in answer to the ClientHello, before it closes. */
  readonly bytes: Buffer | string;
  readonly kind: ConnectionError['kind'];
  readonly message: RegExp;
  readonly hint: RegExp;
}

const CASES: readonly Case[] = [
  ...(
    [
      ['the greeting of a mail server', '220 mail.example.test ESMTP\r\n'],
      ['a greeting of several lines', '220-mail.example.test\r\n220 ESMTP\r\n'],
      ['a refusal', '554 5.7.1 no\r\n'],
      ['an answer of HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
      ['a request of HTTP', 'GET / HTTP/1.1\r\n\r\n'],
      ['another protocol’s greeting', 'SSH-2.0-OpenSSH_9.9\r\n'],
      ['zeros', Buffer.alloc(40)],
      ['a record that is too long', Buffer.from([HANDSHAKE, 3, 1, 255, 255, 1, 2, 3])],
    ] as const
  ).map(([what, bytes]) => ({
    what,
    bytes,
    kind: 'plaintext' as const,
    message: PLAIN,
    hint: /^Use smtp\+starttls:\/\/ .* port 465\.$/,
  })),
  ...(
    [
      ['rubbish in a record', record(HANDSHAKE, [...Buffer.from('rubbish')])],
      ['an unknown message', record(HANDSHAKE, [99, 0, 0, 1, 5])],
      ['data before there is a key', record(23, [1, 2, 3, 4])],
      ['an unknown type of record', record(0x55, [1])],
      ['a hello that is cut off', record(HANDSHAKE, [2, 0, 0, 3, 3, 3, 0])],
      ['an alert that is none', record(ALERT, [FATAL])],
      ['a cipher that there is not', serverHello([3, 3], [0, 0])],
    ] as const
  ).map(([what, bytes]) => ({
    what,
    bytes,
    kind: 'tls' as const,
    message: GARBLED,
    hint: /^Either it does not speak TLS as it should, or something between you and it changes/,
  })),
  ...(
    [
      [
        'nothing',
        '',
        /^x\.test closed the connection in answer to the TLS handshake, without having sent anything$/,
      ],
      ['one octet', '2', /^x\.test closed the connection during the TLS handshake, after 1 octet$/],
      [
        'half a record',
        Buffer.from([HANDSHAKE, 3, 3, 0, 80, 2, 0]),
        /^x\.test closed the connection during the TLS handshake, after 7 octets$/,
      ],
      ['a goodbye', record(ALERT, [1, 0]), /^x\.test closed the connection .*, after 7 octets$/],
      ['a warning', record(ALERT, [1, 112]), /^x\.test closed the connection .*, after 7 octets$/],
    ] as const
  ).map(([what, bytes, message]) => ({
    what,
    bytes,
    kind: 'tls' as const,
    message,
    hint: /^It may want another version of TLS.*; its log may say why\.$/,
  })),
  ...(
    [
      [10, 'unexpected message', '', /log/],
      [20, 'bad record mac', '', /log/],
      [22, 'record overflow', '', /log/],
      [40, 'handshake failure', 'no cipher suite, signature or curve in common', /@tls-ciphers.*@tls-cert/],
      [41, 'no certificate', 'it wants a client certificate', /@tls-cert/],
      [42, 'bad certificate', 'it does not accept the client certificate, or there is none', /@tls-cert/],
      [43, 'unsupported certificate', 'the client certificate is of a kind', /@tls-cert/],
      [44, 'certificate revoked', 'the client certificate was revoked', /@tls-cert/],
      [45, 'certificate expired', 'the client certificate has expired', /@tls-cert/],
      [46, 'certificate unknown', 'it does not accept the client certificate', /@tls-cert/],
      [47, 'illegal parameter', '', /log/],
      [48, 'unknown ca', 'it does not know the authority', /@tls-cert/],
      [49, 'access denied', 'the client certificate is good but not allowed', /@tls-cert/],
      [50, 'decode error', '', /log/],
      [51, 'decrypt error', 'a signature does not check out', /@tls-cert/],
      [71, 'insufficient security', 'it wants stronger cipher suites', /@tls-ciphers/],
      [80, 'internal error', 'something went wrong on its side', /log/],
      [90, 'user cancelled', '', /log/],
      [109, 'missing extension', 'it wants an extension that was not sent', /@sni/],
      [110, 'unsupported extension', '', /log/],
      [112, 'unrecognized name', 'it has no certificate for the name that was asked for', /@sni NAME/],
      [116, 'certificate required', 'it wants a client certificate', /@tls-cert FILE/],
      [120, 'no application protocol', 'it speaks none of the protocols of @tls-alpn', /@tls-alpn/],
    ] as const
  ).map(([code, name, words, hint]) => ({
    what: `alert ${code}`,
    bytes: record(ALERT, [FATAL, code]),
    kind: 'tls' as const,
    message: alert(name, words),
    hint,
  })),
  {
    what: 'alert 70',
    bytes: record(ALERT, [FATAL, 70]),
    kind: 'tls',
    message: /^x\.test and this client have no TLS version in common$/,
    hint: /@tls-min and @tls-max/,
  },
  {
    what: 'a hello of TLS 1.0',
    bytes: serverHello([3, 1], [0, 0x2f]),
    kind: 'tls',
    message: /^x\.test and this client have no TLS version in common$/,
    hint: /DEFAULT@SECLEVEL=0/,
  },
  {
    what: 'a hello without secure renegotiation',
    bytes: serverHello([3, 3], [0xc0, 0x2f]),
    kind: 'tls',
    message: /^x\.test speaks TLS without secure renegotiation \(RFC 5746\)/,
    hint: /renewed/,
  },
];

describe('a TLS handshake that fails is explained', () => {
  const servers: net.Server[] = [];
  let folder: string;
  let rsa: { readonly key: string; readonly cert: string };
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-handshakes-'));
    const file = (name: string): string => path.join(folder, name);
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=x.test', '-days', '9'],
        ...['-keyout', file('key.pem'), '-out', file('cert.pem')],
      ],
      { stdio: 'ignore' },
    );
    rsa = { key: readFileSync(file('key.pem'), 'utf8'), cert: readFileSync(file('cert.pem'), 'utf8') };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  function listening(server: net.Server): Promise<number> {
    servers.push(server);
    return listenOnLoopback(server);
  }

  /** Whoever connects gets these bytes in answer to the first that it sends. */
  const answering = (bytes: Buffer | string, after: (socket: net.Socket) => void): Promise<number> =>
    listening(
      net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          if (bytes.length > 0) socket.write(bytes);
          after(socket);
        });
      }),
    );

  async function failure(
    port: number,
    options: Partial<TlsOptions> = {},
    timeout = 5_000,
  ): Promise<ConnectionError> {
    const result = await connect(
      { host: '127.0.0.1', port, timeout, tls: { serverName: 'x.test', verify: false, ...options } },
      new AbortController().signal,
    );
    if (result.kind === 'failed') return result.error;
    result.transport.close();
    throw new Error('the handshake succeeded');
  }

  for (const { what, bytes, kind, message, hint } of CASES)
    it(`where the server sends ${what}`, async () => {
      const error = await failure(await answering(bytes, (socket) => socket.end()));
      assert.equal(error.kind, kind, error.message);
      assert.match(error.message, message);
      assert.match(error.hint ?? '', hint);
    });

  it('where the server cuts the connection off', async () => {
    const error = await failure(await answering('', (socket) => socket.resetAndDestroy()));
    assert.equal(error.kind, 'tls');
    assert.match(error.message, /^x\.test closed the connection in answer to the TLS handshake/);
  });

  for (const [what, bytes, message, hint] of [
    ['nothing', '', /^x\.test sent nothing in answer to the TLS handshake within 100 ms$/, /starttls/],
    [
      'a part of its hello',
      Buffer.from([HANDSHAKE, 3, 3, 0, 80, 2]),
      /^The TLS handshake with x\.test did not end within 100 ms; 6 octets of it came$/,
      /@timeout/,
    ],
  ] as const)
    it(`where the server sends ${what} and waits`, async () => {
      const port = await answering(bytes, () => undefined);
      const error = await failure(port, {}, 100);
      assert.equal(error.kind, 'timeout');
      assert.match(error.message, message);
      assert.match(error.hint ?? '', hint);
    });

  describe('where a server of TLS', () => {
    const serve = (options: tls.TlsOptions): Promise<number> =>
      listening(tls.createServer({ ...rsa, ...options }).on('tlsClientError', () => undefined));

    it('speaks 1.0 only', async () => {
      const port = await serve({ minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
      const error = await failure(port);
      assert.match(error.message, /^x\.test and this client have no TLS version in common$/);
      assert.match(error.hint ?? '', /DEFAULT@SECLEVEL=0/);
    });

    it('has no cipher in common', async () => {
      const port = await serve({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' });
      const error = await failure(port, { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' });
      assert.match(error.message, alert('handshake failure', 'no cipher suite'));
    });

    it('has a key exchange that is too weak', async () => {
      const port = await serve({
        maxVersion: 'TLSv1.2',
        ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0',
        dhparam: dhParameters(),
      });
      const settings = { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=2' } as const;
      const error = await failure(port, settings);
      assert.match(error.message, /^x\.test offers a key that is too weak to be accepted$/);
      assert.match(error.hint ?? '', /@SECLEVEL=0/);
    });

    it('is not even asked, as the settings leave nothing to offer', async () => {
      const error = await failure(await serve({}), {
        ciphers: 'TLS_AES_128_GCM_SHA256',
        maxVersion: 'TLSv1.2',
      });
      assert.match(
        error.message,
        /^No cipher suite is left that @tls-ciphers, @tls-min and @tls-max allow together$/,
      );
      assert.match(error.hint ?? '', /openssl ciphers/);
    });
  });
});

/** The group of 1024 bits (RFC 2409 section 6.2) in PEM, as it was in use when that was enough. */
function dhParameters(): string {
  const tagged = (tag: number, content: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(content.length < 128 ? [tag, content.length] : [tag, 0x81, content.length]),
      content,
    ]);
  const prime = Buffer.concat([Buffer.from([0]), getDiffieHellman('modp2').getPrime()]);
  const der = tagged(0x30, Buffer.concat([tagged(2, prime), tagged(2, Buffer.from([2]))]));
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64')}\n-----END DH PARAMETERS-----\n`;
}
