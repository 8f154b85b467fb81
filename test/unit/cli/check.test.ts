import assert from 'node:assert/strict';
import { chmod, readdir, readFile, readlink, rm, stat, symlink } from 'node:fs/promises';
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

  it('checks what can be read, and says of the rest why it cannot', async () => {
    await folder.write('some/wrong.smtp', WRONG);
    await folder.write('some/binary.smtp', Buffer.from('C: EHLO\0'));
    await folder.write('some/latin1.smtp', Buffer.from('S: 220\nC: caf\xe9\n', 'latin1'));
    const { code, stdout, stderr } = await cli(['check', 'some', 'none.smtp'], { cwd: folder.path });
    assert.equal(code, 2);
    assert.match(stdout, /wrong\.smtp:4:6: error unknown-command: /);
    assert.match(stderr, /^1 file: /);
    assert.match(stderr, /binary\.smtp is a binary file/);
    assert.match(stderr, /latin1\.smtp:2: .*not in UTF-8/);
    assert.match(stderr, /there is no file or folder “none\.smtp”/);
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

  it('knows the variables of the environments, of one alone if that is chosen', async () => {
    const file = await folder.write('env/deep/greeting.smtp', CLEAN.replace('client.example', '{{me}}'));
    await folder.write('env/smtp.env.json', '{ "dev": { "me": "a.example" }, "prod": {} }');
    assert.equal((await cli(['check', file])).code, 0);
    assert.equal((await cli(['check', '--env', 'dev', file])).code, 0);
    const other = await cli(['check', '--env', 'prod', file]);
    assert.equal(other.code, 2);
    assert.match(other.stdout, /unknown-variable/);
  });

  it('looks for the files that a transcript names', async () => {
    const text = 'C: DATA\nS: 354\nC: < message.eml\nC: .\nS: 250\n';
    const file = await folder.write('files/send.smtp', text);
    const missing = await cli(['check', 'files'], { cwd: folder.path });
    assert.equal(missing.code, 2);
    assert.match(missing.stdout, /send\.smtp:3:6: error missing-file: /);
    const { stdout } = await cli(['check', '-'], { cwd: path.dirname(file), input: text });
    assert.match(stdout, /missing-file/);
    await folder.write('files/message.eml', 'Subject: x\n\ny\n');
    assert.equal((await cli(['check', 'files'], { cwd: folder.path })).code, 0);
    assert.equal((await cli(['check', '-'], { cwd: path.dirname(file), input: text })).code, 0);
  });

  it('hears as much of each code as it was told to', async () => {
    const disabled = await cli(['check', '--disable', 'bracketed-address', '-'], { input: HINTED });
    assert.deepEqual([disabled.code, disabled.stdout], [0, '']);
    const raised = await cli(['check', '--severity', 'bracketed-address=error', '-'], { input: HINTED });
    assert.equal(raised.code, 2);
    assert.match(raised.stdout, /^standard input:4:\d+: error bracketed-address: /);
  });

  it('ends with 2 when there are more warnings than may be', async () => {
    const warned = ['check', '--severity', 'bracketed-address=warning'];
    const allowed = await cli([...warned, '--max-warnings', '1', '-'], { input: HINTED });
    assert.equal(allowed.code, 0);
    const none = await cli([...warned, '--max-warnings', '0', '-'], { input: HINTED });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /1 warning, and no more than 0 may be/);
  });

  it('tells it all in SARIF', async () => {
    const file = await folder.write('all/with space.smtp', 'C: EHLO x.example\nS: 250\nC: FOO1\n');
    const { code, stdout, stderr } = await cli(
      ['check', '--format', 'sarif', path.join('all', 'with space.smtp')],
      {
        cwd: folder.path,
      },
    );
    assert.deepEqual([code, stderr], [2, '']);
    const log = JSON.parse(stdout) as SarifLog;
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    const rules = run?.tool.driver.rules ?? [];
    assert.deepEqual(
      run?.results.map(({ ruleId, ruleIndex, level, locations }) => [
        ruleId,
        rules[ruleIndex]?.id,
        level,
        locations[0]?.physicalLocation.artifactLocation.uri,
        locations[0]?.physicalLocation.region.startLine,
      ]),
      [['unknown-command', 'unknown-command', 'error', 'all/with%20space.smtp', 3]],
    );
    assert.match(rules[0]?.helpUri ?? '', /\/docs\/diagnostics\.md#unknown-command$/);
    await rm(file);
  });

  it('fixes what is safe to fix, tells what that was, and leaves the rest of the file as it is', async () => {
    const before =
      '\uFEFF# @disable bare-line, leading-dot\r\n# @disable malformed-reply\r\nC: RCPT: a@b.example\r\n';
    const file = await folder.write('fix/wrong.smtp', before);
    await chmod(file, 0o600);
    const { code, stdout, stderr } = await cli(['check', '--fix', 'wrong.smtp'], { cwd: path.dirname(file) });
    assert.equal(code, 2);
    assert.match(stdout, /^wrong\.smtp:2:4: error unknown-command: .*\n$/);
    assert.equal(
      stderr,
      'wrong.smtp:1:12: fixed cannot-disable: Remove bare-line\n' +
        'wrong.smtp:2:12: fixed cannot-disable: Remove malformed-reply\n' +
        '1 file: 1 error, 0 warnings, 2 fixed\n',
    );
    assert.equal(await readFile(file, 'utf8'), '\uFEFF# @disable leading-dot\r\nC: RCPT: a@b.example\r\n');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(path.dirname(file)), ['wrong.smtp']);
  });

  it('does not touch a file in which nothing is to be fixed', async () => {
    const file = await folder.write('unfixed/clean.smtp', CLEAN);
    const before = await stat(file);
    assert.equal((await cli(['check', '--fix', file])).code, 0);
    const after = await stat(file);
    assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
  });

  it('fixes the file that a link leads to, and leaves the link', async () => {
    const file = await folder.write('linked/file.smtp', '# @disable bare-line\nC: NOOP\n');
    const link = path.join(path.dirname(file), 'link.smtp');
    await symlink('file.smtp', link);
    assert.equal((await cli(['check', '--fix', link])).code, 0);
    assert.equal(await readFile(file, 'utf8'), 'C: NOOP\n');
    assert.equal(await readlink(link), 'file.smtp');
  });

  it('says what is wrong with the command line', async () => {
    for (const [args, message] of [
      [[], /name a file/],
      [['none.smtp'], /there is no file or folder “none\.smtp”/],
      [['--format', 'xml', '-'], /--format takes text, json or sarif/],
      [['--disable', 'leadingdot', '-'], /there is no diagnostic leadingdot; did you mean leading-dot\?/],
      [['--disable', 'bare-line', '-'], /bare-line keeps a file from running: it stays an error/],
      [['--severity', 'leading-dot', '-'], /--severity takes CODE=LEVEL/],
      [['--severity', 'leading-dot=bad', '-'], /a level is one of error, warning, information, hint, off/],
      [['--max-warnings', 'some', '-'], /--max-warnings takes a number/],
      [['--fix', '-'], /--fix takes files/],
      [['--var', 'x', '-'], /--var takes NAME=VALUE/],
    ] as const) {
      const { code, stdout, stderr } = await cli(['check', ...args]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    }
  });
});

interface SarifLog {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { id: string; helpUri: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}
