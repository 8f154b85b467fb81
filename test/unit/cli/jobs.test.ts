import assert from 'node:assert/strict';
import * as net from 'node:net';
import { cli, start, temporaryFolder, type Folder } from './cli';
import { listenOnLoopback } from '../../support/listening';

describe('smtp-transcript run --jobs', function () {
  this.timeout(20_000);
  let folder: Folder;
  let server: net.Server;
  let port: number;
  let open = 0;
  let most = 0;
  /** Called with what a client says to EHLO, and how to answer it. */
  let onEhlo: (name: string, answer: () => void) => void;

  before(async () => {
    folder = await temporaryFolder();
    server = net.createServer((socket) => {
      most = Math.max(most, ++open);
      socket.on('error', () => undefined);
      socket.write('220 hi\r\n');
      socket.on('data', (data) => {
        const [verb = '', name = ''] = String(data).trim().split(' ');
        if (verb === 'EHLO') onEhlo(name, () => socket.write('250 hi\r\n'));
        else {
          open--;
          socket.write('221 bye\r\n');
        }
      });
    });
    port = await listenOnLoopback(server);
    for (const name of ['a', 'b', 'c', 'd'])
      await folder.write(
        `${name}.smtp`,
        `### ${name}\ntelnet 127.0.0.1 ${port}\nS: 220\nC: EHLO ${name}\nS: 2xx\nC: QUIT\nS: 221\n`,
      );
  });
  beforeEach(() => {
    open = most = 0;
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await folder.remove();
  });

  it('runs so many files side by side, and prints them in their order', async () => {
    // The first is answered when all of the others have been.
    const answers = new Map<string, () => void>();
    onEhlo = (name, answer) => {
      answers.set(name, answer);
      if (answers.size < 4) return;
      for (const each of ['d', 'c', 'b', 'a']) answers.get(each)?.();
    };
    const { code, stdout } = await cli(['run', '--jobs', '4', '.'], { cwd: folder.path });
    assert.equal(code, 0, stdout);
    assert.equal(most, 4);
    assert.deepEqual(
      [...stdout.matchAll(/^─── (\w)\.smtp|EHLO (\w)$|(✓ passed)/gm)].map(
        ([, title, name]) => title ?? name ?? '✓',
      ),
      ['a', 'b', 'c', 'd'].flatMap((name) => [name, name, '✓']),
    );
    assert.match(stdout, /\n4 transcripts: 4 passed, 0 failed /);
  });

  it('runs no more than that many, and one after the other without it', async () => {
    let waiting: (() => void)[] = [];
    onEhlo = (_name, answer) => {
      waiting.push(answer);
      if (waiting.length < 2) return;
      // A third would have the time to come.
      setTimeout((both) => both.forEach((each) => each()), 20, waiting);
      waiting = [];
    };
    assert.equal((await cli(['run', '--jobs', '2', '.'], { cwd: folder.path })).code, 0);
    assert.equal(most, 2);
    most = 0;
    onEhlo = (_name, answer) => setTimeout(answer, 20);
    assert.equal((await cli(['run', '.'], { cwd: folder.path })).code, 0);
    assert.equal(most, 1);
  });

  it('begins none after a failure with --bail, and lets those end that have begun', async () => {
    const answers = new Map<string, () => void>();
    const file = await folder.write(
      'a.smtp',
      `### a\ntelnet 127.0.0.1 ${port}\nS: 220\nC: EHLO a\nS: 550\nC: QUIT\nS: 221\n`,
    );
    onEhlo = (name, answer) => {
      answers.set(name, answer);
      // b has begun when a is answered, and hears nothing before the failure of a has been printed.
      if (answers.size === 2) answers.get('a')?.();
    };
    const running = start(['run', '--bail', '--jobs', '2', '.'], { cwd: folder.path });
    await running.says(/✗ failed/);
    answers.get('b')?.();
    const { code, stdout } = await running.ended;
    assert.equal(code, 1, `${file}\n${stdout}`);
    assert.match(stdout, /\n2 transcripts: 1 passed, 1 failed, 2 not run /);
  });

  it('cancels all of them at once', async () => {
    onEhlo = () => undefined;
    const running = start(['run', '--jobs', '3', '.'], { cwd: folder.path });
    await running.says(/EHLO a\n/);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130);
    assert.match(stdout, /\d cancelled, \d not run /);
  });

  it('refuses what is no number of jobs', async () => {
    for (const value of ['0', 'x', '1000']) {
      const { code, stderr } = await cli(['run', '--jobs', value, '.'], { cwd: folder.path });
      assert.equal(code, 2);
      assert.match(stderr, /--jobs takes a whole number from 1 to 999/);
    }
  });
});
