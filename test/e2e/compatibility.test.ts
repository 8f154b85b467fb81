import assert from 'node:assert/strict';
import { chmod, cp, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { makeCertificates } from '../support/certificates';
import { behaviours } from './compatibility/behaviours';
import { certificates } from './compatibility/certificates';
import type { Context } from './compatibility/context';
import { matrix } from './compatibility/matrix';
import { octets } from './compatibility/octets';
import { matrixFiles, octetFiles } from './compatibility/transcripts';
import { versionsPage } from './compatibility/versions';
import { startAll } from './servers/all';
import { requireServers } from './servers/availability';

/** One instance of each server for all of these tests, and a page that tells what came of them. */
describe('compatibility', function () {
  this.timeout(120_000);
  let context: Context | undefined;
  let folder: string | undefined;
  const shared = (): Context => {
    assert.ok(context);
    return context;
  };

  before(async function () {
    const programs = await requireServers(this);
    folder = await mkdtemp(path.join(tmpdir(), 'smtp-transcript-compatibility-'));
    await chmod(folder, 0o755);
    const issued = await makeCertificates(path.join(folder, 'certificates'));
    const servers = await startAll(programs, { dir: path.join(folder, 'servers'), certificates: issued });
    const transcripts = path.join(folder, 'transcripts');
    context = { programs, certificates: issued, servers, folder, transcripts };
    // The copy is to be of what the table makes now.
    if (isUpdate) for (const [file, text] of madeTranscripts()) await writeFile(file, text);
    await cp('test/e2e/transcripts', transcripts, { recursive: true });
    // The embedded server makes its own certificate.
    const authorities = await Promise.all(
      [issued.ca, servers.embedded.authority].map((file) => readFile(file, 'utf8')),
    );
    for (const part of PARTS) {
      const beside = (name: string): string => path.join(transcripts, part, name);
      await writeFile(beside('ca.crt'), authorities.join(''));
      for (const name of ['client', 'selfsigned'] as const) {
        await copyFile(issued[name].certificate, beside(`${name}.crt`));
        await copyFile(issued[name].key, beside(`${name}.key`));
      }
    }
  });

  after(async () => {
    await context?.servers.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  describe('the transcripts', () => {
    for (const [file, text] of madeTranscripts())
      it(`${file} is what the table makes`, () => matchesFile(file, text));
  });

  const sections: readonly (readonly [heading: string, introduction: string, content: () => string])[] = [
    ['Connections, mechanisms and ways to send', MATRIX, matrix(shared)],
    ['Octet for octet', OCTETS, octets(shared)],
    ['Certificates', CERTIFICATES, certificates(shared)],
    ['What servers do', BEHAVIOURS, behaviours(shared)],
  ];

  describe('the page', () => {
    it('docs/compatibility.md is what these tests found', async () => {
      const parts = sections.flatMap(([heading, introduction, content]) => [
        `## ${heading}`,
        introduction,
        content(),
      ]);
      const text = [HEAD, await versionsPage(shared()), ...parts].join('\n\n');
      const options = await resolveConfig('docs/compatibility.md');
      const page = await format(text, { ...options, parser: 'markdown' });
      await matchesFile('docs/compatibility.md', page);
    });
  });
});

/** Folders of transcripts that name certificates. */
const PARTS = ['matrix', 'certificates'];

const HEAD = `# Compatibility

What SMTP Transcript does with mail servers that others have written. The end-to-end suite (\`npm test -- e2e\`) starts each of them, runs the
transcripts below \`test/e2e/transcripts\` against them with the command line, and holds this page against what came of it;
\`UPDATE=1 npm test -- e2e\` writes it.`;

const MATRIX = `Each letter is a message that a transcript sent after it had authenticated, and that arrived octet for octet:
**D** with \`DATA\`, **B** with \`BDAT\`, **P** with \`MAIL\`, \`RCPT\` and \`DATA\` in one write. A dash is what the reply to \`EHLO\` does not
offer. None of these servers offers a mechanism with channel binding (\`-PLUS\`).`;

const OCTETS = `A file is sent as a message, and what is in the mailbox is what was sent, but for the fields that the server puts before it and the line ends
that it keeps files with. “Two chunks” are two \`BDAT\`, the first of which ends within a line.`;

const CERTIFICATES = `On STARTTLS and on implicit TLS, with the same outcome. Where the certificate is not good, nothing is sent after the handshake,
least of all the password that the transcript goes on with.`;

const BEHAVIOURS = `Each is a transcript that is run against the server.`;

const isUpdate = process.env['UPDATE'] === '1';

/** The transcripts that are made from tables, with their files. */
function madeTranscripts(): readonly (readonly [string, string])[] {
  return Object.entries({ matrix: matrixFiles(), octets: octetFiles() }).flatMap(([part, files]) =>
    Object.entries(files).map(([name, text]) => [`test/e2e/transcripts/${part}/${name}`, text] as const),
  );
}

/** Compares a file with what it should hold, or writes it when asked to by \`UPDATE=1\`. */
async function matchesFile(file: string, text: string): Promise<void> {
  if (isUpdate) await writeFile(file, text);
  assert.equal(await readFile(file, 'utf8').catch(() => ''), text, `UPDATE=1 rewrites ${file}`);
}
