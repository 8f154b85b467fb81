import * as assert from 'node:assert/strict';
import { readScripts } from '../../../../src/server/scripted';
import { parse } from '../../../../src/syntax/parse';

const NOT_KNOWN =
  'a server does not know what {{…}} stands for here: write the value itself, or give it with --var or an environment';

describe('scripted server: directives with {{…}}', () => {
  const read = (text: string): ReturnType<typeof readScripts> =>
    readScripts(parse(text), {
      readFile: () => Promise.resolve({ problem: 'there are no files' }),
      variables: { given: '20ms' },
    });

  it('are filled in with what the file and the command line say', async () => {
    const { scripts, problems } = await read(
      [
        '@short = 10ms',
        '@mode = continue',
        '# @timeout {{given}}',
        '# @on-failure {{mode}}',
        '# @sleep {{short}}',
        'S: 220 hi',
        '# @sleep {{$randomInt 1 2}}s',
        'C: NOOP',
        '# @pace {{given}}',
        '# @sleep {{short}}',
        '# @sleep {{given}}',
        'S: 250 Ok',
      ].join('\n'),
    );
    assert.deepEqual(problems, []);
    const [script] = scripts;
    assert.deepEqual([script?.timeout, script?.goesOn], [20, true]);
    assert.deepEqual(
      script?.actions.flatMap((action) =>
        'milliseconds' in action ? [[action.kind, action.milliseconds]] : [],
      ),
      [
        ['pause', 10],
        ['pace', 20],
        ['pause', 30],
      ],
    );
  });

  it('are told of once where they stand above all transcripts', async () => {
    const { problems } = await read(
      '# @timeout {{nobody}}\n# @pace {{nobody}}\n### A\nS: 220\nC: QUIT\n### B\nS: 220\nC: QUIT\n',
    );
    assert.deepEqual(problems, [
      { line: 1, message: `@timeout: ${NOT_KNOWN}` },
      { line: 2, message: `@pace: ${NOT_KNOWN}` },
    ]);
  });

  for (const [directive, words] of [
    ['# @sleep {{$prompt wait}}', `@sleep: ${NOT_KNOWN}`],
    ['# @pace {{nobody}}', `@pace: ${NOT_KNOWN}`],
    ['# @sleep {{given}}s', '@sleep: a duration is a number with ms, s or m, such as 30s'],
    ['# @line-end {{given}}', '@line-end: the value is one of crlf, lf, cr'],
    ['# @tls-min {{given}}', '@tls-min: the value is one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3'],
  ])
    it(`say what is wrong: ${directive}`, async () => {
      const { problems } = await read(`S: 220 hi\nC: NOOP\n${directive}\nS: 250 Ok\n`);
      assert.deepEqual(problems, [{ line: 3, message: words }]);
    });
});
