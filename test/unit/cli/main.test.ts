import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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

  it('knows nothing of the editor', async () => {
    assert.doesNotMatch(await readFile('dist/cli.js', 'utf8'), /require\(["']vscode["']\)/);
  });
});
