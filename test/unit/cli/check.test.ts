import assert from 'node:assert/strict';
import * as path from 'node:path';
import { cli, temporaryFolder, type Folder } from './cli';

const CLEAN = 'S: 220\nC: EHLO client.example\nS: 250\nC: QUIT\nS: 221\n';
const WRONG = 'S: 220\nC: EHLO client.example\nS: 250\n  C: RCPT: someone@example.com\n';
/** A style that the language only hints at. */
const HINTED = CLEAN.replace('C: QUIT', 'C: MAIL FROM: a@example.com\nS: 250\nC: QUIT');

describe('smtp-transcript check', function () {
  this.timeout(10_000);
  let folder: Folder;
  before(async () => (folder = await temporaryFolder()));
  after(() => folder.remove());

  it('finds nothing in a clean file', async () => {
    const { code, stdout, stderr } = await cli(['check', '-'], { input: CLEAN });
    assert.deepEqual([code, stdout, stderr], [0, '', '1 file: 0 errors, 0 warnings\n']);
  });

  it('tells each finding by file, line and column, and ends with 2 for an error', async () => {
    await folder.write('all/wrong.smtp', WRONG);
    await folder.write('all/clean.smtp', CLEAN);
    const { code, stdout, stderr } = await cli(['check', 'all'], { cwd: folder.path });
    assert.equal(code, 2);
    assert.ok(stdout.startsWith(`${path.join('all', 'wrong.smtp')}:4:6: error unknown-command: `), stdout);
    const errors = stdout.split('\n').filter((line) => line.includes(': error ')).length;
    assert.match(stderr, new RegExp(`^2 files: ${errors} errors?, 0 warnings\n$`));
  });

  it('ends with 0 when there is no error, whatever else there is', async () => {
    const { code, stdout } = await cli(['check', '-'], { input: HINTED });
    assert.equal(code, 0);
    assert.match(stdout, /^standard input:4:\d+: \w+ bracketed-address: /);
  });

  it('tells it all in JSON', async () => {
    const { code, stdout, stderr } = await cli(['check', '--format', 'json', '-'], { input: WRONG });
    assert.deepEqual([code, stderr], [2, '']);
    const findings = JSON.parse(stdout) as Record<string, unknown>[];
    const [finding] = findings;
    assert.deepEqual(Object.keys(finding ?? {}), [
      'file',
      'line',
      'column',
      'endLine',
      'endColumn',
      'severity',
      'code',
      'message',
      'fixes',
    ]);
    const { file, line, column, endLine, severity, code: rule, fixes } = finding ?? {};
    assert.deepEqual(
      [file, line, column, endLine, severity, rule],
      ['standard input', 4, 6, 4, 'error', 'unknown-command'],
    );
    assert.ok(Array.isArray(fixes));
    assert.deepEqual(Object.keys((fixes as object[])[0] ?? {}), ['title']);
    const none = await cli(['check', '--format', 'json', '-'], { input: CLEAN });
    assert.equal(none.stdout, '[]\n');
  });

  it('knows the variables that the run will have', async () => {
    const input = CLEAN.replace('client.example', '{{name}}');
    const without = await cli(['check', '-'], { input });
    assert.match(without.stdout, /unknown-variable/);
    assert.equal(without.code, 2);
    assert.equal((await cli(['check', '--var', 'name=x', '-'], { input })).code, 0);
  });

  it('says what is wrong with the command line', async () => {
    for (const [args, message] of [
      [[], /name a file/],
      [['none.smtp'], /there is no file or folder “none\.smtp”/],
      [['--format', 'sarif', '-'], /--format takes text or json/],
      [['--var', 'x', '-'], /--var takes NAME=VALUE/],
    ] as const) {
      const { code, stdout, stderr } = await cli(['check', ...args]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    }
  });
});
