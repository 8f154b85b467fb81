import assert from 'node:assert/strict';
import { chmod, cp, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { makeCertificates } from '../support/certificates';
import { assertions } from './compatibility/assertions';
import { behaviours } from './compatibility/behaviours';
import { certificates } from './compatibility/certificates';
import { claimFiles } from './compatibility/claims';
import type { Context } from './compatibility/context';
import { forms } from './compatibility/forms';
import { formFiles } from './compatibility/formTranscripts';
import { matrix } from './compatibility/matrix';
import { octets } from './compatibility/octets';
import { matrixFiles, octetFiles } from './compatibility/transcripts';
import { relayed } from './compatibility/relayed';
import { security } from './compatibility/security';
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

  const pages = {
    matrix: matrix(shared),
    relayed: relayed(shared),
    octets: octets(shared),
    forms: forms(shared),
    assertions: assertions(shared),
    certificates: certificates(shared),
    behaviours: behaviours(shared),
    security: security(shared),
  };

  describe('the page', () => {
    it('docs/compatibility.md is what these tests found', async () => {
      const sections = [
        ['Connections, mechanisms and ways to send', MATRIX, pages.matrix()],
        ['Somebody in between', RELAYED, pages.relayed()],
        ['Octet for octet', OCTETS, pages.octets()],
        ['What is left to the run', FORMS, pages.forms()],
        ['Assertions', ASSERTIONS, pages.assertions()],
        ['Certificates', CERTIFICATES, pages.certificates()],
        ['What servers do', BEHAVIOURS, pages.behaviours()],
        ['The security examples', SECURITY, pages.security()],
      ].flatMap(([heading = '', ...paragraphs]) => [`## ${heading}`, ...paragraphs]);
      const text = [HEAD, await versionsPage(shared()), ...sections].join('\n\n');
      const options = await resolveConfig('docs/compatibility.md');
      const page = await format(text, { ...options, parser: 'markdown' });
      await matchesFile('docs/compatibility.md', page);
    });
  });
});

/** Folders of transcripts that name certificates. */
const PARTS = ['matrix', 'forms', 'claims', 'certificates'];

const HEAD = `# Compatibility

What SMTP Transcript does with mail servers that others have written. The end-to-end suite (\`npm test -- e2e\`) starts each of them, runs the
transcripts below \`test/e2e/transcripts\` against them with the command line, and holds this page against what came of it;
\`UPDATE=1 npm test -- e2e\` writes it.`;

const MATRIX = `Each letter is a message that a transcript sent after it had authenticated, and that arrived octet for octet:
**D** with \`DATA\`, **B** with \`BDAT\`, **P** with \`MAIL\`, \`RCPT\` and \`DATA\` in one write. A dash is what the reply to \`EHLO\` does not
offer.`;

const RELAYED = `Somebody has a TLS connection with the client and another one with the server, and passes on what they say. Without channel binding he
gets in with the client’s password; with it (\`-PLUS\`) the server refuses him.`;

const OCTETS = `A file is sent as a message, and what is in the mailbox is what was sent, but for the fields that the server puts before it and the line ends
that it keeps files with. “Two chunks” are two \`BDAT\`, the first of which ends within a line.`;

const FORMS = `Octets that the run counts (\`BDAT {{$size}}\`), a file with gaps that it fills in (\`<@ file\`) and a file in base64 (\`<base64 file\`), and
again what is in the mailbox is what was to be sent. A dash is a server without \`CHUNKING\`.`;

const ASSERTIONS = `How many lines of \`??\` were held against each server, about what the table says of it: extensions, mechanisms, TLS, the certificate, replies. All
of them hold, and of the contrary of each (\`not\`) none does. A dash is a connection that the server does not offer.`;

const CERTIFICATES = `On STARTTLS and on implicit TLS, with the same outcome. Where the certificate is not good, nothing is sent after the handshake,
least of all the password that the transcript goes on with.`;

const BEHAVIOURS = `Each is a transcript that is run against the server.`;

const SECURITY = `[smuggling.smtp](../examples/security/smuggling.smtp) sends a message with another one behind something that is not its end. How many messages
arrived: **one** that holds it all, as it should be, **two** where the server was taken in, **none** where it refused what it was sent, and of a
message that was **cut** the rest is lost. The servers are as they come: what is a setting of theirs may be set otherwise at yours, so run it.`;

const isUpdate = process.env['UPDATE'] === '1';

/** The transcripts that are made from tables, with their files. */
function madeTranscripts(): readonly (readonly [string, string])[] {
  return Object.entries({
    matrix: matrixFiles(),
    octets: octetFiles(),
    forms: formFiles(),
    claims: claimFiles(),
  }).flatMap(([part, files]) =>
    Object.entries(files).map(([name, text]) => [`test/e2e/transcripts/${part}/${name}`, text] as const),
  );
}

/** Compares a file with what it should hold, or writes it when asked to by \`UPDATE=1\`. */
async function matchesFile(file: string, text: string): Promise<void> {
  if (isUpdate) await writeFile(file, text);
  assert.equal(await readFile(file, 'utf8').catch(() => ''), text, `UPDATE=1 rewrites ${file}`);
}
