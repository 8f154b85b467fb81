import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import * as path from 'node:path';
import { startTestServer, type TestServer } from '../../../src/server';
import { cli, start, temporaryFolder, type Folder, type Outcome } from './cli';

const GREETING = 'S: 220\nC: EHLO client.example\nS: 250\nC: QUIT\nS: 221\n';
const PASSES = `### Passes\n# @tag quick\n${GREETING}`;
const FAILS = `### Fails
S: 220
C: EHLO client.example
S: 250
C: MAIL FROM:<a@example.com>
S: 250
C: RCPT TO:<nobody@example.com>
S: 250
C: QUIT
S: 221
`;
/** A line without a prefix among lines that have one. */
const WRONG = `### Wrong\nS: 220\nEHLO client.example\nC: QUIT\nS: 221\n`;

describe('smtp-transcript run', function () {
  this.timeout(20_000);
  let folder: Folder;
  let server: TestServer;
  const run = (text: string, ...args: readonly string[]): Promise<Outcome> =>
    cli(['run', '--server', server.urls.smtp, ...args, '-'], { input: text });

  before(async () => {
    server = await startTestServer();
    folder = await temporaryFolder();
  });
  after(async () => {
    await server.stop();
    await folder.remove();
  });

  describe('exit codes', () => {
    it('are 0 when everything held', async () => {
      const { code, stdout, stderr } = await run(PASSES);
      assert.equal(code, 0);
      assert.equal(stderr, '');
      assert.match(stdout, /^─── standard input · Passes ─── smtp:\/\/127\.0\.0\.1:\d+ ───\n/);
      assert.match(stdout, /\n1 transcript: 1 passed, 0 failed \(\d+\.\d s\)\n$/);
      assert.doesNotMatch(stdout, /\x1b/); // no colour where there is no terminal
    });

    it('are 1 when an expectation failed, and the problems are listed by their lines', async () => {
      const { code, stdout } = await run(`${FAILS}\n${PASSES}`);
      assert.equal(code, 1);
      assert.match(stdout, /\n✗ standard input:8: expected 250, got 550 /);
      assert.match(stdout, /\n2 transcripts: 1 passed, 1 failed /);
    });

    it('are 1 when the server refused a command of a transcript without expectations', async () => {
      const { code, stdout } = await run(
        'EHLO client.example\nMAIL FROM:<a@example.com>\nRCPT TO:<nobody@example.com>\nQUIT\n',
      );
      assert.equal(code, 1);
      assert.match(stdout, /the server refused RCPT: 550/);
    });

    it('are 2 when a file has errors, which are told by file and line, and nothing of that is sent', async () => {
      const file = await folder.write('wrong.smtp', WRONG);
      const { code, stdout } = await cli(['run', '--server', server.urls.smtp, file]);
      assert.equal(code, 2);
      assert.ok(stdout.includes(`✗ ${file}:3: `), stdout);
      assert.match(stdout, /nothing was sent/);
      assert.doesNotMatch(stdout, /^ +\S+ +C: | connected to /m);
    });

    it('are 2 when a file that the transcript includes is missing', async () => {
      const { code, stdout } = await run(
        `### Missing\n# @tls-ca missing.pem\nS: 220\nC: QUIT\nS: 221\n`,
        '--tls-verify',
        'on',
      );
      assert.equal(code, 2);
      assert.match(stdout, /missing\.pem cannot be read/);
    });

    it('are 3 when nothing listens', async () => {
      const port = await closedPort();
      const { code, stdout } = await cli(['run', '--server', `smtp://127.0.0.1:${port}`, '-'], {
        input: PASSES,
      });
      assert.equal(code, 3);
      assert.match(stdout, /✗ standard input:1: .*refused the connection/);
      assert.match(stdout, /0 passed, 0 failed, 1 error /);
    });

    it('are 3 when the server does not answer in time, and when it hangs up', async () => {
      const silent = await listen(() => undefined);
      const leaving = await listen((socket) => socket.end());
      const [late, lost] = await Promise.all(
        [silent, leaving].map(({ url }) =>
          cli(['run', '--server', url, '--timeout', '0.2', '-'], { input: PASSES }),
        ),
      );
      await Promise.all([silent.close(), leaving.close()]);
      assert.deepEqual([late?.code, lost?.code], [3, 3]);
      assert.match(late?.stdout ?? '', /No reply within /);
      assert.match(lost?.stdout ?? '', /before its greeting/);
    });

    it('are 3 when the certificate is not to be trusted, unless that is not asked for, which is told', async () => {
      const over = (...args: readonly string[]): Promise<Outcome> =>
        cli(['run', '--server', server.urls.smtps, ...args, '-'], { input: PASSES });
      const [verified, unverified] = await Promise.all([over(), over('--tls-verify', 'off')]);
      assert.equal(verified.code, 3);
      assert.match(verified.stdout, /certificate/);
      assert.equal(unverified.code, 0);
      assert.match(unverified.stdout, /! The certificate was not verified/);
      assert.match(unverified.stdout, /NOT verified/);
    });

    it('are the highest of 3, 2 and 1', async () => {
      const port = await closedPort();
      const lost = `### Lost\nCONNECT smtp://127.0.0.1:${port}\n${GREETING}`;
      const failing = FAILS.replace('\n', `\nCONNECT ${server.urls.smtp}\n`);
      const all = await cli(['run', '-'], { input: `${failing}\n${WRONG}\n${lost}` });
      const two = await cli(['run', '-'], { input: `${failing}\n${WRONG}` });
      assert.deepEqual([all.code, two.code], [3, 2]);
    });
  });

  describe('what to run', () => {
    const TWO = `### First\n# @tag smoke daily\n${GREETING}\n### Second\n# @name second\n${GREETING}`;
    const titles = ({ stdout }: Outcome): string[] =>
      [...stdout.matchAll(/^─── standard input · (.+?) ───/gm)].map((match) => match[1] ?? '');

    it('is all, or what --transcript selects by title or tag', async () => {
      assert.deepEqual(titles(await run(TWO)), ['First', 'Second']);
      assert.deepEqual(titles(await run(TWO, '--transcript', 'Second')), ['Second']);
      assert.deepEqual(titles(await run(TWO, '--transcript', '@daily')), ['First']);
      assert.deepEqual(titles(await run(TWO, '--transcript', '@second')), ['Second']);
      assert.deepEqual(titles(await run(TWO, '--transcript', '@smoke', '--transcript', 'Second')), [
        'First',
        'Second',
      ]);
    });

    it('has to be something: the titles are listed', async () => {
      for (const name of ['Frist', '@missing']) {
        const { code, stdout, stderr } = await run(TWO, '--transcript', name);
        assert.equal(code, 2);
        assert.equal(stdout, '');
        assert.match(stderr, new RegExp(`no transcript has the (?:title|tag) “${name}”; there are\n`));
        assert.match(
          stderr,
          /\n {2}standard input: First @smoke @daily\n {2}standard input: Second @second\n/,
        );
      }
      const nothing = await run('# nothing but a comment\n');
      assert.equal(nothing.code, 2);
      assert.match(nothing.stderr, /there is no transcript in standard input/);
    });

    it('includes the tags of the whole file', async () => {
      const { code, stdout } = await run(
        `# @tag nightly\n### First\n${GREETING}\n### Second\n${GREETING}`,
        '--transcript',
        '@nightly',
      );
      assert.equal(code, 0);
      assert.match(stdout, /2 transcripts: 2 passed/);
    });

    it('ends with --bail at the first that does not pass', async () => {
      const outcome = await run(`${FAILS}\n${PASSES}`, '--bail');
      assert.deepEqual([outcome.code, titles(outcome)], [1, ['Fails']]);
      assert.match(outcome.stdout, /1 transcript: 0 passed, 1 failed, 1 not run/);
    });

    it('goes on after one that is @disabled', async () => {
      const { code, stdout } = await run(`### Off\n# @disabled\n${GREETING}\n${PASSES}`, '--bail');
      assert.equal(code, 0);
      assert.match(stdout, /1 passed, 0 failed, 1 skipped/);
    });

    it('is each file once, in order, of the files, folders and patterns named', async () => {
      const sub = path.join(folder.path, 'tree');
      for (const name of ['b.smtp', 'a.smtp', 'deep/c.smtp', 'node_modules/x.smtp', 'notes.txt'])
        await folder.write(`tree/${name}`, PASSES);
      const files = async (...operands: string[]): Promise<string[]> => {
        const { stdout } = await cli(['run', '--server', server.urls.smtp, ...operands], { cwd: sub });
        return [...stdout.matchAll(/^─── (.+?) · /gm)].map((match) => match[1] ?? '');
      };
      assert.deepEqual(await files('.', './a.smtp'), ['a.smtp', 'b.smtp', path.join('deep', 'c.smtp')]);
      assert.deepEqual(await files('**/*.smtp', 'notes.txt'), [
        'a.smtp',
        'b.smtp',
        path.join('deep', 'c.smtp'),
        'notes.txt',
      ]);
    });
  });

  describe('values from outside', () => {
    const HELLO = 'S: 220\nC: EHLO {{name}}\nS: 250\nC: QUIT\nS: 221\n';

    it('come by --var, for names to which the file gives no value', async () => {
      const { code, stdout } = await run(HELLO, '--var', 'name=from=outside');
      assert.equal(code, 0);
      assert.match(stdout, / C: EHLO from=outside\n/);
      const own = await run(`@name = from.the.file\n${HELLO}`, '--var', 'name=outside');
      assert.match(own.stdout, / C: EHLO from\.the\.file\n/);
      const without = await run(HELLO);
      assert.equal(without.code, 2);
      assert.match(without.stdout, /“name” has no value/);
    });

    it('come by --secret and by the environment, and are not shown', async () => {
      const login = `S: 220
C: EHLO client.example
S: 250
C: AUTH PLAIN {{$plain user@example.com {{$secret my-server}}}}
S: 235
C: QUIT
S: 221
`;
      const file = await folder.write('password', 'password\n');
      const outcomes = [
        await run(login, '--secret', `my-server=${file}`),
        await cli(['run', '--server', server.urls.smtp, '-'], {
          input: login,
          env: { SMTP_SECRET_MY_SERVER: 'password' },
        }),
      ];
      for (const { code, stdout } of outcomes) {
        assert.equal(code, 0);
        assert.match(stdout, /AUTH PLAIN ••••/);
        assert.ok(!stdout.includes(Buffer.from('\0user@example.com\0password').toString('base64')));
      }
      const none = await run(login);
      assert.equal(none.code, 2);
      assert.match(none.stdout, /there is no secret “my-server”/);
    });

    it('make recorded text count with --match text', async () => {
      const text = 'S: 220 some other greeting\nC: QUIT\nS: 221\n';
      assert.equal((await run(text)).code, 0);
      assert.equal((await run(text, '--match', 'text')).code, 1);
    });

    const EMBEDDED = `### Embedded\ntelnet {{$testServer host}} {{$testServer port}}\n${GREETING}
### And by TLS\nopenssl s_client -crlf -connect {{$testServer host}}:{{$testServer tlsPort}}\n${GREETING}`;

    it('are the embedded server where the file asks for it', async () => {
      const { code, stdout } = await cli(['run', '-'], { input: EMBEDDED });
      assert.equal(code, 0, stdout);
      assert.match(
        stdout,
        /-- TLSv1\.3 TLS_\w+\n +-- certificate for localhost, .* days left, verified\n +\d+ms TLS S:/,
      );
    });

    it('are told in full with --verbose', async () => {
      const { code, stdout } = await cli(['run', '--verbose', '-'], { input: EMBEDDED });
      assert.equal(code, 0, stdout);
      assert.match(
        stdout,
        /-- connected to \S+ from 127\.0\.0\.1\n +-- TLSv1\.3 TLS_\w+(?:, key exchange [^,\n]+)?\n/,
      );
      assert.match(
        stdout,
        /-- {3}0\. CN=localhost, self-signed, .* SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}\n/,
      );
    });
  });

  describe('mistakes', () => {
    const refused = async (args: readonly string[], message: RegExp): Promise<void> => {
      const { code, stdout, stderr } = await cli(['run', ...args]);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, message);
      assert.match(stderr, /^smtp-transcript run: .*“smtp-transcript run --help” tells more\.\n$/s);
    };

    it('in the options are told', async () => {
      await refused(['--sever', 'x', '-'], /there is no option --sever; did you mean --server\?/);
      await refused([], /name a file, a folder, or - for standard input/);
      await refused(['missing.smtp'], /there is no file or folder “missing\.smtp”/);
    });

    it('in files are told before anything is sent', async () => {
      const good = await folder.write('good.smtp', PASSES);
      const files = {
        'binary.smtp': [Buffer.from('C: EHLO\0'), /binary\.smtp is a binary file/],
        'latin1.smtp': [Buffer.from('S: 220\nC: caf\xe9\n', 'latin1'), /latin1\.smtp:2: .*not in UTF-8/],
        'utf16.smtp': [Buffer.from('\ufeffC: EHLO', 'utf16le'), /utf16\.smtp is in UTF-16/],
      } as const;
      for (const [name, [content, message]] of Object.entries(files)) {
        const file = await folder.write(name, content);
        await refused(['--server', server.urls.smtp, good, file], message);
      }
      await refused(
        [(await folder.write('empty/readme.txt', '')).replace(/readme\.txt$/, '')],
        /no \.smtp file/,
      );
    });

    it('in the place of a secret or a report are told before anything is sent', async () => {
      const good = await folder.write('good.smtp', PASSES);
      await refused(['--secret', `a=${folder.path}/none`, good], /--secret a: .*none cannot be read/);
      await refused(['--reporter', `junit=${folder.path}`, good], /cannot be written: it is a folder/);
    });
  });

  it('reads a file with a byte order mark and CRLF', async () => {
    const { code } = await run(`\ufeff${PASSES}`.replaceAll('\n', '\r\n'));
    assert.equal(code, 0);
  });

  it('survives a reader that leaves, and its exit code still counts', async () => {
    const { child, ended } = start(['run', '--server', server.urls.smtp, '-'], {
      input: `${PASSES}\n${FAILS}`,
    });
    child.stdout.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [1, '']);
  });
});

async function closedPort(): Promise<number> {
  const { port, close } = await listen(() => undefined);
  await close();
  return port;
}

async function listen(
  serve: (socket: net.Socket) => void,
): Promise<{ port: number; url: string; close: () => Promise<void> }> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined).resume();
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return {
    port: address.port,
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
