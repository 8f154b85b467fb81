import * as assert from 'node:assert/strict';
import type { Range, TextEdit } from 'vscode-languageserver-types';
import { definition } from '../../../src/language/definition';
import { toSpan } from '../../../src/language/lspTypes';
import { references } from '../../../src/language/references';
import { prepareRename, rename } from '../../../src/language/rename';
import { EMPTY_WORKSPACE, type Workspace } from '../../../src/language/workspace';
import { parse } from '../../../src/syntax/parse';
import { positionAt } from '../../../src/syntax/positions';
import { applyChanges } from './applyChanges';

const URI = 'file:///w/mail/test.smtp';
const PRIVATE = { uri: 'file:///w/smtp.private.env.json', text: '{"dev": {"host": "private.example"}}' };
const PUBLIC = {
  uri: 'file:///w/smtp.env.json',
  text: '{\n  "$shared": {"host": "a", "from": "b"},\n  "dev": {"host": "c"}, "prod": {"only": "d"}\n}',
};

/** Values that take others. */
const TAKING = {
  uri: 'file:///w/mail/smtp.env.json',
  text: '{\n  "$shared": {"server": "smtp://{{host}}:25", "greeting": "hi \\"{{ to }}\\"", "longer": "{{greeting}}, {{$base64 {{to}}}}"}\n}',
};

function workspace(active?: string, files = [PRIVATE, PUBLIC]): Workspace {
  return {
    ...EMPTY_WORKSPACE,
    environmentFiles: () => Promise.resolve(files),
    activeEnvironment: () => active,
  };
}

/** The document without the `|` that marks the cursor. */
function cursor(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const document = parse(text);
  return { text, document, position: positionAt(document, offset) };
}

function apply(text: string, edits: readonly TextEdit[]): string {
  const document = parse(text);
  return applyChanges(
    text,
    edits.map(({ range, newText }) => ({ span: toSpan(document, range), newText })),
  );
}

/** Each file after the renaming, by the end of its URI; or what stands against it. */
async function renamed(
  marked: string,
  newName: string,
  world = workspace(),
): Promise<Record<string, string> | string> {
  const { text, document, position } = cursor(marked);
  const edit = await rename(document, position, newName, { uri: URI, workspace: world });
  if ('error' in edit) return edit.error;
  const texts: Record<string, string> = {
    [URI]: text,
    [PRIVATE.uri]: PRIVATE.text,
    [PUBLIC.uri]: PUBLIC.text,
    [TAKING.uri]: TAKING.text,
  };
  return Object.fromEntries(
    Object.entries(edit.changes ?? {}).map(([uri, edits]) => [
      uri.replace(/.*\//, ''),
      apply(texts[uri] ?? '', edits),
    ]),
  );
}

/** Of a renaming that changes nothing but the document. */
async function renamedHere(marked: string, newName: string): Promise<string | undefined> {
  const files = await renamed(marked, newName);
  assert.ok(typeof files !== 'string', JSON.stringify(files));
  assert.deepEqual(Object.keys(files), ['test.smtp']);
  return files['test.smtp'];
}

async function refused(marked: string, newName: string): Promise<string> {
  const files = await renamed(marked, newName);
  assert.ok(typeof files === 'string', 'it was renamed');
  return files;
}

async function found(marked: string, active?: string): Promise<string[]> {
  const { document, position } = cursor(marked);
  const locations = await definition(document, position, { uri: URI, workspace: workspace(active) });
  return locations.map(shown);
}

function shown({ uri, range }: { readonly uri: string; readonly range: Range }): string {
  return `${uri.replace('file:///w/', '')}:${range.start.line + 1}:${range.start.character + 1}`;
}

describe('rename', () => {
  it('goes across the file: declaration, uses, values, @secret', async () => {
    assert.equal(
      await renamedHere(
        '# @secret to\n@to = a\n@line = {{ to }}\n### One\nC: NOOP {{t|o}}\n### Two\nC: NOOP {{$base64 {{to}}}}',
        'recipient',
      ),
      '# @secret recipient\n@recipient = a\n@line = {{ recipient }}\n### One\nC: NOOP {{recipient}}\n### Two\nC: NOOP {{$base64 {{recipient}}}}',
    );
  });

  it('goes into what a scripted server says', async () => {
    assert.equal(
      await renamedHere(
        '@host = a\nS: 220 {{ho|st}} \\{{host}}\nS!: {{host}}\\r\\n\nC: EHLO {{host}}',
        'name',
      ),
      '@name = a\nS: 220 {{name}} \\{{host}}\nS!: {{name}}\\r\\n\nC: EHLO {{name}}',
    );
  });

  it('gives a named group its name, back references and the uses below it', async () => {
    assert.equal(
      await renamedHere('C: NOOP\nS: 250 /(?<i|d>.)\\k<id>\\(?<id>/\nC: NOOP {{id}}', 'queueId'),
      'C: NOOP\nS: 250 /(?<queueId>.)\\k<queueId>\\(?<id>/\nC: NOOP {{queueId}}',
    );
  });

  it('leaves what a transcript declares for itself', async () => {
    const two = (one: string, other: string): string =>
      `@${one} = 1\n### One\n@${other} = 2\nC: NOOP {{${other}}}\n### Two\nC: NOOP {{${one}}}`;
    assert.equal(await renamedHere(two('|x', 'x').replace('{{|', '{{'), 'y'), two('y', 'x'));
    assert.equal(
      await renamedHere(two('x', 'x').replace('= 2\nC: NOOP {{x', '= 2\nC: NOOP {{x|'), 'y'),
      two('x', 'y'),
    );
  });

  it('leaves what a capture hides, from its line on', async () => {
    const hidden = (one: string, other: string): string =>
      `@${one} = 1\n### T\nC: NOOP {{${one}}}\nS: 250 /(?<${other}>.)/\nC: NOOP {{${other}}}`;
    assert.equal(await renamedHere(hidden('|x', 'x').replace('{{|', '{{'), 'y'), hidden('y', 'x'));
    assert.equal(await renamedHere(hidden('x', '|x').replace('{{|', '{{'), 'y'), hidden('x', 'y'));
  });

  it('reaches what an assertion captures', async () => {
    const captured = (name: string): string =>
      `C: NOOP\nS: 250\n?? text matches /(?<${name}>.)/\nC: NOOP {{${name}}}\n?? {{${name}}} == 1`;
    assert.equal(await renamedHere(captured('x').replace('{{x', '{{|x'), 'y'), captured('y'));
  });

  it('keeps a capture that may be missing together with what stands in for it', async () => {
    const both = (name: string): string =>
      `@${name} = 1\n### T\nC: NOOP\nS?: 250 /(?<${name}>.)/\nC: NOOP {{${name}}}`;
    assert.equal(await renamedHere(both('x').replace('x', '|x'), 'y'), both('y'));
  });

  it('reaches the keys of the environment files', async () => {
    assert.deepEqual(await renamed('C: EHLO {{ho|st}}', 'name'), {
      'test.smtp': 'C: EHLO {{name}}',
      'smtp.private.env.json': PRIVATE.text.replace('host', 'name'),
      'smtp.env.json': PUBLIC.text.replaceAll('"host"', '"name"'),
    });
    assert.equal(
      await renamedHere('@host = x\n### T\nC: EHLO {{ho|st}}', 'name'),
      '@name = x\n### T\nC: EHLO {{name}}',
    );
  });

  it('reaches the values of environments that take it', async () => {
    const world = workspace(undefined, [TAKING, PRIVATE]);
    assert.deepEqual(await renamed('C: NOOP {{h|ost}}', 'mx', world), {
      'test.smtp': 'C: NOOP {{mx}}',
      'smtp.env.json': TAKING.text.replace('{{host}}', '{{mx}}'),
      'smtp.private.env.json': PRIVATE.text.replace('"host"', '"mx"'),
    });
    assert.deepEqual(await renamed('@t|o = a@b\nC: NOOP {{longer}}', 'to_whom', world), {
      'test.smtp': '@to_whom = a@b\nC: NOOP {{longer}}',
      'smtp.env.json': TAKING.text.replace('{{ to }}', '{{ to_whom }}').replace('{{to}}', '{{to_whom}}'),
    });
    // Here nobody takes a value that would take it.
    assert.deepEqual(await renamed('@t|o = a@b\nC: NOOP {{to}}', 'whom', world), {
      'test.smtp': '@whom = a@b\nC: NOOP {{whom}}',
    });
  });

  it('refuses what is no name, for a group or at all', async () => {
    assert.match(await refused('@|x = 1\n### T\nC: NOOP', 'a b'), /^“a b” is no name/);
    assert.match(await refused('@|x = 1\n### T\nC: NOOP', '$guid'), /^“\$guid” is no name/);
    assert.match(await refused('C: NOOP\nS: 250 /(?<|x>.)/', 'a-b'), /group in a regular expression/);
    assert.match(await refused('C: NOOP {{|server}}', 'a'), /where an environment's runs connect/);
  });

  it('refuses a name that is taken', async () => {
    const taken = 'There is a variable “y” already, on line ';
    assert.equal(await refused('@|x = 1\n@y = 2\n### T\nC: NOOP', 'y'), `${taken}2`);
    assert.equal(await refused('@|x = 1\n### T\n@y = 2\nC: NOOP', 'y'), `${taken}3`);
    assert.equal(await refused('@y = 1\n### T\n@|x = 2\nC: NOOP', 'y'), `${taken}1`);
    assert.equal(
      await refused('C: EHLO {{|host}}', 'from'),
      'There is a variable “from” already, in the environment “$shared”',
    );
    assert.equal(
      await renamedHere('### One\n@|x = 1\nC: NOOP\n### Two\n@y = 2\nC: NOOP', 'y'),
      '### One\n@y = 1\nC: NOOP\n### Two\n@y = 2\nC: NOOP',
    );
  });

  it('is offered on names only', () => {
    const range = (marked: string): Range | undefined => {
      const { document, position } = cursor(marked);
      return prepareRename(document, position);
    };
    assert.deepEqual(range('C: NOOP {{ho|st}}'), {
      start: { line: 0, character: 10 },
      end: { line: 0, character: 14 },
    });
    assert.equal(range('C: NOOP {|{host}}'), undefined);
    assert.equal(range('C: NOOP {{$g|uid}}'), undefined);
    assert.equal(range('C: NO|OP'), undefined);
  });
});

describe('references', () => {
  it('are what renaming would change, with or without the definitions', async () => {
    const { document, position } = cursor('@host = x\n### T\nC: EHLO {{ho|st}}\nC: NOOP {{host}}');
    const all = { uri: URI, workspace: workspace(), includeDeclaration: true };
    assert.deepEqual((await references(document, position, all)).map(shown), [
      'mail/test.smtp:1:2',
      'mail/test.smtp:3:11',
      'mail/test.smtp:4:11',
    ]);
    const uses = await references(document, position, { ...all, includeDeclaration: false });
    assert.deepEqual(uses.map(shown), ['mail/test.smtp:3:11', 'mail/test.smtp:4:11']);
  });

  it('include what values of environments take', async () => {
    const { document, position } = cursor('@t|o = a@b\nC: NOOP {{greeting}}');
    const context = { uri: URI, workspace: workspace(undefined, [TAKING]), includeDeclaration: false };
    assert.deepEqual((await references(document, position, context)).map(shown), [
      'mail/smtp.env.json:2:68',
      'mail/smtp.env.json:2:115',
    ]);
  });

  it('include the keys of environments', async () => {
    const { document, position } = cursor('C: EHLO {{on|ly}}');
    const all = { uri: URI, workspace: workspace(), includeDeclaration: true };
    assert.deepEqual((await references(document, position, all)).map(shown), [
      'mail/test.smtp:1:11',
      'smtp.env.json:3:35',
    ]);
  });
});

describe('definition', () => {
  const text = '@id = 1\n### T\nC: NOOP {{id}}\nS: 250 /(?<id>.)/\nC: NOOP {{id}}';

  it('of a variable is what gives it its value there', async () => {
    assert.deepEqual(await found(text.replace('{{id', '{{|id')), ['mail/test.smtp:1:2']);
    assert.deepEqual(await found(text.slice(0, -3) + '|' + text.slice(-3)), ['mail/test.smtp:4:12']);
  });

  it('of an environment’s is the key that counts, or each if none does', async () => {
    assert.deepEqual(await found('C: EHLO {{|host}}', 'dev'), ['smtp.private.env.json:1:11']);
    assert.deepEqual(await found('C: EHLO {{|host}}'), ['smtp.env.json:2:16']);
    assert.deepEqual(await found('C: EHLO {{|only}}'), ['smtp.env.json:3:35']);
  });

  it('of a file’s name is the file', async () => {
    const message = (path: string): string => `C: DATA\nS: 354\nC: < ${path}\nC: .\nS: 250`;
    assert.deepEqual(await found(message('./a |b.eml')), ['mail/a%20b.eml:1:1']);
    assert.deepEqual(await found(message('../|c.eml')), ['c.eml:1:1']);
    assert.deepEqual(await found(message('/etc|/d.eml')), ['file:///etc/d.eml:1:1']);
    assert.deepEqual(await found('# @tls-ca ca|.pem\n### T\nC: NOOP'), ['mail/ca.pem:1:1']);
  });

  it('is nothing for a function, and for a path that only a run knows', async () => {
    assert.deepEqual(await found('C: NOOP {{$g|uid}}'), []);
    assert.deepEqual(await found('C: DATA\nS: 354\nC: < {{$guid}}.e|ml\nC: .\nS: 250'), []);
    assert.deepEqual(await found('C: NO|OP'), []);
  });
});
