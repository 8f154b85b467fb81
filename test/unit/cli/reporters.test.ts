import assert from 'node:assert/strict';
import { readdir, readFile, symlink } from 'node:fs/promises';
import * as path from 'node:path';
import { readReporters } from '../../../src/cli/reporters';
import { startTestServer, type TestServer } from '../../../src/server';
import { cli, temporaryFolder, type Folder, type Outcome } from './cli';
import { elements, parseXml } from './xml';

const PASSWORD = 'correct horse ✓';
const USER = 'user@example.com';
const ALL = ['transcript', 'tap', 'json', 'events', 'junit'] as const;

/** Sends the password in every way there is, and fails at the end with it. */
const TEXT = `### Every way
@again = {{$secret work}}
# @secret again
# @on-failure continue
S: 220
C: EHLO client.example
S: 250
C: AUTH PLAIN {{$plain ${USER} {{$secret work}}}}
S: 535
C: AUTH PLAIN
S: 334
C: {{$plain ${USER} {{$secret work}}}}
S: 535
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: {{$base64 ${USER}}}
S: 334 UGFzc3dvcmQ6
C: {{$base64 {{$secret work}}}}
S: 535
C: AUTH CRAM-MD5 {{$sasl ${USER} {{$secret work}}}}
S: 334
C: {{$sasl}}
S: 535
C: NOOP {{again}}
S: 500
C: QUIT
S: 221 /(?<word>Bye)/

### Passes
S: 220
C: QUIT
S: 221
`;

describe('smtp-transcript run --reporter', function () {
  this.timeout(20_000);
  let folder: Folder;
  let server: TestServer;
  const at = (name: string): string => path.join(folder.path, name);
  const run = (args: readonly string[], input = TEXT): Promise<Outcome> =>
    cli(['run', '--server', server.urls.smtp, ...args, '-'], {
      input,
      env: { SMTP_SECRET_WORK: PASSWORD },
    });

  before(async () => {
    server = await startTestServer({ user: USER, password: 'another' });
    folder = await temporaryFolder();
  });
  after(async () => {
    await server.stop();
    await folder.remove();
  });

  describe('all of them, to files', () => {
    const reports = new Map<string, string>();
    let outcome: Outcome;

    before(async () => {
      outcome = await run(ALL.flatMap((name) => ['--reporter', `${name}=${at(`reports/${name}`)}`]));
      for (const name of ALL) reports.set(name, await readFile(at(`reports/${name}`), 'utf8'));
    });

    it('are complete though the run failed, and nothing else is left there', async () => {
      assert.equal(outcome.code, 1);
      assert.deepEqual((await readdir(at('reports'))).sort(), [...ALL].sort());
    });

    it('show the conversation on standard output all the same', () => {
      assert.match(outcome.stdout, /─── standard input · Every way ───/);
      assert.match(outcome.stdout, /2 transcripts: 1 passed, 1 failed/);
      assert.equal(reports.get('transcript')?.split('\n').length, outcome.stdout.split('\n').length);
    });

    it('never tell the secret, in clear, in base64 or as the hexadecimal answer to a challenge', () => {
      const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '');
      const hidden = [
        PASSWORD,
        base64(PASSWORD),
        base64(`\0${USER}\0${PASSWORD}`),
        base64(`${USER} `).slice(0, -2),
      ];
      for (const [name, text] of [
        ...reports,
        ['stdout', outcome.stdout],
        ['stderr', outcome.stderr],
      ] as const)
        for (const secret of hidden) assert.ok(!text.includes(secret), `${name} tells ${secret}`);
      assert.match(reports.get('events') ?? '', /••••/);
    });

    it('are JSON of version 1', () => {
      const report = JSON.parse(reports.get('json') ?? '') as {
        version: number;
        files: {
          file: string;
          transcripts: { title: string; line: number; status: string; endpoint: string; captures: object }[];
        }[];
        totals: object;
      };
      assert.deepEqual([report.version, report.totals], [1, { passed: 1, failed: 1, errors: 0, skipped: 0 }]);
      assert.deepEqual(
        report.files.map(({ file, transcripts }) => [
          file,
          transcripts.map(({ title, line, status, endpoint, captures }) => [
            title,
            line,
            status,
            endpoint,
            captures,
          ]),
        ]),
        [
          [
            'standard input',
            [
              ['Every way', 1, 'failed', server.urls.smtp, { word: 'Bye' }],
              ['Passes', 29, 'passed', server.urls.smtp, {}],
            ],
          ],
        ],
      );
    });

    it('are events, one object a line, from start to end of each transcript', () => {
      const text = reports.get('events') ?? '';
      assert.ok(text.endsWith('\n'));
      const events = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { file: string; transcript: number; type: string; at: number });
      assert.ok(events.every(({ file, at: time }) => file === 'standard input' && time >= 0));
      for (const transcript of [1, 29]) {
        const types = events.filter((event) => event.transcript === transcript).map(({ type }) => type);
        assert.deepEqual([types[0], types.at(-1)], ['start', 'end']);
      }
    });

    it('are TAP whose plan agrees with its points', () => {
      const lines = (reports.get('tap') ?? '').trimEnd().split('\n');
      const points = lines.filter((line) => /^(not )?ok \d/.test(line));
      assert.deepEqual(points, ['not ok 1 - standard input: Every way', 'ok 2 - standard input: Passes']);
      assert.deepEqual([lines[0], lines.at(-1)], ['TAP version 14', `1..${points.length}`]);
    });

    it('are XML with the failure at its line', () => {
      const report = parseXml(reports.get('junit') ?? '');
      assert.deepEqual(
        elements(report, 'testcase').map(({ attributes: { name, line } }) => [name, line]),
        [
          ['Every way', '1'],
          ['Passes', '29'],
        ],
      );
      const [failure] = elements(report, 'failure');
      assert.match(failure?.text ?? '', /^standard input:\d+: expected 500, got 250 /);
    });
  });

  it('takes the place of the conversation on standard output', async () => {
    const { code, stdout } = await run(['--reporter', 'json', '--transcript', 'Passes']);
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as { version: number }).version, 1);
  });

  it('keeps a control character in a title from harming a report or a terminal', async () => {
    const { code, stdout } = await run(
      ['--reporter', 'transcript', '--reporter', `junit=${at('control.xml')}`],
      '### Red \x1b[31m & <b>\nS: 220\nC: QUIT\nS: 221\n',
    );
    assert.equal(code, 0);
    assert.ok(!stdout.includes('\x1b'));
    const [testcase] = elements(parseXml(await readFile(at('control.xml'), 'utf8')), 'testcase');
    assert.equal(testcase?.attributes['name'], 'Red \\x1b[31m & <b>');
  });

  it('follows a link, and writes to a device as it is', async () => {
    await folder.write('real.json', 'old');
    await symlink(at('real.json'), at('link.json'));
    const { code, stderr } = await run([
      ...['--reporter', `json=${at('link.json')}`, '--reporter', 'tap=/dev/null'],
      ...['--transcript', 'Passes'],
    ]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(await readFile(at('real.json'), 'utf8'), /"version": 1/);
  });

  it('leaves no half report behind when the run cannot begin', async () => {
    const { code } = await run([
      '--reporter',
      `json=${at('early/a.json')}`,
      '--reporter',
      `tap=${folder.path}`,
    ]);
    assert.equal(code, 2);
    assert.deepEqual(await readdir(at('early')), []);
  });

  describe('as it is read', () => {
    const problem = (...texts: string[]): string => {
      const read = readReporters(texts);
      return 'problem' in read ? read.problem : '';
    };

    it('shows the conversation where nothing else is shown', () => {
      const shown = { name: 'transcript', file: undefined };
      assert.deepEqual(readReporters([]), { choices: [shown] });
      assert.deepEqual(readReporters(['junit=a=b.xml']), {
        choices: [shown, { name: 'junit', file: 'a=b.xml' }],
      });
      assert.deepEqual(readReporters(['tap']), { choices: [{ name: 'tap', file: undefined }] });
    });

    it('has names, and one reporter for each place', () => {
      assert.match(problem('jnuit'), /no reporter “jnuit”; did you mean junit\?/);
      assert.match(problem('toString'), /no reporter “toString”/);
      assert.match(problem('tap='), /takes the name of a file/);
      assert.match(problem('tap', 'json'), /tap and json cannot both write to standard output/);
      assert.match(problem('tap=x', 'json=x'), /cannot both write to x/);
    });
  });
});
