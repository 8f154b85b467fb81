import assert from 'node:assert/strict';
import { startTestServer, type TestServer } from '../../../src/server';
import { cli, type Outcome } from './cli';

const ONCE = 'S: 220\nC: EHLO n{{$repeat}}.example\nS: 250\nC: QUIT\nS: 221\n';

describe('smtp-transcript run, again and again', function () {
  this.timeout(20_000);
  let server: TestServer;
  const run = (text: string, ...args: readonly string[]): Promise<Outcome> =>
    cli(['run', '--server', server.urls.smtp, ...args, '-'], { input: text });
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it('runs as often as @repeat says, each on a connection of its own', async () => {
    const { code, stdout } = await run(`### Hello\n# @repeat 3\n${ONCE}`);
    assert.equal(code, 0, stdout);
    assert.equal(stdout.match(/ -- connected to /g)?.length, 3);
    for (const index of [1, 2, 3]) {
      assert.ok(stdout.includes(`Hello (${index} of 3)`));
      assert.ok(stdout.includes(` C: EHLO n${index}.example\n`));
    }
    assert.match(stdout, /\n3 transcripts: 3 passed, 0 failed /);
  });

  it('fills in how often that is, from what it is given', async () => {
    const times = `### Hello\n# @repeat {{times}}\n${ONCE}`;
    const { code, stdout } = await run(times, '--var', 'times=2');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\n2 transcripts: 2 passed, 0 failed /);
    for (const [value, reason] of [
      [['--var', 'times=none'], '@repeat: a whole number from 1 to 999999 is needed'],
      [[], '@repeat: The variable “times” has no value; define it with “@times = …”'],
    ] as const) {
      const wrong = await run(times, ...value);
      assert.equal(wrong.code, 2);
      assert.ok(wrong.stdout.includes(`✗ standard input:2: ${reason} (nothing was sent)\n`), wrong.stdout);
      assert.match(wrong.stdout, /\n1 transcript: 0 passed, 0 failed, 1 error \(/);
    }
  });

  it('runs as often as --repeat says, whatever the file does, and knows one run as the first', async () => {
    const { stdout } = await run(`### Hello\n# @repeat 3\n${ONCE}### Other\n${ONCE}`, '--repeat', '2');
    assert.match(stdout, /\n4 transcripts: 4 passed, 0 failed /);
    const once = await run(`### Hello\n# @repeat 3\n${ONCE}`, '--repeat', '1');
    assert.match(once.stdout, /standard input · Hello ───.*\n(?:.*\n)* +\S+ +C: EHLO n1\.example\n/);
    assert.match(once.stdout, /\n1 transcript: 1 passed/);
  });

  it('goes on after a repetition that fails, unless --bail says otherwise', async () => {
    const failing = `### Hello\n# @repeat 3\n${ONCE.replace('S: 221', 'S: 250')}`;
    assert.match((await run(failing)).stdout, /\n3 transcripts: 0 passed, 3 failed /);
    assert.match((await run(failing, '--bail')).stdout, /\n1 transcript: 0 passed, 1 failed, 2 not run /);
  });

  it('says once what keeps a transcript from running', async () => {
    const { code, stdout } = await run(`### Hello\n# @repeat 3\n${ONCE.replace('$repeat', 'nobody')}`);
    assert.equal(code, 2);
    assert.match(stdout, /\n1 transcript: 0 passed, 0 failed, 1 error, 2 not run /);
  });

  it('refuses a --repeat that is no number', async () => {
    for (const value of ['0', 'x', '1.5']) {
      const { code, stderr } = await run(ONCE, '--repeat', value);
      assert.equal(code, 2);
      assert.match(stderr, /--repeat takes a whole number from 1/);
    }
  });

  it('sends nothing that has to be confirmed where nobody can be asked, unless --yes is given', async () => {
    const asking = `### Hello\n@what = a message\n# @repeat 2\n# @confirm Send {{what}}?\n${ONCE}`;
    const refused = await run(asking);
    assert.equal(refused.code, 2);
    assert.match(refused.stdout, /“Send a message\?” has to be confirmed, .* --yes \(nothing was sent\)/);
    assert.doesNotMatch(refused.stdout, /connected to/);
    const agreed = await run(asking, '--yes');
    assert.equal(agreed.code, 0);
    assert.match(agreed.stdout, /\n2 transcripts: 2 passed/);
  });
});
