import assert from 'node:assert/strict';
import { plan, type Plan } from '../../../src/runner/plan';
import { readServer } from '../../../src/runner/planServer';
import { parse } from '../../../src/syntax/parse';

describe('plan', () => {
  it("takes the transcript's own @server before the preamble's connection line", () => {
    const { server } = planned(`telnet file.example.test 25
### One
# @server smtps://own.example.test
C: NOOP
S: 250
`);
    assert.equal(server.kind === 'endpoint' ? server.endpoint.host : undefined, 'own.example.test');
  });

  it('takes what the file says, and what the transcript says over it', () => {
    const made = planned(`# @timeout 5s
# @match text
# @server smtp://file.example.test
@a = 1
### One
# @match code
# @tls-min TLSv1.2
@b = 2
C: NOOP
S: 250
`);
    assert.equal(made.title, 'One');
    assert.equal(made.settings.timeout, 5_000);
    assert.equal(made.settings.match, 'code');
    assert.equal(made.settings.tls.minVersion, 'TLSv1.2');
    assert.deepEqual(
      made.variables.map((variable) => variable.name),
      ['a', 'b'],
    );
    assert.deepEqual(made.server, {
      kind: 'endpoint',
      endpoint: { scheme: 'smtp', host: 'file.example.test', port: 25, options: {} },
    });
    assert.deepEqual(made.problems, []);
  });

  it('does not run what only a scripted server can play, and takes the rest of it for what it is to a client', () => {
    const made = planned('telnet h 25\nS!: 220 hi\\n\nC: STARTTLS\nS: 220\nS: <tls>\nC: QUIT\nS: <reset>\n');
    assert.deepEqual(
      made.problems.map(({ line, message }) => [line, /^S!: is what a scripted server/.test(message)]),
      [[2, true]],
    );
    assert.deepEqual(
      made.steps.map(({ expects }) => expects.map(({ kind }) => kind)),
      [['reply'], ['reply'], ['close']],
    );
  });

  it('gives each pause to the client line below it', () => {
    const made = planned(`# @sleep 1s
telnet h 25
# @sleep 2s
S: 220
C: NOOP 1
S: 250
C: NOOP 2
# @sleep 4s
# @sleep 8s
S: 250
C: NOOP 3
S: 250
`);
    assert.deepEqual(
      made.steps.map((step) => step.pause),
      [0, 3_000, 0, 12_000],
    );
  });

  it('leaves a pause with {{…}} in it to be filled in, whatever stands beside it', () => {
    const made = planned('telnet h 25\nS: 220\n# @sleep 1s\n# @sleep {{wait}}s\nC: NOOP 1\nC: NOOP 2\n');
    assert.deepEqual(
      made.steps.map(({ pause, sleeps }) => [pause, sleeps.map(({ line }) => line)]),
      [
        [0, []],
        [1_000, [4]],
        [0, []],
      ],
    );
  });

  it('knows all names that @secret gives', () => {
    const made = planned('# @secret a, b\ntelnet h 25\n# @secret c\n@a = 1\n@d = 2\nC: NOOP\n');
    assert.deepEqual(made.secrets, ['a', 'b', 'c']);
    assert.deepEqual(
      made.variables.map((variable) => variable.secret),
      [true, false],
    );
  });

  for (const [text, line, words] of [
    ['?? code == 25', 3, 'three digits'],
    ['C!: \\q', 3, '\\q'],
    ['S: 25', 3, 'Not a reply'],
  ] as const)
    it(`refuses to run ${text}, at its line`, () => {
      const [problem] = planned(`telnet h 25\nC: NOOP\n${text}\n`).problems;
      assert.equal(problem?.line, line);
      assert.ok(problem.message.includes(words), problem.message);
    });

  it('does not mind an error in another transcript', () => {
    const text = '### One\ntelnet h 25\nC: NOOP\nS: 250\n### Two\ntelnet h 25\nC: NOOP\nS: 25\n';
    assert.deepEqual(planned(text).problems, []);
  });
});

describe('readServer', () => {
  for (const form of ['url', 'command'] as const) {
    const text = (url: string): string => (form === 'url' ? url : `CONNECT ${url}`);
    it(`reads a ${form} once it is filled in`, () => {
      const read = readServer(form, text('smtps://mail.example.test'));
      assert.ok('endpoint' in read);
      assert.equal(read.endpoint.port, 465);
    });

    it(`says of a ${form} what is wrong`, () => {
      for (const url of ['mx://', 'http://example.test', '']) {
        const read = readServer(form, text(url));
        assert.ok('problem' in read && read.problem !== '', url);
      }
    });
  }
});

function planned(text: string): Plan {
  const document = parse(text);
  const [transcript] = document.transcripts;
  if (transcript === undefined) throw new Error('the text holds no transcript');
  return plan(document, transcript);
}
