import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { editOf } from './complete';
import { completion } from '../../../src/language/completion';
import { EMPTY_WORKSPACE } from '../../../src/language/workspace';
import { parse } from '../../../src/syntax/parse';
import { positionAt } from '../../../src/syntax/positions';

const FOLDERS = ['examples', 'test/unit/language/ok', 'test/unit/language/err'];

describe('completion everywhere', function () {
  this.timeout(120_000);
  for (const folder of FOLDERS)
    it(`${folder}: at every offset each edit is on the position's line and holds the position`, async () => {
      let offered = 0;
      for (const name of readdirSync(path.resolve(folder)).filter((each) => each.endsWith('.smtp'))) {
        const text = readFileSync(path.resolve(folder, name), 'utf8');
        for (const source of folder === 'examples' ? [text, text.replaceAll('\n', '\r\n')] : [text])
          offered += await completeEverywhere(source, name);
      }
      assert.ok(offered > 0);
    });

  it('at every end of a text that is being typed', async () => {
    const text = readFileSync(path.resolve('examples/11-attachment.smtp'), 'utf8');
    for (let end = 0; end <= text.length; end++) await completeAtOffset(text.slice(0, end), end, 'typed');
  });

  it('in texts that are odd', async () => {
    for (const text of [
      '',
      '\n',
      '\r\n\r\n',
      '\r',
      '\uFEFF',
      '\uFEFFC: ',
      'C:',
      'S:',
      'C!:',
      'S?:',
      '??',
      '{{',
      'C: {{{{',
      '\u{1F600}\nC: \u{1F600}',
    ])
      await completeEverywhere(text, JSON.stringify(text));
  });
});

async function completeEverywhere(text: string, name: string): Promise<number> {
  let offered = 0;
  const document = parse(text);
  for (let offset = 0; offset <= text.length; offset++)
    offered += await completeAtOffset(text, offset, name, document);
  return offered;
}

async function completeAtOffset(
  text: string,
  offset: number,
  name: string,
  document = parse(text),
): Promise<number> {
  const position = positionAt(document, offset);
  const items = await completion(document, position, {
    uri: 'file:///a.smtp',
    workspace: EMPTY_WORKSPACE,
    snippets: offset % 2 === 0,
  });
  const at = `${name}:${position.line + 1}:${position.character + 1}`;
  for (const item of items) {
    const { start, end } = editOf(item).range;
    assert.ok(
      start.line === position.line && end.line === position.line,
      `${at}: ${item.label} is on another line`,
    );
    assert.ok(
      start.character <= position.character && position.character <= end.character,
      `${at}: ${item.label} does not hold the position`,
    );
  }
  const labels = items.map(({ label }) => label);
  assert.equal(new Set(labels).size, labels.length, `${at}: twice the same`);
  return items.length;
}
