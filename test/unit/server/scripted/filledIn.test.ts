import * as assert from 'node:assert/strict';
import { readScripts } from '../../../../src/server/scripted';
import { parse } from '../../../../src/syntax/parse';

describe('scripted server: replies with {{…}}', () => {
  type Problem = { readonly line: number; readonly message: string };
  const read = async (
    text: string,
  ): Promise<{ readonly said: readonly string[]; readonly problems: readonly Problem[] }> => {
    const { scripts, problems } = await readScripts(parse(text), {
      readFile: () => Promise.resolve({ problem: 'there are no files' }),
      variables: {
        given: 'from --var',
        braces: '{{as}} given',
        host: 'of --var',
        two: 'a\r\n250 b',
        nul: '\0',
      },
      environment: { host: 'of the environment', greeting: '220 {{city}} ESMTP', city: 'Ulm' },
    });
    const actions = scripts.flatMap(({ actions }) => actions);
    return {
      said: actions.flatMap((action) => (action.kind === 'send' ? [action.bytes.toString('latin1')] : [])),
      problems,
    };
  };

  const SENT: Readonly<Record<string, readonly [script: string, said: string]>> = {
    'say what the file says': ['@host = mx.example\nS: 220 {{host}} ESMTP', '220 mx.example ESMTP\r\n'],
    'say what the command line says before what the environment says': [
      'S: 220 {{host}}',
      '220 of --var\r\n',
    ],
    'hold a value of values': [
      '@host = mx.{{domain}}\n@domain = example\nS: 220-{{host}}\nS: 220 {{domain}}',
      '220-mx.example\r\n220 example\r\n',
    ],
    'hold an environment’s value of values': ['S: 220 {{city}}', '220 Ulm\r\n'],
    'take what the command line gives as it is': ['S: 220 {{braces}}', '220 {{as}} given\r\n'],
    'may be a value altogether': ['S: {{greeting}}', '220 Ulm ESMTP\r\n'],
    'are bytes, with escapes only where they are written': [
      '@host = C:\\\\x41\nS!: \\x32\\x32\\x30 {{host}}\\r\\n',
      '220 C:\\\\x41\r\n',
    ],
    'have literal braces': ['S: 220 \\{{host}} {{ 1 }} {{', '220 {{host}} {{ 1 }} {{\r\n'],
    'have literal braces in bytes, and a backslash before a value': [
      '@host = h\nS!: \\{{host}} \\\\{{host}}\\n',
      '{{host}} \\h\n',
    ],
    'go with a code that is made up': ['@n = x\nS: 45x \\{{n}} {{n}}', '450 {{n}} x\r\n'],
    'leave a regular expression open': ['@host = h\nS: 250 /^{{host}}/', '250 Ok\r\n'],
  };
  for (const [name, [script, said]] of Object.entries(SENT))
    it(name, async () => {
      assert.deepEqual(await read(script), { said: [said], problems: [] });
    });

  it('begin TLS where they turn out to be the 220 to STARTTLS', async () => {
    const { scripts } = await readScripts(parse('@go = 220 go\nS: 220\nC: STARTTLS\nS: {{go}}\nC: QUIT'), {
      readFile: () => Promise.resolve({ problem: 'there are no files' }),
    });
    assert.deepEqual(
      scripts[0]?.actions.map(({ kind }) => kind),
      ['send', 'expect', 'send', 'tls', 'expect'],
    );
  });

  const REFUSED: Readonly<Record<string, string>> = {
    'S: 220 {{nobody}}':
      'a server does not know what {{nobody}} stands for here: write the value itself, give it with --var or an environment, or write \\{{ for a literal {{',
    'S!: {{$guid}}\\r\\n':
      'a server does not know what {{$guid}} stands for here: write the value itself, give it with --var or an environment, or write \\{{ for a literal {{',
    'S: 220 {{two}}': 'the value of {{two}} has a line break or NUL in it: one line is one line of a reply',
    'S!: {{nul}}': 'the value of {{nul}} has a line break or NUL in it: one line is one line of a reply',
  };
  for (const [line, message] of Object.entries(REFUSED))
    it(`are refused: ${line}`, async () => {
      assert.deepEqual((await read(line)).problems, [{ line: 1, message }]);
    });

  it('have no value that is made of itself', async () => {
    const { problems } = await read('@a = {{b}}\n@b = {{a}}\n@c = {{c}}\nS: 220 {{a}}\nS: 220 {{c}}');
    assert.deepEqual(
      problems.map(({ line }) => line),
      [4, 5],
    );
  });

  it('have no value at the end of a row that would never end', async () => {
    const row = Array.from({ length: 20_000 }, (_, at) => `@v${at} = {{v${at + 1}}}`);
    const { problems } = await read([...row, '@v20000 = x', 'S: 220 {{v0}}'].join('\n'));
    assert.deepEqual(
      problems.map(({ line }) => line),
      [20_002],
    );
  });
});
