import assert from 'node:assert/strict';
import { cpuTime } from '../../support/cpu';
import type { Range } from 'vscode-languageserver-types';
import { semanticTokens, SEMANTIC_TOKENS_LEGEND } from '../../../src/language/semanticTokens';
import type { TranscriptDocument } from '../../../src/syntax/document';
import { parse } from '../../../src/syntax/parse';
import { forEveryText } from './samples';

interface Token {
  readonly line: number;
  readonly start: number;
  readonly length: number;
  readonly name: string;
}

/** The tokens with absolute places, and their types and modifiers by name. */
function decode(data: readonly number[]): Token[] {
  const { tokenTypes, tokenModifiers } = SEMANTIC_TOKENS_LEGEND;
  const found: Token[] = [];
  let line = 0;
  let start = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0, bits = 0] = data.slice(at, at + 5);
    start = lines === 0 ? start + columns : columns;
    line += lines;
    const modifiers = tokenModifiers.filter((_, bit) => (bits & (1 << bit)) !== 0);
    found.push({ line, start, length, name: [tokenTypes[type], ...modifiers].join('.') });
  }
  return found;
}

type Arguments = Parameters<typeof semanticTokens> extends [unknown, ...infer Rest] ? Rest : never;

function shown(document: TranscriptDocument, ...rest: Arguments): string[] {
  return decode(semanticTokens(document, ...rest).data).map(({ line, start, length, name }) => {
    const from = (document.lines[line]?.span.start ?? 0) + start;
    return `${line} ${name}: ${document.text.slice(from, from + length)}`;
  });
}

const tokens = (...lines: string[]): string[] => shown(parse(lines.join('\n')));

describe('semanticTokens', () => {
  it('tells commands that there are from those that there are not', () => {
    assert.deepEqual(tokens('C: MAIL from:<a@b.example>', 'C: frob x', 'C: {{verb}} x', 'C: quit'), [
      '0 keyword: MAIL from',
      '1 unknownCommand: frob',
      '2 variable.environment: verb',
      '3 keyword: quit',
    ]);
  });

  it('tells a command from the content that it looks like', () => {
    assert.deepEqual(
      tokens('C: BDAT 6', 'C: QUIT', 'C: NOOP', 'C: DATA', 'S: 250', 'S: 554', 'C: Subject: x'),
      [
        '0 keyword: BDAT',
        '1 content: QUIT',
        '2 keyword: NOOP',
        '3 keyword: DATA',
        '6 unknownCommand: Subject',
      ],
    );
  });

  it('tells responses of an AUTH exchange, around what is filled in', () => {
    assert.deepEqual(
      tokens('C: AUTH LOGIN', 'S: 334', 'C: QUIT', 'S: 334', 'C: x{{$base64 {{p}}}}y', 'S: 235', 'C: QUIT'),
      [
        '0 keyword: AUTH',
        '2 string: QUIT',
        '4 string: x',
        '4 variable.environment: p',
        '4 string: y',
        '6 keyword: QUIT',
      ],
    );
  });

  it('tells notes', () => {
    assert.deepEqual(
      tokens('S: <waits for a connection>', 'C: & S: <negotiate TLS> ', 'C: NOOP', '(and so on)'),
      [
        '0 comment: <waits for a connection>',
        '1 comment: <negotiate TLS>',
        '2 keyword: NOOP',
        '3 comment: (and so on)',
      ],
    );
  });

  it('tells where a variable has its value from', () => {
    const found = tokens(
      '@file = 1',
      '### A',
      '@own = {{file}}',
      'C: NOOP {{own}} {{id}}',
      'S: 250 /(?<id>.) {{file}}/',
      'C: NOOP {{id}} {{elsewhere}}',
    );
    assert.deepEqual(found, [
      '2 variable.file: file',
      '3 keyword: NOOP',
      '3 variable.transcript: own',
      '3 variable.environment: id',
      '5 keyword: NOOP',
      '5 variable.capture: id',
      '5 variable.environment: elsewhere',
    ]);
  });

  it('tells the keywords of an EHLO reply from words of other replies', () => {
    const found = tokens(
      'C: EHLO x',
      'S: 250-SIZE greets you',
      'S: 250-Size 100',
      'S: 250 X-NEW',
      'C: NOOP',
      'S: 250 SIZE matters',
      'C: NOOP',
      'S: 250 Size matters',
    );
    assert.deepEqual(found, [
      '0 keyword: EHLO',
      '1 recordedText: SIZE greets you',
      '2 type: Size',
      '3 type: X-NEW',
      '4 keyword: NOOP',
      '5 recordedText: SIZE matters',
      '6 keyword: NOOP',
    ]);
  });

  it('tells the header fields, the boundaries and the base64 of a message', () => {
    const found = tokens(
      'C: DATA',
      'S: 354',
      'C: Content-Type: multipart/mixed;',
      'C:  boundary="b"',
      'C: To: {{to}}',
      'C:',
      'C: --c',
      'C: --b',
      'C: Content-Transfer-Encoding: base64',
      'C:',
      'C: AAAA',
      'C: --b--',
      'C: Not: a header',
      'C: ### no title',
      'C: .',
    );
    assert.deepEqual(found, [
      '0 keyword: DATA',
      '2 property: Content-Type',
      '4 property: To',
      '4 variable.environment: to',
      '6 content: --c',
      '7 boundary: --b',
      '8 property: Content-Transfer-Encoding',
      '10 base64: AAAA',
      '11 boundary: --b--',
      '13 content: ### no title',
    ]);
  });

  it('tells everything to an editor without a grammar', () => {
    const document = parse(
      [
        '### A',
        '# c',
        '# @name x',
        '@a = {{b}}',
        'S: 220 /x/',
        'C: NOOP {{$guid}}',
        'C: DATA',
        'S: 354',
        'C: A: {{a}}b',
        'C: .',
      ].join('\n'),
    );
    assert.deepEqual(shown(document, undefined, 'everything'), [
      '0 class: ### A',
      '1 comment: # c',
      '2 decorator: @name',
      '2 string: x',
      '3 variable.declaration: a',
      '3 variable.environment: b',
      '4 function: S:',
      '4 number: 220',
      '4 regexp: /x/',
      '5 type: C:',
      '5 keyword: NOOP',
      '5 function.defaultLibrary: $guid',
      '6 type: C:',
      '6 keyword: DATA',
      '7 function: S:',
      '7 number: 354',
      '8 type: C:',
      '8 property: A',
      '8 variable.transcript: a',
      '8 string: b',
      '9 type: C:',
      '9 keyword: .',
    ]);
  });

  it('tells the parts of an assertion to an editor without a grammar', () => {
    const lines = [
      'C: NOOP',
      '?? ehlo SIZE not >= 10MB',
      '?? text matches /(?<q>x)/',
      '?? {{q}} == "a {{q}}"',
    ];
    assert.deepEqual(shown(parse(lines.join('\n')), undefined, 'everything').slice(2), [
      '1 keyword: ??',
      '1 property: ehlo',
      '1 type: SIZE',
      '1 keyword: not',
      '1 keyword: >=',
      '1 number: 10MB',
      '2 keyword: ??',
      '2 property: text',
      '2 keyword: matches',
      '2 regexp: /(?<q>x)/',
      '3 keyword: ??',
      '3 variable.capture: q',
      '3 keyword: ==',
      '3 string: "a ',
      '3 variable.capture: q',
      '3 string: "',
    ]);
  });

  it('looks up many names in linear time', () => {
    const document = parse(`@a = 1\n${'### B\n@a = 2\nC: NOOP {{a}}\n'.repeat(20_000)}`);
    const read = (): void => assert.equal(semanticTokens(document).data.length, 20_000 * 2 * 5);
    assert.ok(cpuTime(read) < 5_000);
  }).timeout(60_000);

  it('never overlaps or leaves its line, and tells of a range what it tells of the whole, whatever the text', () => {
    forEveryText((document) => {
      const { lines } = document;
      for (const coverage of ['conversation', 'everything'] as const) {
        const all = decode(semanticTokens(document, undefined, coverage).data);
        let [lastLine, lastEnd] = [0, 0];
        for (const { line, start, length } of all) {
          const span = lines[line]?.span ?? { start: 0, end: 0 };
          assert.ok(length > 0 && start >= (line === lastLine ? lastEnd : 0));
          assert.ok(start + length <= span.end - span.start);
          [lastLine, lastEnd] = [line, start + length];
        }
        const firstLine = lines.length >> 2;
        const lastOfRange = lines.length >> 1;
        const range: Range = {
          start: { line: firstLine, character: 0 },
          end: { line: lastOfRange, character: 0 },
        };
        assert.deepEqual(
          decode(semanticTokens(document, range, coverage).data),
          all.filter(({ line }) => line >= firstLine && line <= lastOfRange),
        );
      }
    });
  }).timeout(60_000);
});
