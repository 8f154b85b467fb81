import assert from 'node:assert/strict';
import { documentHighlights } from '../../../src/language/documentHighlights';
import { toSpan } from '../../../src/language/lspTypes';
import { parse } from '../../../src/syntax/parse';
import { positionAt } from '../../../src/syntax/positions';
import { textOf } from '../../../src/syntax/span';
import { forEveryText } from './samples';

const KINDS = ['', 'text', 'read', 'write'];

/** What lights up with the cursor at the bar: the line, the kind and the text of each place. */
function highlights(...marked: string[]): string[] {
  const source = marked.join('\n');
  const document = parse(source.replace('|', ''));
  return documentHighlights(document, positionAt(document, source.indexOf('|'))).map(
    ({ range, kind }) =>
      `${range.start.line} ${KINDS[kind ?? 0] ?? ''}: ${textOf(document.text, toSpan(document, range))}`,
  );
}

describe('documentHighlights', () => {
  it('shows a request and its replies, from either of them', () => {
    const expected = ['0 write: EHLO x', '1 read: 250-a', '2 read: 250 b'];
    assert.deepEqual(highlights('C: EH|LO x', 'S: 250-a', 'S: 250 b', 'C: QUIT'), expected);
    assert.deepEqual(highlights('C: EHLO x', 'S: 250-a', 'S: 2|50 b', 'C: QUIT'), expected);
    assert.deepEqual(highlights('C: EHLO |x', 'S: 250-a', 'S: 250 b', 'C: QUIT'), []);
  });

  it('finds the reply to a command of a pipelined group', () => {
    assert.deepEqual(highlights('C: MAIL FROM:<>', 'C: RSET|', 'S: 250 a', 'S: 250 b'), [
      '1 write: RSET',
      '3 read: 250 b',
    ]);
  });

  it('shows the dot of a message with the reply to it', () => {
    assert.deepEqual(highlights('C: DATA', 'S: 354', 'C: text', 'C: .', 'S: 2|50'), [
      '3 write: .',
      '4 read: 250',
    ]);
    assert.deepEqual(highlights('C: DATA', 'S: 354', 'C: te|xt', 'C: .', 'S: 250'), []);
  });

  it('shows a variable, with what gives it its value', () => {
    assert.deepEqual(highlights('@a = 1', '### A', 'C: NOOP {{|a}}', '### B', 'C: NOOP {{$base64 {{a}}}}'), [
      '0 write: a',
      '2 read: a',
      '4 read: a',
    ]);
  });

  it('tells the variables of transcripts apart', () => {
    const text = ['@a = 1', '### A', '@a = 2', 'C: NOOP {{a}}', '### B', 'C: NOOP {{a}}'];
    assert.deepEqual(highlights(...text.with(3, 'C: NOOP {{|a}}')), ['2 write: a', '3 read: a']);
    assert.deepEqual(highlights(...text.with(0, '@|a = 1')), ['0 write: a', '5 read: a']);
  });

  it('shows what a regular expression captures', () => {
    assert.deepEqual(highlights('C: NOOP', 'S: 250 /(?<id>x)/', 'C: NOOP {{i|d}}'), [
      '1 write: id',
      '2 read: id',
    ]);
  });

  it('shows an address of the envelope, and in the headers', () => {
    assert.deepEqual(
      highlights(
        'C: MAIL FROM:<a@example.org>',
        'C: RCPT TO:<B@example.org>',
        'C: VRFY b@ex|ample.org',
        'C: DATA',
        'S: 250',
        'S: 250',
        'S: 252',
        'S: 354',
        'C: To: Bob <b@example.org>, a@example.org',
        'C: Subject: b@example.org',
        'C: .',
      ),
      ['1 text: B@example.org', '2 text: b@example.org', '8 text: b@example.org'],
    );
  });

  it('shows the delimiters of a multipart', () => {
    assert.deepEqual(
      highlights(
        'C: DATA',
        'C: Content-Type: multipart/mixed; boundary=b',
        'C:',
        'C: --b',
        'C: --|b--',
        'C: .',
      ),
      ['1 write: b', '3 text: --b', '4 text: --b--'],
    );
  });

  it('shows them from where the boundary is given, on a folded line too', () => {
    assert.deepEqual(
      highlights('DATA', '354', 'Content-Type: multipart/mixed;', '\tboundary="|b"', '', '--b', '--b--', '.'),
      ['3 write: b', '5 text: --b', '6 text: --b--'],
    );
  });

  it('has places in order and within the text, whatever the text', () => {
    forEveryText((document) => {
      const step = Math.max(1, document.lines.length >> 3);
      for (let line = 0; line <= document.lines.length; line += step) {
        for (const character of [0, 4, 14, 10_000]) {
          let end = 0;
          for (const { range } of documentHighlights(document, { line, character })) {
            const span = toSpan(document, range);
            assert.ok(span.start >= end && span.end >= span.start);
            ({ end } = span);
          }
        }
      }
    });
  }).timeout(60_000);
});
