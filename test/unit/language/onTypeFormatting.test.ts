import assert from 'node:assert/strict';
import { onTypeFormatting } from '../../../src/language/formatting';
import { parse } from '../../../src/syntax/parse';
import { positionAt } from '../../../src/syntax/positions';
import { applyEdits } from './applyChanges';
import { forEveryText } from './samples';

const OPTIONS = { tabSize: 2, insertSpaces: true };

/** The line of the cursor after Enter was pressed at the bar. */
function enter(...lines: string[]): string | undefined {
  const text = lines.join('\n').replace('|', '\n');
  const document = parse(text);
  const offset = lines.join('\n').indexOf('|') + 1;
  const position = positionAt(document, offset);
  return applyEdits(text, onTypeFormatting(document, position, '\n', OPTIONS)).split('\n')[position.line];
}

describe('onTypeFormatting', () => {
  it('goes on with a message', () => {
    assert.equal(enter('C: DATA', 'S: 354|'), 'C: ');
    assert.equal(enter('C: DATA', 'S: 354', 'C: a|'), 'C: ');
    assert.equal(enter('C: DATA', 'S: 354', '  c: a|', 'C: .'), '  c: ');
    assert.equal(enter('C: DATA', 'S: 354', 'C: a| b', 'C: .'), 'C: b');
    assert.equal(enter('C: DATA', 'S: 354', 'C: a|b', 'C: .'), 'C: b');
    assert.equal(enter('C: DATA', 'S: 354', 'C: < ./file|', 'C: .'), 'C: ');
  });

  it('starts a chunk and stays in it', () => {
    assert.equal(enter('C: BDAT 10|'), 'C: ');
    assert.equal(enter('C: BDAT 10', 'C: abc|', 'C: def'), 'C: ');
    assert.equal(enter('C: BDAT 0 LAST|'), '');
  });

  it('goes on with a reply of several lines', () => {
    assert.equal(enter('C: EHLO x', 'S: 250-a|'), 'S: 250');
    assert.equal(enter('C: EHLO x', 's?:250-a|'), 's?: 250');
    assert.equal(enter('C: EHLO x', 'S: 250 a|'), '');
  });

  it('is silent everywhere else', () => {
    assert.equal(enter('C: EHLO x|'), '');
    assert.equal(enter('C: DATA', 'S: 354', 'C: a', 'C: .|'), '');
    assert.equal(enter('C: DATA', 'S: 354', 'Subject: x|', '.'), '');
    assert.equal(enter('C: DATA', 'S: 354|', 'Subject: x', '.'), '');
    assert.equal(enter('C: DATA', 'S: 354', 'C: a|C: b'), 'C: b');
    assert.equal(enter('DATA', '354|', 'a', '.'), '');
    assert.equal(enter('# comment|'), '');
  });

  it('answers to Enter only', () => {
    const document = parse('C: DATA\nS: 354\n');
    assert.deepEqual(onTypeFormatting(document, { line: 2, character: 0 }, ':', OPTIONS), []);
  });

  it('never throws, whatever the text', () => {
    forEveryText((document) => {
      const step = Math.max(1, document.lines.length >> 4);
      for (let line = 0; line <= document.lines.length + 1; line += step) {
        const edits = onTypeFormatting(document, { line, character: 0 }, '\n', OPTIONS);
        assert.ok(edits.every(({ range }) => range.start.line === line));
      }
    });
  }).timeout(60_000);
});
