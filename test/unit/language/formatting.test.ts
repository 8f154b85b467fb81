import assert from 'node:assert/strict';
import type { Range } from 'vscode-languageserver-types';
import { formatting, type TranscriptFormattingOptions } from '../../../src/language/formatting';
import { plan } from '../../../src/runner/plan';
import type { LineNode, TranscriptDocument } from '../../../src/syntax/document';
import { parse } from '../../../src/syntax/parse';
import { textOf } from '../../../src/syntax/span';
import { applyEdits } from './applyChanges';
import { forEveryText } from './samples';

const OPTIONS: TranscriptFormattingOptions = { tabSize: 2, insertSpaces: true };

const format = (text: string, options: Partial<TranscriptFormattingOptions> = {}, range?: Range): string =>
  applyEdits(text, formatting(parse(text), { ...OPTIONS, ...options }, range));

describe('formatting', () => {
  it('writes prefixes in one way', () => {
    assert.equal(
      format('  s:220 hi\nc:  EHLO x\ns?:   250-a  \nC!:a\\r\\n \n\tC: \nc: & s: <x y> \nC:\n'),
      'S: 220 hi\nC:  EHLO x\nS?: 250-a\nC!: a\\r\\n \nC:\nC: & S: <x y>\nC:\n',
    );
  });

  it('keeps the notations of others, and never makes a line of both sides', () => {
    for (const text of [' -> EHLO x\n<-  250 x\n', '>>> EHLO x\n<<< 250 x\n', 'C:&S: x\n'])
      assert.equal(format(text), text);
    assert.equal(format('s:HELO x\nr:250 x\n'), 'S: HELO x\nR: 250 x\n');
  });

  it('writes settings, separators and assertions with one space', () => {
    assert.equal(
      format(
        '@a=b  c \n@d  =\n#@timeout  30s \n  // @name   x\n###   Title  \n????\n??code == 250 \n  telnet  a  25 \n',
      ),
      '@a = b  c\n@d =\n# @timeout 30s\n// @name x\n\n### Title\n?? ??\n?? code == 250\ntelnet  a  25\n',
    );
  });

  it('leaves one blank line above a transcript', () => {
    assert.equal(
      format('\n\n### A\nC: NOOP\n### B\nC: NOOP\n\n  \n\n### C\n# About D:\n### D\n'),
      '### A\nC: NOOP\n\n### B\nC: NOOP\n\n### C\n# About D:\n### D\n',
    );
    assert.equal(format('### A\r\nC: NOOP\r\n### B\r\n'), '### A\r\nC: NOOP\r\n\r\n### B\r\n');
  });

  it('never touches what is sent or recorded', () => {
    const text = [
      'C: NOOP  x  ',
      'S: 250   ok   then',
      'C: AUTH LOGIN',
      'S: 334',
      'C: YWxpY2U= ',
      'S: 235',
      'C: DATA',
      'S: 354',
      'C:  < no file',
      'C: @a=b  ',
      'C: #x',
      'C: .',
      'S: 250',
      '',
    ].join('\n');
    assert.equal(format(text), text);
    const plain = 'C: DATA\nS: 354\nSubject:x \n\n\n\n@a=b\n### x\n#@timeout   1s\nc:x\n.\n';
    assert.equal(format(plain), plain.replace('c:x', 'C: x'));
    const bare = 'EHLO  x \n250-a\n250 b\nDATA\n354\n@a=b \n\n\n.\n250\n  QUIT\n';
    assert.equal(format(bare), bare);
  });

  it('writes verbs in upper case if asked', () => {
    const text =
      'C: ehlo x\nC: Mail From:<a@example.org> Size=1\nC: rcpt  to:<b>\nC: frob x\nC: vrfy from:\n';
    assert.equal(format(text), text);
    assert.equal(
      format(text, { upperCaseVerbs: true }),
      'C: EHLO x\nC: MAIL FROM:<a@example.org> Size=1\nC: RCPT  TO:<b>\nC: frob x\nC: VRFY from:\n',
    );
  });

  it('does what the editor says of the end of the file', () => {
    assert.equal(format('C: NOOP\n\n \n', { trimFinalNewlines: true }), 'C: NOOP\n');
    assert.equal(format('C: NOOP', { insertFinalNewline: true }), 'C: NOOP\n');
    assert.equal(format('C: NOOP', {}), 'C: NOOP');
    const open = 'C: DATA\nS: 354\nSubject: x\n\n\n';
    assert.equal(format(open, { trimFinalNewlines: true }), open);
  });

  it('formats the lines of a range', () => {
    const text = 'c:a\nc:b\nc:c\n';
    const range = (start: number, end: number, character = 0): Range => ({
      start: { line: start, character: 0 },
      end: { line: end, character },
    });
    assert.equal(format(text, {}, range(1, 2)), 'c:a\nC: b\nc:c\n');
    assert.equal(format(text, {}, range(1, 1, 3)), 'c:a\nC: b\nc:c\n');
    assert.equal(format(text, {}, range(1, 3)), 'c:a\nC: b\nC: c\n');
  });

  it('changes nothing that is sent or expected, and nothing the second time, whatever the text', () => {
    forEveryText((document) => {
      for (const options of [OPTIONS, { ...OPTIONS, trimFinalNewlines: true, insertFinalNewline: true }]) {
        const formatted = applyEdits(document.text, formatting(document, options));
        assert.deepEqual(meaning(parse(formatted)), meaning(document));
        assert.equal(applyEdits(formatted, formatting(parse(formatted), options)), formatted);
      }
    });
  }).timeout(60_000);

  it('changes only the case of verbs when asked to', () => {
    forEveryText((document) => {
      const formatted = applyEdits(document.text, formatting(document, { ...OPTIONS, upperCaseVerbs: true }));
      const lowerCase = (each: TranscriptDocument): string => JSON.stringify(meaning(each)).toLowerCase();
      assert.equal(lowerCase(parse(formatted)), lowerCase(document));
    });
  }).timeout(60_000);
});

/** What a run makes of a document, and how the editor understands it, without the places where it stands. */
function meaning(document: TranscriptDocument): unknown {
  return {
    plans: document.transcripts.map((transcript) => withoutPlaces(plan(document, transcript))),
    lines: document.lines
      .filter(({ kind }) => kind !== 'blank')
      .map((line) => [line.kind, wordsOf(document, line)]),
    problems: document.diagnostics.map(({ code }) => code),
  };
}

/** Lines have moved, and a plan quotes lines as they were written. */
const PLACES = new Set(['line', 'span', 'nameSpan', 'source', 'title', 'problems', 'anchor']);

function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) => {
      if (PLACES.has(key)) return undefined;
      if (key === 'terminator') return each !== undefined;
      return each instanceof RegExp ? String(each) : each;
    }),
  );
}

/** The words of a line that is not sent; of one that is, every character. */
function wordsOf({ text }: TranscriptDocument, line: LineNode): string {
  switch (line.kind) {
    case 'command':
    case 'response':
    case 'content':
    case 'include':
    case 'terminator':
    case 'raw':
      return textOf(text, line.value);
    default:
      return textOf(text, line.span)
        .replace(/\s+/g, '')
        .replace(/^[csr][!?]?:/i, (prefix) => prefix.toUpperCase());
  }
}
