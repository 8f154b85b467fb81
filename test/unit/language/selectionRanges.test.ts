import assert from 'node:assert/strict';
import type { SelectionRange } from 'vscode-languageserver-types';
import { toSpan } from '../../../src/language/lspTypes';
import { selectionRanges } from '../../../src/language/selectionRanges';
import { parse } from '../../../src/syntax/parse';
import { positionAt } from '../../../src/syntax/positions';
import { textOf } from '../../../src/syntax/span';
import { forEveryText } from './samples';

/** What the selection grows through from the place of the bar. */
function growth(marked: string): string[] {
  const offset = marked.indexOf('|');
  const document = parse(marked.replace('|', ''));
  const texts: string[] = [];
  const [range] = selectionRanges(document, [positionAt(document, offset)]);
  for (let each: SelectionRange | undefined = range; each !== undefined; each = each.parent)
    texts.push(textOf(document.text, toSpan(document, each.range)));
  return texts;
}

describe('selectionRanges', () => {
  it('grows from a word to the file', () => {
    const text = '### A\nC: MAIL FROM:<al|ice.b@example.org> SIZE=1\nS: 250\nC: RSET\nS: 250\n### B\n';
    assert.deepEqual(growth(text), [
      'alice',
      'alice.b@example.org',
      '<alice.b@example.org>',
      'MAIL FROM:<alice.b@example.org> SIZE=1',
      'C: MAIL FROM:<alice.b@example.org> SIZE=1',
      'C: MAIL FROM:<alice.b@example.org> SIZE=1\nS: 250',
      'C: MAIL FROM:<alice.b@example.org> SIZE=1\nS: 250\nC: RSET\nS: 250',
      '### A\nC: MAIL FROM:<alice.b@example.org> SIZE=1\nS: 250\nC: RSET\nS: 250',
      text.replace('|', ''),
    ]);
  });

  it('grows through expressions', () => {
    assert.deepEqual(growth('C: {{$base64 {{us|er}}}}').slice(0, 4), [
      'user',
      '{{user}}',
      '$base64 {{user}}',
      '{{$base64 {{user}}}}',
    ]);
  });

  it('grows through the text of a reply', () => {
    assert.deepEqual(growth('C: NOOP\nS: 250 2.0.0 Ok|ay'), [
      'Okay',
      '2.0.0 Okay',
      '250 2.0.0 Okay',
      'S: 250 2.0.0 Okay',
      'C: NOOP\nS: 250 2.0.0 Okay',
    ]);
  });

  it('grows through a message', () => {
    const message = ['C: Subject: a', 'C:  fo|lded', 'C: To: b', 'C:', 'C: text'].join('\n');
    const found = growth(`C: DATA\nS: 354\n${message}\nC: .\nS: 250`);
    const plain = message.replace('|', '');
    assert.deepEqual(found.slice(0, 7), [
      'folded',
      ' folded',
      'C:  folded',
      'C: Subject: a\nC:  folded',
      'C: Subject: a\nC:  folded\nC: To: b',
      plain,
      `${plain}\nC: .\nS: 250`,
    ]);
  });

  it('answers for every position, in an empty file too', () => {
    const document = parse('');
    const position = { line: 0, character: 0 };
    assert.deepEqual(
      selectionRanges(document, [position, position]).map(({ range }) => range),
      [
        { start: position, end: position },
        { start: position, end: position },
      ],
    );
  });

  it('grows with every step, whatever the text', () => {
    forEveryText((document) => {
      const { length } = document.text;
      const offsets = [0, length >> 2, length >> 1, length - 1, length].filter((offset) => offset >= 0);
      const positions = offsets.map((offset) => positionAt(document, offset));
      for (const [at, range] of selectionRanges(document, positions).entries()) {
        let inner = range;
        for (let outer = range.parent; outer !== undefined; outer = outer.parent) {
          const [a, b] = [toSpan(document, inner.range), toSpan(document, outer.range)];
          assert.ok(b.start <= a.start && b.end >= a.end, `around: ${at}`);
          assert.notDeepEqual(inner.range, outer.range);
          inner = outer;
        }
      }
    });
  }).timeout(60_000);
});
