import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startTestServer, type TestServer } from '../../../src/server/index';
import { findDirective } from '../../../src/syntax/directives';
import { cli, temporaryFolder, type Folder } from './cli';

describe('docs/from-swaks.md', function () {
  this.timeout(10_000);
  const page = readFileSync('docs/from-swaks.md', 'utf8');
  /** What stands in the columns that say what it becomes here. */
  const answers = page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.replaceAll('\\|', '¦').split('|')[2] ?? '')
    .join('\n');
  let folder: Folder;
  let server: TestServer;
  before(async () => {
    folder = await temporaryFolder();
    server = await startTestServer({});
  });
  after(async () => {
    await server.stop();
    await folder.remove();
  });

  it('has a message from the shell that is sent as it says', async () => {
    const transcript = /```smtp\n(.+?)```/s.exec(page)?.[1] ?? '';
    const words = /run send\.smtp (--server) \S+ (--var) (user=\S+) (--var) (to=\S+)\n/.exec(page)?.slice(1);
    const ca = await folder.write('ca.pem', server.ca);
    await folder.write('send.smtp', transcript);
    const options = (words ?? []).map((word) => word.replace(/^user=.*/, `user=${server.user}`));
    options.splice(1, 0, server.urls.smtp.replace('smtp:', 'smtp+starttls:'));
    const { code, stdout } = await cli(['run', 'send.smtp', ...options], {
      cwd: folder.path,
      env: { SMTP_SECRET_WORK: server.password, SSL_CERT_FILE: ca },
    });
    assert.equal(code, 0, stdout);
    const [entry] = server.mailbox.messages;
    assert.deepEqual(entry?.envelope, {
      from: server.user,
      to: ['you@example.net'],
      authenticatedUser: server.user,
      protocol: 'ESMTPSA',
      tls: true,
    });
  });

  it('names only options and directives that there are', async () => {
    const { stdout: help } = await cli(['run', '--help']);
    const options = new Set([...answers.matchAll(/`(--[a-z-]+)/g)].map(([, option = '']) => option));
    const directives = new Set([...answers.matchAll(/`# @([a-z-]+)/g)].map(([, name = '']) => name));
    assert.ok(options.size > 5 && directives.size > 10);
    for (const option of options) assert.ok(help.includes(`${option} `), option);
    for (const name of directives) assert.ok(findDirective(name) !== undefined, name);
  });
});
