import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as https from 'node:https';
import * as os from 'node:os';
import * as path from 'node:path';
import { createFetchText } from '../../../src/host/fetchText';
import type { FetchedText } from '../../../src/policy/tlsPolicy';
import { makeCertificates, type CertificateFiles, type Certificates } from '../../support/certificates';
import { listenOnLoopback } from '../../support/listening';

describe('a text over HTTPS', () => {
  let folder: string;
  let certificates: Certificates;
  const servers: https.Server[] = [];
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-fetch-'));
    certificates = await makeCertificates(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function serve(
    handle: (request: IncomingMessage, response: ServerResponse) => void,
    files: CertificateFiles = certificates.good,
  ): Promise<number> {
    const server = https.createServer(
      { key: readFileSync(files.key), cert: readFileSync(files.certificate) },
      (request, response) => handle(request, response),
    );
    servers.push(server);
    return listenOnLoopback(server);
  }

  function fetch(port: number, signal = AbortSignal.timeout(5_000)): Promise<FetchedText> {
    const fetchText = createFetchText({
      ca: [readFileSync(certificates.ca, 'utf8')],
      connectTo: { host: '127.0.0.1', port },
    });
    return fetchText('https://mail.example.test/.well-known/mta-sts.txt', 100, signal);
  }

  it('is told with its type, asked for by its name and path', async () => {
    const seen: string[] = [];
    const port = await serve((request, response) => {
      seen.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('version: STSv1\r\n');
    });
    assert.deepEqual(await fetch(port), {
      kind: 'text',
      text: 'version: STSv1\r\n',
      contentType: 'text/plain',
    });
    assert.deepEqual(seen, ['mail.example.test/.well-known/mta-sts.txt']);
  });

  for (const [what, handle, reason] of [
    ['that is not there', (response: ServerResponse) => response.writeHead(404).end(), 'it answers 404'],
    [
      'that is elsewhere',
      (response: ServerResponse) => response.writeHead(301, { Location: 'https://example.test/' }).end(),
      'it answers 301, and redirections are not followed',
    ],
    [
      'that is too long',
      (response: ServerResponse) => response.writeHead(200).end('x'.repeat(101)),
      'it is longer than 100 octets',
    ],
    [
      'that has no end',
      (response: ServerResponse) => {
        response.writeHead(200).write('x');
        const timer = setInterval(() => response.write('x'.repeat(20)), 1);
        servers.at(-1)?.once('close', () => clearInterval(timer));
      },
      'it is longer than 100 octets',
    ],
  ] as const)
    it(what, async () => {
      const port = await serve((_, response) => handle(response));
      assert.deepEqual(await fetch(port), { kind: 'failed', reason });
    });

  it('is not waited for when the time is up', async () => {
    const port = await serve((_, response) => response.writeHead(200).write('x'));
    const fetched = await fetch(port, AbortSignal.timeout(100));
    assert.deepEqual(fetched, { kind: 'failed', reason: 'it did not come in time' });
  });

  for (const [name, reason] of [
    ['expired', 'its certificate has expired'],
    ['wronghost', 'its certificate is for another name'],
    ['selfsigned', 'its certificate is self-signed'],
  ] as const)
    it(`is not taken from a server whose certificate is ${name}`, async () => {
      const port = await serve((_, response) => response.end('x'), certificates[name]);
      assert.deepEqual(await fetch(port), { kind: 'failed', reason });
    });

  it('cannot be had where nothing listens', async () => {
    assert.deepEqual(await fetch(1), { kind: 'failed', reason: 'nothing listens there' });
  });
});
