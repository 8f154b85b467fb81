import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { makeCertificates, type Certificates } from '../support/certificates';
import { requireServers, type Programs } from './servers/availability';
import { startExim } from './servers/exim';
import { startPostfix } from './servers/postfix';
import type { QueueingServer, StartOptions } from './servers/server';

/** The tutorial's scenario, run by the command line as a person would, against real servers. */
describe('the tutorial', function () {
  this.timeout(60_000);
  let folder = '';
  let certificates: Certificates;
  let programs: Programs;

  before(async function () {
    programs = await requireServers(this);
    folder = await mkdtemp(path.join(tmpdir(), 'smtp-transcript-tutorial-'));
    await chmod(folder, 0o755);
    certificates = await makeCertificates(path.join(folder, 'certificates'));
    await cp('test/e2e/transcripts', path.join(folder, 'transcripts'), { recursive: true });
    await copyFile(certificates.ca, path.join(folder, 'transcripts/ca.crt'));
    await writeFile(path.join(folder, 'transcripts/body.txt'), '.dot\nline\n');
  });

  after(async () => {
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });

  const starts: readonly [string, (options: StartOptions) => Promise<QueueingServer>][] = [
    ['Postfix', (options) => startPostfix({ ...options, mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5'] })],
    ['Exim', (options) => startExim({ ...options, ...programs })],
  ];

  for (const [name, start] of starts) {
    describe(`on ${name}`, () => {
      let server: QueueingServer;
      let output: string;
      let code: number | null;

      before(async () => {
        server = await start({ dir: path.join(folder, name), certificates });
        ({ output, code } = await runFile(path.join(folder, 'transcripts/tutorial.smtp'), server));
      });
      after(() => server.stop());

      it('runs from end to end as recorded', () => {
        assert.equal(code, 0, output);
        assert.match(output, /^11 transcripts: 11 passed, 0 failed/m);
      });

      it('verifies the certificate against the given authority', () => {
        assert.equal(
          output.match(/TLSv1\.3 .*\n.* certificate for mail\.example\.test.* verified$/gm)?.length,
          3,
          output,
        );
        assert.doesNotMatch(output, /NOT verified/);
      });

      it('leaves the messages in the queue, under the ids of their replies', async () => {
        const ids = [...output.matchAll(/-- (?:queueId|first|second) = (\S+)/g)].map(
          (match) => match[1] ?? '',
        );
        assert.equal(ids.length, 4, output);
        const mailq = await server.mailq();
        for (const id of ids) assert.ok(mailq.includes(id), `${id} is not in:\n${mailq}`);
        const queue = await server.queue();
        const second = queue.find((entry) => entry.id === ids[3]);
        assert.ok(second);
        assert.deepEqual(second.recipients, ['bob@example.test']);
        assert.equal(second.sender, 'second@example.test');
      });

      it('shows no credential', async () => {
        for (const secret of ['c2VjcmV0', 'AHRlc3QAc2VjcmV0', 'd3Jvbmc'])
          assert.ok(!output.includes(secret), secret);
        assert.doesNotMatch(output.replace(/\$secret/g, ''), /\bsecret\b/);
      });

      it('tells a certificate that it cannot trust', async () => {
        const file = path.join(folder, `untrusted-${name}.smtp`);
        await writeFile(
          file,
          `openssl s_client -connect localhost:${server.ports.tls}\nEHLO client.example.test\nAUTH PLAIN AHRlc3QAc2VjcmV0\n`,
        );
        const untrusted = await runFile(file, server);
        assert.equal(untrusted.code, 3, untrusted.output);
        assert.match(
          untrusted.output,
          /issued by an authority that is not known here .*smtp-transcript|issued by an authority that is not known here/,
        );
        assert.doesNotMatch(untrusted.output, /C: /);
        assert.doesNotMatch(await readFile(server.log, 'utf8').catch(() => ''), /untrusted-client/);
      });
    });
  }
});

function runFile(
  file: string,
  { host, ports }: QueueingServer,
): Promise<{ output: string; code: number | null }> {
  const variables = Object.entries({ host, ...ports }).flatMap(([key, value]) => [
    '--var',
    `${key}=${value}`,
  ]);
  const child = spawn(process.execPath, ['dist/cli.js', 'run', ...variables, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SMTP_SECRET_MAIL: 'secret' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ output, code }));
  });
}
