import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { startTestServer, type TestServer } from '../../../src/server';
import { cli, start, temporaryFolder, type Folder, type Running } from './cli';

const GOOD = 'S: 220\nC: NOOP\nS: 250\nC: QUIT\nS: 221\n';
const BAD = GOOD.replace('S: 250', 'S: 251');

describe('smtp-transcript run --watch', function () {
  this.timeout(20_000);
  let folder: Folder;
  let server: TestServer;
  let running: Running | undefined;
  /** What is said on standard error, and has not been waited for. */
  let told: string;

  before(async () => {
    server = await startTestServer();
  });
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    running?.child.kill('SIGKILL');
    await running?.ended;
    await folder.remove();
  });
  after(() => server.stop());

  function watch(...operands: readonly string[]): Running {
    told = '';
    const begun = start(['run', '--watch', '--server', server.urls.smtp, ...operands], { cwd: folder.path });
    begun.child.stderr.on('data', (text: string) => (told += text));
    return (running = begun);
  }

  /** Resolves when standard error matches, and takes what it said until then away. */
  async function says({ child }: Running, pattern: RegExp): Promise<void> {
    for (;;) {
      const match = pattern.exec(told);
      if (match !== null) {
        told = told.slice(match.index + match[0].length);
        return;
      }
      await new Promise((resolve) => child.stderr.once('data', resolve));
    }
  }

  it('runs again when a file changes, and ends at Ctrl+C', async () => {
    await folder.write('a.smtp', GOOD);
    const watching = watch('a.smtp');
    await watching.says(/1 transcript: 1 passed/);
    await says(watching, /Waiting for 1 file to change; Ctrl\+C ends it\.\n/);
    await folder.write('a.smtp', BAD);
    await says(watching, /\na\.smtp has changed\.\n/);
    await watching.says(/1 transcript: 0 passed, 1 failed/);
    await says(watching, /Waiting for 1 file/);

    // What is wrong for the moment is told, and waited for.
    await folder.write('a.smtp', '');
    await says(watching, /there is no transcript in a\.smtp\n/);
    await says(watching, /Waiting for 1 file/);
    // As editors save.
    await rename(
      await folder.write('.a.smtp.new', GOOD.replace('NOOP', 'NOOP again')),
      `${folder.path}/a.smtp`,
    );
    await watching.says(/C: NOOP again\n/);
    await says(watching, /Waiting for 1 file/);

    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.ended;
    assert.equal(code, 130);
    assert.equal(stdout.match(/^1 transcript: /gm)?.length, 3);
  });

  it('runs again when an included file changes, or a new one comes to a folder that was named', async () => {
    await folder.write('mail.txt', 'Subject: one\n\nHello\n');
    await folder.write(
      'b.smtp',
      'C: EHLO client.example\nC: MAIL FROM:<a@example.com>\nC: RCPT TO:<b@example.com>\nC: DATA\n< mail.txt\nC: .\nC: QUIT\n',
    );
    const watching = watch('.');
    await watching.says(/< mail\.txt \(23 octets\)/);
    await says(watching, /Waiting for 2 files/);
    await folder.write('mail.txt', 'Subject: one and two\n\nHello\n');
    await says(watching, /\nmail\.txt has changed\.\n/);
    await watching.says(/< mail\.txt \(31 octets\)/);
    await says(watching, /Waiting for 2 files/);
    await folder.write('note.txt', 'nobody reads it');
    await folder.write('c.smtp', GOOD);
    await says(watching, /\nc\.smtp has changed\.\n/);
    await watching.says(/2 transcripts: 2 passed/);
    await says(watching, /Waiting for 3 files/);
  });

  it('runs again when what lies in a folder above changes, and a file with a secret', async () => {
    await folder.write('smtp.env.json', '{"$shared": {"word": "one"}}');
    await folder.write('secrets/mail', 'open');
    await folder.write(
      'mail/d.smtp',
      GOOD.replace('NOOP', 'NOOP {{word}} {{$dotenv other}} {{$secret mail}}'),
    );
    await folder.write('.env', 'other=a');
    const watching = watch('--secret', `mail=secrets/mail`, 'mail/d.smtp');
    await watching.says(/NOOP one a /);
    await says(watching, /Waiting for 2 files/);
    await folder.write('smtp.env.json', '{"$shared": {"word": "two"}}');
    await says(watching, /\nsmtp\.env\.json has changed\.\n/);
    await watching.says(/NOOP two a /);
    await says(watching, /Waiting for 2 files/);
    await folder.write('.env', 'other=b');
    await says(watching, /\n\.env has changed\.\n/);
    await watching.says(/NOOP two b /);
    await says(watching, /Waiting for 2 files/);
    await folder.write('secrets/mail', 'sesame');
    await says(watching, /\nsecrets\/mail has changed\.\n/);
    await says(watching, /Waiting for 2 files/);
  });

  it('runs what comes to be in a folder that was not there, and no more what has gone with one', async () => {
    await folder.write('all/a.smtp', GOOD);
    const watching = watch('all');
    await watching.says(/1 transcript: 1 passed/);
    await says(watching, /Waiting for 1 file/);
    await folder.write('all/new/deep/b.smtp', GOOD);
    await says(watching, /\nall\/new\/deep\/b\.smtp has changed\.\n/);
    await watching.says(/2 transcripts: 2 passed/);
    await says(watching, /Waiting for 2 files/);
    // A folder that is moved tells nothing of the files in it.
    await folder.write('elsewhere/moved/c.smtp', GOOD);
    await rename(`${folder.path}/elsewhere/moved`, `${folder.path}/all/moved`);
    await says(watching, /\nall\/moved\/c\.smtp has changed\.\n/);
    await watching.says(/3 transcripts: 3 passed/);
    await says(watching, /Waiting for 3 files/);
    await rename(`${folder.path}/all/moved`, `${folder.path}/elsewhere/moved`);
    await says(watching, /\nall\/moved\/c\.smtp has changed\.\n/);
    await watching.says(/2 transcripts: 2 passed/);
    await says(watching, /Waiting for 2 files/);
    await folder.write('all/new/deep/b.smtp', BAD);
    await says(watching, /\nall\/new\/deep\/b\.smtp has changed\.\n/);
    await watching.says(/2 transcripts: 1 passed, 1 failed/);
  });

  it('sees what happens while a run is under way, environments of a folder above included', async () => {
    await folder.write('smtp.env.json', '{ "$shared": { "what": "one" } }');
    await folder.write('all/a.smtp', `S: 220\nC: NOOP {{what}}\nS: 250\n# @sleep 500ms\nC: QUIT\nS: 221\n`);
    const watching = watch('all');
    await watching.says(/C: NOOP one\n/);
    await folder.write('smtp.env.json', '{ "$shared": { "what": "two" } }');
    await watching.says(/1 transcript: 1 passed/);
    await says(watching, /\nsmtp\.env\.json has changed\.\n/);
    await watching.says(/C: NOOP two\n/);
    await folder.write('all/sub/b.smtp', GOOD);
    await watching.says(/1 transcript: 1 passed/);
    await says(watching, /\nall\/sub\/b\.smtp has changed\.\n/);
    await watching.says(/2 transcripts: 2 passed/);
    await says(watching, /Waiting for 2 files/);
    // It did not apply to anything before, as it was not there.
    await folder.write('all/smtp.private.env.json', '{ "$shared": { "what": "three" } }');
    await says(watching, /\nall\/smtp\.private\.env\.json has changed\.\n/);
    await watching.says(/2 transcripts: 2 passed/);
    await says(watching, /Waiting for 2 files/);
  });

  it('waits for a file that is wrong for the moment, and does not run it again and again', async () => {
    await folder.write('all/a.smtp', GOOD);
    const watching = watch('all');
    await says(watching, /Waiting for 1 file/);
    await folder.write('all/b/bad.smtp', '');
    await says(watching, /\nall\/b\/bad\.smtp has changed\.\n/);
    await says(watching, /Waiting for [12] files?/);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.doesNotMatch(told, /has changed/);
    await folder.write('all/b/bad.smtp', GOOD);
    await says(watching, /\nall\/b\/bad\.smtp has changed\.\n/);
    await watching.says(/2 transcripts: 2 passed/);
  });

  it('is cancelled in the middle of a run as any run is', async () => {
    await folder.write('a.smtp', `S: 220\nC: NOOP\nS: 250\n# @sleep 10m\nC: QUIT\nS: 221\n`);
    const watching = watch('a.smtp');
    await watching.says(/✓ 250/);
    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.ended;
    assert.equal(code, 130);
    assert.match(stdout, /! cancelled after/);
  });

  it('refuses what it cannot watch, and what would never end', async () => {
    for (const [args, reason] of [
      [['-'], /--watch takes files: standard input does not change/],
      [['--update', 'a.smtp'], /--watch does not go with --update/],
      [['missing.smtp'], /there is no file or folder “missing\.smtp”/],
    ] as const) {
      const { code, stderr } = await cli(['run', '--watch', ...args], { cwd: folder.path });
      assert.equal(code, 2);
      assert.match(stderr, reason);
    }
  });
});
