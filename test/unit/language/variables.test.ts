import * as assert from 'node:assert/strict';
import { readEnvironments } from '../../../src/language/environments';
import { definitionsOf, variableAt } from '../../../src/language/variables';
import { parse } from '../../../src/syntax/parse';
import { textOf } from '../../../src/syntax/span';

const FILES = [
  { uri: 'file:///w/smtp.private.env.json', text: '{"dev": {"login": "s3cr3t"}}' },
  {
    uri: 'file:///w/smtp.env.json',
    text: '{\n  "$shared": {"host": "shared.example"},\n  "dev": {"host": "dev.example"}\n}',
  },
];

/** What gives a name a value at the line, counted from 1, as `kind line value`. */
function definitions(text: string, line: number, name: string, active?: string): string[] {
  return definitionsOf(parse(text), line - 1, name, readEnvironments(FILES, active)).map(
    (each) => `${each.kind} ${each.line + 1} ${each.secret ? '••••' : (each.value ?? '-')}`,
  );
}

/** What is found at the `|`, with the text of its span. */
function at(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = variableAt(parse(text), offset);
  if (found === undefined) return undefined;
  assert.equal(textOf(text, found.span), found.name);
  return `${found.role} ${found.name}`;
}

describe('variables: where a name gets its value', () => {
  const text = [
    '@id = file',
    '### One',
    '@id = transcript',
    'C: NOOP',
    'S: 250 /(?<id>a)/',
    'C: NOOP {{id}}',
    'S: 250 /(?<id>b)/',
    'C: NOOP {{id}}',
    '### Two',
    'C: NOOP {{id}}',
  ].join('\n');

  it('is looked up in captures, transcript, file, environment', () => {
    assert.deepEqual(definitions(text, 4, 'id'), ['transcript 3 transcript', 'file 1 file']);
    assert.deepEqual(definitions(text, 6, 'id'), ['capture 5 -', 'transcript 3 transcript', 'file 1 file']);
    assert.deepEqual(definitions(text, 8, 'id').slice(0, 2), ['capture 7 -', 'capture 5 -']);
    assert.deepEqual(definitions(text, 10, 'id'), ['file 1 file']);
  });

  it('is looked up in what an assertion captures, unless it says not', () => {
    const asserted = (not: string): string =>
      `C: NOOP\nS: 250\n?? text ${not}matches /(?<id>a)/\nC: NOOP {{id}}`;
    assert.deepEqual(definitions(asserted(''), 4, 'id'), ['capture 3 -']);
    assert.deepEqual(definitions(asserted('not '), 4, 'id'), []);
  });

  it('comes from the active environment before $shared', () => {
    assert.deepEqual(definitions('C: EHLO {{host}}', 1, 'host'), ['environment 2 shared.example']);
    assert.deepEqual(definitions('C: EHLO {{host}}', 1, 'host', 'dev'), [
      'environment 3 dev.example',
      'environment 2 shared.example',
    ]);
  });

  it('has the last of two declarations first', () => {
    assert.deepEqual(definitions('@a = 1\n@a = 2\n### T\nC: NOOP {{a}}', 4, 'a'), ['file 2 2', 'file 1 1']);
  });

  it('has nothing for a name that nothing defines', () => {
    assert.deepEqual(definitions('C: NOOP {{a}}', 1, 'a'), []);
  });
});

describe('variables: what must not be shown', () => {
  const cases: readonly [title: string, text: string, name: string][] = [
    ['what @secret names', '# @secret key, x\n@x = 1\n### T\nC: NOOP', 'x'],
    ['a telling name', '@smtpPassword = 1\n### T\nC: NOOP', 'smtpPassword'],
    ['the password of $plain', '@x = 1\n### T\nC: AUTH PLAIN {{$plain user {{x}}}}', 'x'],
    ['what AUTH sends', '@x = 1\n### T\nC: AUTH PLAIN {{x}}', 'x'],
    ['a response', '@x = 1\n### T\nC: AUTH LOGIN\nS: 334\nC: dXNlcg==\nS: 334\nC: {{$base64 {{x}}}}', 'x'],
    ['what a credential is made of', '@y = {{$base64 {{x}}}}\n@x = 1\n### T\nC: AUTH PLAIN {{y}}', 'x'],
    ['a value of the private file', '### T\nC: NOOP {{login}}', 'login'],
  ];
  for (const [title, text, name] of cases)
    it(`masks ${title}`, () => {
      const lines = text.split('\n').length;
      assert.deepEqual(
        definitions(text, lines, name, 'dev').map((each) => each.replace(/^\w+ \d+ /, '')),
        ['••••'],
      );
    });

  it('shows the rest, the name of a user among it', () => {
    const auth = '@x = 1\n### T\nC: AUTH PLAIN {{$plain {{x}} {{$secret work}}}}';
    assert.deepEqual(definitions(auth, 3, 'x'), ['file 1 1']);
    const login = '@x = 1\n### T\nC: AUTH LOGIN\nS: 334\nC: {{$base64 {{x}}}}\nS: 334\nC: {{$password p}}';
    assert.deepEqual(definitions(login, 5, 'x'), ['file 1 1']);
    assert.deepEqual(definitions('@passenger = 1\n### T\nC: NOOP', 3, 'passenger'), ['file 1 1']);
  });
});

describe('variables: the one at the cursor', () => {
  it('is a use, with its braces', () => {
    assert.equal(at('@a = 1\n### T\nC: NOOP {{ a|b }}'), 'use ab');
    assert.equal(at('@a = 1\n### T\nC: NOOP |{{ab}}'), 'use ab');
    assert.equal(at('@a = 1\n### T\nC: NOOP {{ab}}|'), 'use ab');
    assert.equal(at('### T\nC: AUTH PLAIN {{$plain {{user}} {{p|w}}}}'), 'use pw');
  });

  it('is a declaration, a named group, a word of @secret', () => {
    assert.equal(at('@to|ken = 1\n### T\nC: NOOP'), 'declaration token');
    assert.equal(at('C: NOOP\nS: 250 /queued as (?<i|d>\\S+)/'), 'capture id');
    assert.equal(at('C: NOOP\nS: 250 /(?<id>.)\\k<i|d>/'), 'backreference id');
    assert.equal(at('# @secret a b|c\n### T\nC: NOOP'), 'secret bc');
  });

  it('is nothing elsewhere', () => {
    assert.equal(at('C: NO|OP {{a}}'), undefined);
    assert.equal(at('C: NOOP {{$gu|id}}'), undefined);
    assert.equal(at('# {{a|}}'), undefined);
    assert.equal(at('C: NOOP\nS: 250 /\\(?<a|b>[(?<c>]/'), undefined);
    assert.equal(at('|'), undefined);
  });
});
