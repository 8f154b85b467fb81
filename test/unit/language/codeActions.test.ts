import assert from 'node:assert/strict';
import type { CodeAction, Range } from 'vscode-languageserver-types';
import { codeActions, type CodeActionOptions } from '../../../src/language/codeActions';
import { validate } from '../../../src/language/diagnostics';
import { firstFixes } from '../../../src/language/fixAll';
import type { Diagnostic } from '../../../src/syntax/diagnostic';
import { parse } from '../../../src/syntax/parse';
import { applyEdits } from './applyChanges';

const uri = 'file:///a.smtp';
const TEXT = [
  'C: RCPT: a@b.example',
  'C: RCPT: c@d.example',
  'C: RCPT TO: e@f.example',
  'C: DATA',
  'C: Subject: x',
  'C:',
  'C: .one',
  'C: .two',
  'C: .',
  '# @disable bare-line, leading-dots',
].join('\n');

function actions(line: number, options?: CodeActionOptions, endLine = line): CodeAction[] {
  const document = parse(TEXT);
  const range: Range = { start: { line, character: 3 }, end: { line: endLine, character: 4 } };
  return codeActions(document, uri, validate(document), range, options);
}

function result(action: CodeAction | undefined): string[] {
  const before = TEXT.split('\n');
  const after = applyEdits(TEXT, action?.edit?.changes?.[uri] ?? []).split('\n');
  return after.filter((line, at) => line !== before[at]);
}

describe('codeActions', () => {
  it('offers the fixes, then the same for all of the kind, then to disable it', () => {
    assert.deepEqual(
      actions(6).map(({ title, kind, isPreferred }) => [title, kind, isPreferred]),
      [
        ['Double the dot', 'quickfix', true],
        ['Fix all: Double the dot (2 in the file)', 'quickfix', false],
        ['Disable leading-dot on this line', 'quickfix', false],
        ['Disable leading-dot in this file', 'quickfix', false],
      ],
    );
    assert.deepEqual(result(actions(6)[1]), ['C: ..one', 'C: ..two']);
  });

  it('names what it fixes of a kind by its code where the fixes differ', () => {
    const all = actions(0).find(({ title }) => title.startsWith('Fix all'));
    assert.equal(all?.title, 'Fix all: unknown-command (2 in the file)');
    assert.deepEqual(result(all), ['C: RCPT TO:<a@b.example>', 'C: RCPT TO:<c@d.example>']);
  });

  it('offers each but once where a range touches several', () => {
    const titles = actions(6, undefined, 7).map(({ title }) => title);
    assert.deepEqual(titles.slice(2), [
      'Fix all: Double the dot (2 in the file)',
      'Disable leading-dot on this line',
      'Disable leading-dot in this file',
    ]);
  });

  it('gives the diagnostics that an action is about', () => {
    for (const { diagnostics } of actions(6))
      assert.deepEqual(
        diagnostics?.map(({ code }) => code),
        ['leading-dot'],
      );
  });

  it('offers what is asked for, and what is below it', () => {
    const kinds = (only: string[]): unknown[] => [...new Set(actions(6, { only }).map(({ kind }) => kind))];
    assert.deepEqual(kinds(['quickfix']), ['quickfix']);
    for (const only of ['source', 'source.fixAll', 'source.fixAll.smtp'])
      assert.deepEqual(kinds([only]), ['source.fixAll.smtp']);
    assert.deepEqual(kinds(['']), ['quickfix', 'source.fixAll.smtp']);
    for (const only of ['refactor', 'source.fixAll.eslint', 'source.organizeImports', 'quick'])
      assert.deepEqual(kinds([only]), []);
  });

  it('makes all safe fixes wherever the cursor is, and no guess', () => {
    const [action, ...rest] = actions(0, { only: ['source.fixAll'] });
    assert.deepEqual(rest, []);
    assert.deepEqual(result(action), ['C: RCPT TO:<e@f.example>', '# @disable leading-dots']);
  });
});

describe('firstFixes', () => {
  const diagnostic = (...spans: readonly [number, number][]): Diagnostic => ({
    code: 'x',
    severity: 'error',
    message: '',
    span: { start: 0, end: 0 },
    fixes: [{ title: 'y', changes: spans.map(([start, end]) => ({ span: { start, end }, newText: '' })) }],
  });

  it('leaves out what is in the way of another', () => {
    const chosen = (...diagnostics: Diagnostic[]): number[] =>
      firstFixes(diagnostics).map((each) => diagnostics.indexOf(each.diagnostic));
    assert.deepEqual(chosen(diagnostic([0, 4]), diagnostic([2, 6]), diagnostic([4, 8])), [0, 2]);
    assert.deepEqual(chosen(diagnostic([0, 0]), diagnostic([0, 0]), diagnostic([0, 1])), [0]);
    assert.deepEqual(chosen(diagnostic([4, 8], [0, 1]), diagnostic([0, 2]), diagnostic([2, 3])), [0, 2]);
    assert.deepEqual(chosen(diagnostic([4, 8]), diagnostic([0, 9]), diagnostic([1, 2])), [0, 2]);
  });
});
