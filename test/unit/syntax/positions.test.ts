import assert from 'node:assert/strict';
import { parse } from '../../../src/syntax/parse';
import { lineAt, offsetAt, positionAt } from '../../../src/syntax/positions';
import { textOf, touches } from '../../../src/syntax/span';

describe('syntax/positions', () => {
  it('go and come back', () => {
    for (const text of ['', 'a', 'a\n', '\n\n', 'ab\ncd\n\nef', '😀\né']) {
      const document = parse(text);
      for (let offset = 0; offset <= text.length; offset++)
        assert.equal(
          offsetAt(document, positionAt(document, offset)),
          offset,
          JSON.stringify([text, offset]),
        );
    }
  });

  it('count lines as the LSP does', () => {
    const text = 'a\r\nbc\rd\n';
    const document = parse(text);
    const at = (offset: number): string => {
      const { line, character } = positionAt(document, offset);
      return `${line}:${character}`;
    };
    assert.deepEqual([0, 1, 2, 3, 5, 6, 7, 8, 99].map(at), [
      '0:0',
      '0:1',
      '0:1',
      '1:0',
      '1:2',
      '2:0',
      '2:1',
      '3:0',
      '3:0',
    ]);
  });

  it('stay within the text', () => {
    const document = parse('ab\ncd');
    assert.equal(offsetAt(document, { line: 0, character: 99 }), 2);
    assert.equal(offsetAt(document, { line: 1, character: 99 }), 5);
    assert.equal(offsetAt(document, { line: 9, character: 0 }), 5);
  });

  it('do not count a byte order mark', () => {
    const document = parse('\uFEFFC: x');
    assert.deepEqual(positionAt(document, 0), { line: 0, character: 0 });
    assert.deepEqual(positionAt(document, 1), { line: 0, character: 0 });
    assert.equal(offsetAt(document, { line: 0, character: 3 }), 4);
  });

  it('find the line of an offset', () => {
    const document = parse('ab\n\ncd\n');
    assert.deepEqual(
      [0, 2, 3, 4, 6, 7, 99].map((offset) => lineAt(document, offset)?.index),
      [0, 0, 1, 2, 2, 2, 2],
    );
    assert.equal(lineAt(parse(''), 0), undefined);
  });

  it('lie in spans', () => {
    assert.ok(
      touches({ start: 1, end: 2 }, 1) &&
        touches({ start: 1, end: 2 }, 2) &&
        !touches({ start: 1, end: 2 }, 3),
    );
    assert.equal(textOf('abc', { start: 1, end: 2 }), 'b');
  });
});
