import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { cli } from './cli';

const COMMANDS = ['run', 'check', 'serve', 'encode', 'decode', 'lsp'];

describe('smtp-transcript', function () {
  this.timeout(10_000);

  it('lists its commands, and each tells how it is used', async () => {
    const help = await cli(['--help']);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    const usages = await Promise.all(COMMANDS.map((name) => cli([name, '--help'])));
    for (const [at, name] of COMMANDS.entries()) {
      assert.match(help.stdout, new RegExp(`^ {2}${name} +\\S`, 'm'));
      assert.equal(usages[at]?.code, 0);
      assert.match(usages[at].stdout, new RegExp(`^smtp-transcript ${name} `));
    }
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.equal((await cli(['--version'])).stdout, `${version}\n`);
  });

  it('says so when it is given no command, or one that there is not', async () => {
    const none = await cli([]);
    assert.deepEqual([none.code, none.stdout], [2, '']);
    assert.match(none.stderr, /smtp-transcript COMMAND/);
    const unknown = await cli(['chekc']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /there is no command “chekc”; did you mean check\?/);
  });

  it('names the near one of an option that there is not', async () => {
    for (const [option, words] of [
      ['--versoin', 'there is no option --versoin before a command; did you mean --version?'],
      ['-V', 'there is no option -V before a command; did you mean --version?'],
      ['--port', 'there is no option --port before a command'],
    ] as const) {
      const { code, stderr } = await cli([option]);
      assert.deepEqual([code, stderr.split('\n')[0]], [2, `smtp-transcript: ${words}`]);
    }
  });

  // Only Linux has a disk that is always full.
  if (process.platform === 'linux')
    it('says so when what it prints does not fit on the disk', async () => {
      for (const args of [['--help'], ['check', '--format', 'json', 'examples']]) {
        const full = await open('/dev/full', 'w');
        const child = spawn(process.execPath, ['dist/cli.js', ...args], {
          stdio: ['ignore', full.fd, 'pipe'],
        });
        assert.ok(child.stderr !== null);
        const [words, ending] = await Promise.all([text(child.stderr), once(child, 'close')]);
        await full.close();
        assert.equal(words, 'smtp-transcript: standard output cannot be written: the disk is full\n');
        assert.deepEqual(ending, [2, null]);
      }
    });

  it('knows nothing of the editor', async () => {
    assert.doesNotMatch(await readFile('dist/cli.js', 'utf8'), /require\(["']vscode["']\)/);
  });
});
