import * as assert from 'node:assert/strict';
import { parseEnvironments } from '../../../src/environment/parse';
import { textOf } from '../../../src/syntax/span';

/** `environment.name=value` of each entry, and each problem with the text that it is about. */
function read(text: string): { readonly entries: string[]; readonly problems: string[] } {
  const { environments, problems } = parseEnvironments(text);
  for (const { name, nameSpan, entries } of environments) {
    assert.equal(textOf(text, nameSpan), name);
    for (const entry of entries) assert.equal(textOf(text, entry.nameSpan), entry.name);
  }
  return {
    entries: environments.flatMap(({ name, entries }) =>
      entries.map((entry) => `${name}.${entry.name}=${entry.value}`),
    ),
    problems: problems.map(({ message, span }) => `${textOf(text, span)}: ${message}`),
  };
}

describe('environments: the files', () => {
  it('reads strings, numbers and booleans', () => {
    assert.deepEqual(read('{"$shared": {"to": "a@example.com"}, "dev": {"port": 2525, "tls": false}}'), {
      entries: ['$shared.to=a@example.com', 'dev.port=2525', 'dev.tls=false'],
      problems: [],
    });
  });

  it('has the place of each value', () => {
    const text = '{"dev": {"a": "x\\ty", "b": 12}}';
    const values = parseEnvironments(text).environments[0]?.entries.map(({ valueSpan }) =>
      textOf(text, valueSpan),
    );
    assert.deepEqual(values, ['x\\ty', '12']);
    assert.deepEqual(read(text).entries, ['dev.a=x\ty', 'dev.b=12']);
  });

  it('passes over comments, trailing commas and an empty file', () => {
    assert.deepEqual(read('{ // mine\n "dev": { "a": "1", }, }'), { entries: ['dev.a=1'], problems: [] });
    assert.deepEqual(read(' \n'), { entries: [], problems: [] });
  });

  it('says what is no environment and no value, and reads the rest', () => {
    assert.deepEqual(
      read('{"dev": "smtp://localhost", "prod": {"a": null, "b": ["x"], "c": {}, "d": "1"}}'),
      {
        entries: ['prod.d=1'],
        problems: [
          '"smtp://localhost": The environment “dev” is an object of variables, such as { "host": "localhost" }',
          'null: The value of “a” is a string, a number, true or false',
          '["x"]: The value of “b” is a string, a number, true or false',
          '{}: The value of “c” is a string, a number, true or false',
        ],
      },
    );
  });

  it('says that a file is no object', () => {
    assert.equal(read('["dev"]').problems.length, 1);
    assert.match(read('["dev"]').problems[0] ?? '', /^\["dev"\]: A file of environments is an object/);
  });

  it('reads what it can of bad JSON', () => {
    const { entries, problems } = read('{"dev": {"a": "1" "b": "2"');
    assert.deepEqual(entries, ['dev.a=1', 'dev.b=2']);
    const missing = ': Not JSON: close brace expected';
    assert.deepEqual(problems, ['"b": Not JSON: comma expected', missing, missing]);
  });

  it('names what could never be used, and what is there twice', () => {
    assert.deepEqual(read('{"dev": {"a b": "1", "c": "1", "c": "2"}}'), {
      entries: ['dev.a b=1', 'dev.c=2'],
      problems: [
        'a b: A variable starts with a letter or _ and goes on with letters, digits, _, . and -',
        'c: The variable “c” is there twice; this one counts',
      ],
    });
    assert.deepEqual(read('{"$other": {}, "dev": {"a": "1"}, "dev": {"b": "2"}}'), {
      entries: ['dev.b=2'],
      problems: [
        '$other: Names that start with $ have a meaning of their own; there is only $shared',
        'dev: The environment “dev” is there twice; this one counts',
      ],
    });
  });
});
