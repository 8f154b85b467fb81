import assert from 'node:assert/strict';
import { chmod, readFile, stat } from 'node:fs/promises';
import { startTestServer, type TestServer } from '../../../src/server';
import * as net from 'node:net';
import { cli, temporaryFolder, type Folder, type Outcome } from './cli';
import { listenOnLoopback } from '../../support/listening';

const BEFORE = `### One
# what the server says
S: 220 another
C: EHLO client.example
S: 250
C: VRFY nobody
  S: 250 2.0.0 wrong\r
C: QUIT
S: 221 bye

### Two
S: 2xx
C: NOOP
C: QUIT
S: 221 2.0.0 Bye
`;

describe('smtp-transcript run --update', function () {
  this.timeout(20_000);
  let folder: Folder;
  let server: TestServer;
  const run = (...args: readonly string[]): Promise<Outcome> =>
    cli(['run', '--server', server.urls.smtp, ...args], { cwd: folder.path });
  before(async () => {
    server = await startTestServer();
    folder = await temporaryFolder();
  });
  after(async () => {
    await server.stop();
    await folder.remove();
  });

  it('writes what was received where it differs, and nothing else; a second run has nothing to write', async () => {
    const file = await folder.write('a.smtp', BEFORE);
    await chmod(file, 0o640);
    const { code, stderr } = await run('--update', 'a.smtp');
    assert.equal(code, 0);
    assert.match(stderr, /^a\.smtp: \d replies written\n$/);
    const text = await readFile(file, 'utf8');
    const lines = text.split('\n');
    const before = BEFORE.split('\n');
    assert.equal(lines.length, before.length);
    assert.match(lines[2] ?? '', /^S: 220 .*ESMTP/);
    assert.match(lines[6] ?? '', /^ {2}S: 252 .*\r$/);
    for (const [at, line] of before.entries()) if (![2, 6, 8, 14].includes(at)) assert.equal(lines[at], line);
    assert.equal((await stat(file)).mode & 0o777, 0o640);

    const again = await run('--update', 'a.smtp');
    assert.deepEqual([again.code, again.stderr], [0, '']);
    assert.equal(await readFile(file, 'utf8'), text);
  });

  it('writes replies for which nothing is recorded with --update-all', async () => {
    const file = await folder.write('b.smtp', '### One\nC: NOOP\nC: QUIT\n');
    const { code, stderr } = await run('--update-all', 'b.smtp');
    assert.equal(code, 0);
    assert.match(stderr, /^b\.smtp: 3 replies written\n$/);
    assert.match(
      await readFile(file, 'utf8'),
      /^### One\nS: 220 .*\nC: NOOP\nS: 250 .*\nC: QUIT\nS: 221 .*\n$/,
    );
  });

  it('still fails for what it does not write', async () => {
    const file = await folder.write('c.smtp', 'S: 220\n?? code == 250\nC: NOOP\nS: 550\nC: QUIT\nS: 221\n');
    const { code } = await run('--update', 'c.smtp');
    assert.equal(code, 1);
    assert.match(await readFile(file, 'utf8'), /\nC: NOOP\nS: 250\n/);
  });

  it('takes the first of several runs that failed, and says that another one had another reply', async () => {
    /** Its connections answer NOOP with these, in order. */
    const answering = async (replies: readonly string[]): Promise<{ server: net.Server; port: number }> => {
      const left = [...replies];
      const flaky = net.createServer((socket) => {
        const reply = left.shift() ?? '';
        socket.on('error', () => undefined).write('220 hi\r\n');
        socket.on('data', (data) =>
          socket.write(String(data) === 'NOOP\r\n' ? `${reply}\r\n` : '221 bye\r\n'),
        );
      });
      return { server: flaky, port: await listenOnLoopback(flaky) };
    };
    for (const [replies, written, expected] of [
      [['250 a', '451 b', '250 c'], '451 b', 0],
      [['250 a', '451 b', '452 c'], '451 b', 1],
      [['250 a', '250 b', '250 c'], '250', 0],
    ] as const) {
      const { server: flaky, port } = await answering(replies);
      const text = `### One\n# @repeat 3\ntelnet 127.0.0.1 ${port}\nS: 220\nC: NOOP\nS: 250\nC: QUIT\nS: 221\n`;
      const file = await folder.write('flaky.smtp', text);
      const { code } = await cli(['run', '--update', 'flaky.smtp'], { cwd: folder.path });
      await new Promise((resolve) => flaky.close(resolve));
      assert.equal(await readFile(file, 'utf8'), text.replace('S: 250', `S: ${written.slice(0, 3)}`));
      assert.equal(code, expected);
    }
  });

  it('writes nothing without being asked to, and never to standard input', async () => {
    const file = await folder.write('d.smtp', BEFORE);
    assert.equal((await run('d.smtp')).code, 1);
    assert.equal(await readFile(file, 'utf8'), BEFORE);
    const refused = await run('--update', '-');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /standard input cannot be written to/);
  });
});
