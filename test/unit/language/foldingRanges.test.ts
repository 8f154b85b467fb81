import assert from 'node:assert/strict';
import { foldingRanges } from '../../../src/language/foldingRanges';
import { parse } from '../../../src/syntax/parse';
import { forEveryText } from './samples';

const folds = (...lines: string[]): string[] =>
  foldingRanges(parse(lines.join('\n'))).map(
    ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? '' : ` ${kind}`}`,
  );

describe('foldingRanges', () => {
  it('folds transcripts, without the blank lines between them', () => {
    assert.deepEqual(folds('### One', 'C: NOOP', 'S: 250', '', '', '### Two', 'C: NOOP', '### Three'), [
      '0-2 region',
      '5-6 region',
    ]);
  });

  it('folds transactions, and messages below their DATA line', () => {
    assert.deepEqual(
      folds(
        'S: 220',
        'C: MAIL FROM:<a@example.org>',
        'S: 250',
        'C: DATA',
        'S: 354',
        'C: Subject: x',
        'C: From: a@example.org',
        'C:',
        'C: text',
        'C: .',
        'S: 250',
        'C: QUIT',
      ),
      ['0-11 region', '1-10', '3-9', '5-6'],
    );
  });

  it('folds the chunks of one message together', () => {
    assert.deepEqual(folds('S: 220', 'C: BDAT 12', 'C: Subject: x', 'C: BDAT 2 LAST', 'C: a', 'S: 250'), [
      '0-5 region',
      '1-4',
    ]);
  });

  it('folds replies of several lines', () => {
    assert.deepEqual(folds('C: EHLO x', 'S: 250-a', 'S: 250-b', 'S: 250 c', 'C: QUIT'), [
      '0-4 region',
      '1-3',
    ]);
  });

  it('folds comments, chatter and hand-made regions', () => {
    assert.deepEqual(folds('# a', '# b', '', '# region x', '# c', '// d', '# endregion', '', 'C: NOOP'), [
      '0-1 comment',
      '3-6 region',
      '4-5 comment',
    ]);
    assert.deepEqual(
      folds('telnet a 25', 'Trying 192.0.2.1...', 'Connected to a.', "Escape character is '^]'.", '220'),
      ['0-4 region', '1-3 comment'],
    );
  });

  it('folds MIME parts and bodies in base64', () => {
    assert.deepEqual(
      folds(
        'S: 220',
        'C: DATA',
        'S: 354',
        'C: Content-Type: multipart/mixed; boundary=b',
        'C:',
        'C: --b',
        'C:',
        'C: text',
        'C: --b',
        'C: Content-Type: image/png',
        'C: Content-Transfer-Encoding: base64',
        'C:',
        'C: AAAA',
        'C: AAAA',
        'C: AAAA',
        'C: --b--',
        'C: .',
      ),
      ['0-16 region', '1-16', '5-7', '8-14', '9-10', '12-14'],
    );
  });

  it('has ranges that lie apart or within each other, whatever the text', () => {
    forEveryText((document) => {
      const open: number[] = [];
      let start = -1;
      for (const { startLine, endLine } of foldingRanges(document)) {
        assert.ok(startLine > start, 'each starts below the one before');
        assert.ok(endLine > startLine && endLine < document.lines.length);
        while ((open.at(-1) ?? Infinity) < startLine) open.pop();
        assert.ok(endLine <= (open.at(-1) ?? Infinity), `line ${startLine}: crosses another`);
        open.push(endLine);
        start = startLine;
      }
    });
  }).timeout(60_000);
});
