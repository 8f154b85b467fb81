import assert from 'node:assert/strict';
import { cpuTime } from '../../support/cpu';
import type { DocumentSymbol, Range } from 'vscode-languageserver-types';
import { documentSymbols } from '../../../src/language/documentSymbols';
import { parse } from '../../../src/syntax/parse';
import { forEveryText } from './samples';

const outline = (...lines: string[]): string[] => tree(documentSymbols(parse(lines.join('\n'))));

/** One line for each symbol: indented, its name, its detail, its lines. */
function tree(symbols: readonly DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap(({ name, detail, range, children = [] }) => [
    `${indent}${name}${detail === undefined ? '' : ` (${detail})`} ${range.start.line}-${range.end.line}`,
    ...tree(children, `${indent}  `),
  ]);
}

describe('documentSymbols', () => {
  it('shows no password that stands in a URL', () => {
    assert.deepEqual(outline('CONNECT smtp://ann:hunter2@mail.example.com', 'C: NOOP'), [
      'CONNECT smtp://ann:••••@mail.example.com 0-1',
    ]);
  });

  it('has transcripts, transactions and messages', () => {
    const found = outline(
      '@host = mail.example.com',
      '### Sends',
      'CONNECT smtp://mail.example.com',
      '@to = bob@example.net',
      'S: 220',
      'C: MAIL FROM:<alice@example.org> SIZE=1',
      'S: 250',
      'C: RCPT TO:<{{to}}>',
      'S: 250',
      'C: RCPT TO:<carol@example.net>',
      'S: 250',
      'C: DATA',
      'S: 354',
      'C: Subject: =?utf-8?q?h=C3=A9llo?=',
      'C:  again',
      'C:',
      'C: .',
      'S: 250 2.0.0 Ok: queued as 4F2A81B3C0',
      'C: MAIL FROM:<>',
      'S: 250',
      'C: RSET',
      'S: 250',
      'C: QUIT',
      '',
      '### Next',
    );
    assert.deepEqual(found, [
      'host 0-0',
      'Sends (smtp://mail.example.com:25) 1-22',
      '  to 3-3',
      '  alice@example.org → {{to}} and 1 more (4F2A81B3C0) 5-17',
      '    héllo again 13-15',
      '  <> 18-21',
      'Next 24-24',
    ]);
  });

  it('names a transcript without a title by where it connects', () => {
    assert.deepEqual(outline('telnet mail.example.com 25', '220 x', 'QUIT'), [
      'telnet mail.example.com 25 0-2',
    ]);
    assert.deepEqual(outline('C: QUIT'), ['Transcript 0-0']);
  });

  it('takes the chunks of BDAT for one message', () => {
    const found = outline(
      'C: MAIL FROM:<a@example.org>',
      'C: BDAT 12',
      'C: Subject: x',
      'C: BDAT 2 LAST',
      'C: a',
      'C: QUIT',
    );
    assert.deepEqual(found, ['Transcript 0-5', '  a@example.org 0-4', '    x 2-4']);
  });

  it('ends a transaction where the next one starts, though its replies stand below', () => {
    const found = outline(
      'C: MAIL FROM:<a@example.org>',
      'C: RSET',
      'C: MAIL FROM:<b@example.org>',
      'S: 250',
      'S: 250',
      'S: 250',
    );
    assert.deepEqual(found, ['Transcript 0-5', '  a@example.org 0-1', '  b@example.org 2-5']);
  });

  it('has the parts of a message by file name or type', () => {
    const found = outline(
      'S: 354',
      'C: DATA',
      'S: 354',
      'C: Content-Type: multipart/mixed; boundary=b',
      'C:',
      'C: --b',
      'C:',
      'C: text',
      'C: --b',
      'C: Content-Type: image/png',
      'C: Content-Disposition: attachment; filename="logo.png"',
      'C:',
      'C: iVBO',
      'C: --b--',
      'C: .',
    );
    assert.deepEqual(found, [
      'Transcript 0-14',
      '  Message (multipart/mixed) 3-13',
      '    text/plain 6-7',
      '    logo.png (image/png) 9-12',
    ]);
  });

  it('never shows the value of a variable', () => {
    assert.doesNotMatch(JSON.stringify(outline('@password = hunter2', 'C: NOOP')), /hunter2/);
  });

  it('nests ranges properly, whatever the text', () => {
    forEveryText((document) => {
      const check = (symbols: readonly DocumentSymbol[], within?: Range): void => {
        let end = { line: 0, character: 0 };
        for (const { name, range, selectionRange, children } of symbols) {
          assert.ok(name.trim() !== '', 'a symbol has a name');
          assert.ok(!before(range.end, range.start), 'a range ends after its start');
          assert.ok(contains(range, selectionRange), `selection within range: ${name}`);
          if (within !== undefined) assert.ok(contains(within, range), `range within its parent: ${name}`);
          assert.ok(!before(range.start, end), `apart from the symbol before: ${name}`);
          ({ end } = range);
          check(children ?? [], range);
        }
      };
      check(documentSymbols(document));
    });
  }).timeout(60_000);

  it('reads 100,000 lines in well under a second', () => {
    const message = 'C: MAIL FROM:<a@b.example>\nC: RCPT TO:<c@d.example>\nC: DATA\nC: Subject: x\nC: .\n';
    const document = parse(message.repeat(20_000));
    assert.ok(cpuTime(() => documentSymbols(document)) < 2_000);
  }).timeout(60_000);
});

const before = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
const contains = (outer: Range, inner: Range): boolean =>
  !before(inner.start, outer.start) && !before(outer.end, inner.end);
