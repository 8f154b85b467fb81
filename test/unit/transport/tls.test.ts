import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import * as tls from 'node:tls';
import { connect } from '../../../src/transport/socket';
import type { ConnectionError, TlsFacts, TlsOptions, Transport } from '../../../src/transport/transport';
import { makeCertificates, type CertificateFiles, type Certificates } from '../../support/certificates';
import { listenOnLoopback } from '../../support/listening';

describe('TLS', () => {
  let folder: string;
  let certificates: Certificates;
  const servers: tls.Server[] = [];
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-tls-'));
    certificates = await makeCertificates(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  const read = (file: string): string => readFileSync(file, 'utf8');
  const pair = (files: CertificateFiles): { key: string; cert: string } => ({
    key: read(files.key),
    cert: read(files.certificate),
  });

  async function serve(options: tls.TlsOptions = {}, peers: tls.TLSSocket[] = []): Promise<number> {
    const server = tls.createServer({ ...pair(certificates.good), ...options }, (socket) => {
      peers.push(socket);
      socket.on('error', () => undefined).resume();
    });
    servers.push(server.on('tlsClientError', () => undefined));
    return listenOnLoopback(server);
  }

  /** A server's end of the handshake comes after the client's. */
  async function first(peers: readonly tls.TLSSocket[]): Promise<tls.TLSSocket> {
    for (;;) {
      const [peer] = peers;
      if (peer !== undefined) return peer;
      await turn();
    }
  }

  async function attempt(
    port: number,
    options: Partial<TlsOptions> = {},
  ): Promise<{ transport: Transport } | { error: ConnectionError }> {
    const result = await connect(
      {
        host: '127.0.0.1',
        port,
        timeout: 5_000,
        tls: { serverName: 'mail.example.test', verify: true, ca: [read(certificates.ca)], ...options },
      },
      new AbortController().signal,
    );
    return result.kind === 'failed' ? { error: result.error } : { transport: result.transport };
  }

  async function secured(port: number, options: Partial<TlsOptions> = {}): Promise<[TlsFacts, Transport]> {
    const attempted = await attempt(port, options);
    if ('error' in attempted) throw new Error(attempted.error.message);
    const { transport } = attempted;
    transport.close();
    assert.ok(transport.tls !== undefined);
    return [transport.tls, transport];
  }

  /** Of the handshake, or of the first reading: in TLS 1.3 a server refuses a client after it. */
  async function refused(port: number, options: Partial<TlsOptions> = {}): Promise<ConnectionError> {
    const attempted = await attempt(port, options);
    if ('error' in attempted) return attempted.error;
    const line = await attempted.transport.readLine(5_000);
    attempted.transport.close();
    assert.ok(line.kind === 'failed');
    return line.error;
  }

  describe('tells of a handshake', () => {
    it('what was agreed', async () => {
      // Of the hybrid groups that come first in newer versions of OpenSSL, Node.js has less to tell.
      const [facts] = await secured(await serve({ ecdhCurve: 'X25519' }));
      assert.equal(facts.protocol, 'TLSv1.3');
      assert.match(facts.cipher, /^TLS_/);
      assert.equal(facts.sni, 'mail.example.test');
      assert.equal(facts.alpn, undefined);
      assert.equal(facts.resumed, false);
      assert.deepEqual(facts.keyExchange, { type: 'ECDH', name: 'X25519', bits: 253 });
      assert.deepEqual(facts.verification, {
        code: 'OK',
        words:
          'The certificate is for mail.example.test, and leads to the known authority CN=smtp-transcript test CA',
      });
    });

    it('each certificate, and which of them the server did not send', async () => {
      const [{ chain }] = await secured(await serve());
      const openssl = (file: string, ...args: string[]): string =>
        execFileSync('openssl', ['x509', '-noout', '-in', file, ...args], { encoding: 'utf8' })
          .trim()
          .replace(/^[^=]*=/, '');
      assert.deepEqual(
        chain.map(({ subject, sent }) => [subject, sent]),
        [
          ['CN=mail.example.test', true],
          ['CN=smtp-transcript test CA', false],
        ],
      );
      const [own] = chain;
      const file = certificates.good.certificate;
      assert.deepEqual(own?.names, ['mail.example.test', 'localhost', '127.0.0.1', '::1']);
      assert.equal(own.issuer, 'CN=smtp-transcript test CA');
      assert.equal(own.serial, openssl(file, '-serial'));
      assert.equal(own.fingerprint, openssl(file, '-fingerprint', '-sha256'));
      assert.equal(own.key, 'EC P-256');
      assert.equal(own.keyBits, 256);
      assert.equal(own.validFrom, '2020-01-01T00:00:00.000Z');
      assert.equal(own.validTo, '2039-12-31T23:59:59.000Z');
      assert.ok(own.daysLeft > 1_000);
    });

    it('that the server sent the authority, too', async () => {
      const cert = read(certificates.good.certificate) + read(certificates.ca);
      const [{ chain }] = await secured(await serve({ cert }));
      assert.deepEqual(
        chain.map(({ sent }) => sent),
        [true, true],
      );
    });

    it('what is wrong with a certificate that was not verified', async () => {
      const [facts] = await secured(await serve(pair(certificates.wronghost)), { verify: false });
      assert.equal(facts.authorized, false);
      assert.equal(facts.verification.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
      assert.equal(facts.problem, facts.verification.words);
    });

    it('that no name was asked for, and still holds the certificate against it', async () => {
      const peers: tls.TLSSocket[] = [];
      const port = await serve({}, peers);
      const [facts] = await secured(port, { withoutSni: true });
      assert.equal((await first(peers)).servername, false);
      assert.equal(facts.sni, undefined);
      assert.equal(facts.authorized, true);
      const error = await refused(port, { withoutSni: true, serverName: 'other.example.test' });
      assert.equal(error.kind, 'certificate');
    });

    it('no name for an address', async () => {
      const [facts] = await secured(await serve(), { serverName: '127.0.0.1' });
      assert.equal(facts.sni, undefined);
      assert.equal(facts.authorized, true);
    });

    it('the protocol of ALPN, which is offered only when asked for', async () => {
      const port = await serve({ ALPNProtocols: ['smtp'] });
      assert.equal((await secured(port, { alpn: ['smtp'] }))[0].alpn, 'smtp');
      assert.equal((await secured(port))[0].alpn, undefined);
      const error = await refused(port, { alpn: ['h2'] });
      assert.match(error.message, /no application protocol/);
    });
  });

  describe('can be bound to', () => {
    it('what TLS 1.3 exports, the same at both ends', async () => {
      const peers: tls.TLSSocket[] = [];
      const port = await serve({}, peers);
      const attempted = await attempt(port);
      assert.ok('transport' in attempted);
      const { transport } = attempted;
      const theirs = (await first(peers)).exportKeyingMaterial(
        32,
        'EXPORTER-Channel-Binding',
        Buffer.alloc(0),
      );
      transport.close();
      assert.ok(transport.binding?.exporter !== undefined);
      assert.deepEqual(Buffer.from(transport.binding.exporter), theirs);
      const [, other] = await secured(port);
      assert.notDeepEqual(other.binding?.exporter, transport.binding.exporter);
    });

    it('nothing exported before TLS 1.3, and the certificate in each', async () => {
      const [facts, { binding }] = await secured(await serve(), { maxVersion: 'TLSv1.2' });
      assert.equal(facts.protocol, 'TLSv1.2');
      assert.equal(binding?.exporter, undefined);
      const [own] = binding?.certificates ?? [];
      const pem = read(certificates.good.certificate);
      const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
      assert.ok(own !== undefined);
      const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
      assert.equal(hash(own), hash(der));
    });
  });

  describe('explains what the server', () => {
    it('does not accept', async () => {
      const port = await serve({ maxVersion: 'TLSv1.2' });
      const error = await refused(port, { minVersion: 'TLSv1.3' });
      assert.match(error.message, /no TLS version in common/);
      assert.match(error.hint ?? '', /@tls-min and @tls-max/);
    });

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
      it(`wants: a client certificate, in ${version}`, async () => {
        const port = await serve({
          ca: [read(certificates.ca)],
          requestCert: true,
          rejectUnauthorized: true,
          maxVersion: version,
        });
        const missing = await refused(port);
        assert.match(missing.hint ?? missing.message, /@tls-cert|client certificate/);
        const [facts] = await secured(port, pair(certificates.client));
        assert.equal(facts.authorized, true);
      });

    it('has nothing in common with', async () => {
      const port = await serve({ ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' });
      const error = await refused(port, { ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' });
      assert.match(error.message, /“handshake failure”: no cipher suite/);
    });

    it('speaks that is old, and what lets it in', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
      const port = await serve({ ...old, ciphers: 'DEFAULT@SECLEVEL=0' });
      const error = await refused(port, old);
      assert.match(error.hint ?? error.message, /SECLEVEL=0/);
      const [facts] = await secured(port, { ...old, ciphers: 'DEFAULT@SECLEVEL=0' });
      assert.equal(facts.protocol, 'TLSv1.1');
    });
  });

  describe('finds what is wrong with its settings before anything is sent', () => {
    let encrypted: string;
    before(() => {
      const args = ['pkcs8', '-topk8', '-in', certificates.client.key, '-passout', 'pass:open sesame'];
      encrypted = execFileSync('openssl', args, { encoding: 'utf8' });
    });

    for (const [what, settings, words] of [
      ['no authority', () => ({ ca: ['nothing'] }), /@tls-ca holds no certificate in PEM/],
      ['an authority in DER', () => ({ ca: ['0\x82'] }), /seems to be in DER/],
      ['a broken authority', () => ({ ca: [BROKEN] }), /Certificate 1 in the file of @tls-ca cannot be read/],
      ['no certificate', () => ({ cert: 'x', key: 'y' }), /@tls-cert holds no certificate/],
      [
        'the files the wrong way round',
        () => ({ cert: read(certificates.client.key), key: read(certificates.client.certificate) }),
        /@tls-cert holds no certificate but a private key/,
      ],
      [
        'a key without certificate',
        () => ({ key: read(certificates.client.key) }),
        /but no certificate for it/,
      ],
      [
        'a certificate without key',
        () => ({ cert: read(certificates.client.certificate), key: read(certificates.client.certificate) }),
        /@tls-cert holds no private key/,
      ],
      [
        'a broken key',
        () => ({ ...pair(certificates.client), key: BROKEN.replaceAll('CERTIFICATE', 'PRIVATE KEY') }),
        /@tls-key\) cannot be read/,
      ],
      [
        'another one’s key',
        () => ({ ...pair(certificates.client), key: read(certificates.good.key) }),
        /is not that of its certificate/,
      ],
      ['an encrypted key', () => ({ ...pair(certificates.client), key: encrypted }), /is encrypted/],
      [
        'a wrong passphrase',
        () => ({ ...pair(certificates.client), key: encrypted, passphrase: 'wrong' }),
        /does not open the key/,
      ],
      ['unknown ciphers', () => ({ ciphers: 'NO-SUCH-CIPHER' }), /knows no cipher suite/],
      [
        'no version',
        () => ({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }) as const,
        /No version of TLS is left/,
      ],
    ] as const)
      it(what, async () => {
        const error = await refused(1, settings());
        assert.equal(error.kind, 'tls');
        assert.match(error.message, words);
        assert.ok(error.hint !== undefined);
      });

    it('and opens a key with its passphrase', async () => {
      const port = await serve({ ca: [read(certificates.ca)], requestCert: true, rejectUnauthorized: true });
      const settings = { ...pair(certificates.client), key: encrypted, passphrase: 'open sesame' };
      const [facts] = await secured(port, settings);
      assert.equal(facts.authorized, true);
    });

    it('and of a STARTTLS to come', async () => {
      const upgrade = { serverName: 'x', verify: true, ciphers: 'NO-SUCH-CIPHER' };
      const result = await connect(
        { host: '127.0.0.1', port: 1, timeout: 1_000, upgrade },
        new AbortController().signal,
      );
      assert.equal(result.kind === 'failed' && result.error.kind, 'tls');
    });
  });
});

const BROKEN = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
