import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { disableFixes } from '../../../src/language/disableFixes';
import { RULES } from '../../../src/language/rules';
import { staysError } from '../../../src/language/rules/rule';
import { parse } from '../../../src/syntax/parse';
import { applyChanges } from './applyChanges';
import { check, diagnose } from './check';

const TWICE = 'C: RSET\nC: FOO1\nC: NOOP\nC: BAR1';

describe('@disable', () => {
  it('holds from its line to the end of the transcript', () => {
    assert.deepEqual(check(TWICE), ['unknown-command @2', 'unknown-command @4']);
    const between = TWICE.replace('C: NOOP', '# @disable unknown-command');
    assert.deepEqual(check(between), ['unknown-command @2']);
    assert.deepEqual(check(`${between}\n### Next\n${TWICE}`), [
      'unknown-command @2',
      'unknown-command @7',
      'unknown-command @9',
    ]);
  });

  it('holds for the whole file in the preamble, the lines above it among them', () => {
    const text = `# @tmeout 3s\n# @disable unknown-command, unknown-directive\n### One\n${TWICE}\n### Two\n${TWICE}`;
    assert.deepEqual(check(text), []);
  });

  it('means these codes and no other, and all without a code', () => {
    const text = '# @disable leading-dot\n### One\nC: FOO1 {{x}}';
    assert.deepEqual(check(text), ['unknown-command @3', 'unknown-variable @3']);
    assert.deepEqual(check(text.replace('leading-dot', 'unknown-command')), ['unknown-variable @3']);
    assert.deepEqual(check(text.replace('leading-dot', 'unknown-command unknown-variable')), []);
    assert.deepEqual(check(text.replace(' leading-dot', '')), []);
  });

  it('leaves what keeps the file from running', () => {
    const text = '# @disable\nC: FOO1 {{\nS: 25\nwho';
    assert.deepEqual(check(text), ['bad-expression @2', 'malformed-reply @3', 'bare-line @4']);
  });

  it('says what it cannot do', () => {
    assert.deepEqual(check('# @disable leadingdot bare-line {{\nC: NOOP'), [
      'unknown-diagnostic-code @1',
      'cannot-disable @1',
      'bad-expression @1',
    ]);
    const [unknown] = diagnose('# @disable-next-line leadingdot\nC: NOOP');
    assert.deepEqual(unknown?.fixed, ['# @disable-next-line leading-dot\nC: NOOP']);
    const fixed = (codes: string): string => diagnose(`# @disable ${codes}\nC: NOOP`)[0]?.fixed[0] ?? '';
    assert.equal(fixed('bare-line'), 'C: NOOP');
    assert.equal(fixed('bare-line, leading-dot'), '# @disable leading-dot\nC: NOOP');
    assert.equal(fixed('leading-dot, bare-line'), '# @disable leading-dot\nC: NOOP');
  });
});

describe('@disable-next-line', () => {
  it('holds for the line below and no other', () => {
    const text = TWICE.replace('C: NOOP', '# @disable-next-line unknown-command');
    assert.deepEqual(check(text), ['unknown-command @2']);
    assert.deepEqual(check(`${text}\n${TWICE}`), [
      'unknown-command @2',
      'unknown-command @6',
      'unknown-command @8',
    ]);
  });

  it('may be one of several, with comments between', () => {
    const text =
      '# @disable-next-line unknown-command\n# Why: it is a probe.\n# @disable-next-line unknown-variable\nC: FOO1 {{x}}';
    assert.deepEqual(check(text), []);
  });

  it('disables what is wrong with a directive', () => {
    assert.deepEqual(check('# @disable-next-line unknown-directive\n# @tmeout 3s\nC: NOOP'), []);
  });
});

describe('severities', () => {
  const severities = (text: string, chosen: Parameters<typeof diagnose>[1]): string[] =>
    diagnose(text, chosen).map(({ code, severity }) => `${code} ${severity}`);

  it('are those that were chosen', () => {
    assert.deepEqual(severities(TWICE, { severities: { 'unknown-command': 'hint' } }), [
      'unknown-command hint',
      'unknown-command hint',
    ]);
    assert.deepEqual(severities(TWICE, { severities: { 'unknown-command': 'off' } }), []);
    assert.deepEqual(severities('# @tmeout 3s\nC: NOOP', { severities: { 'unknown-directive': 'error' } }), [
      'unknown-directive error',
    ]);
  });

  it('cannot make less of what keeps the file from running', () => {
    assert.deepEqual(severities('C: NOOP\nS: 25', { severities: { 'malformed-reply': 'off' } }), [
      'malformed-reply error',
    ]);
  });
});

describe('the fixes that disable a diagnostic', () => {
  const folder = path.resolve('test/unit/language/err');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.smtp'))) {
    it(`hide it and nothing else: ${name}`, () => {
      const source = readFileSync(path.join(folder, name), 'utf8');
      const underTitle = source.includes('###') ? [] : [`### One\n${source}`];
      for (const text of [source, source.replaceAll('\n', '\r\n'), ...underTitle]) {
        const [diagnostic, ...others] = diagnose(text);
        assert.ok(diagnostic !== undefined);
        const rule = RULES.find(({ code }) => code === diagnostic.code);
        const fixes = disableFixes(parse(text), diagnostic);
        if (rule !== undefined && staysError(rule)) assert.deepEqual(fixes, []);
        else assert.ok(fixes.length > 0);
        for (const { title, changes } of fixes) {
          const fixed = applyChanges(text, changes);
          const left = check(fixed).map((each) => each.replace(/ @.*/, ''));
          const wanted: string[] = others.map(({ code }) => code).filter((code) => code !== diagnostic.code);
          assert.deepEqual(left, wanted, `${title}:\n${fixed}`);
          assert.equal(/(?<!\r)\n/.test(fixed), /(?<!\r)\n/.test(text));
        }
      }
    });
  }

  const disabled = (text: string, at = 0): string[] => {
    const diagnostic = diagnose(text)[at];
    assert.ok(diagnostic !== undefined);
    return disableFixes(parse(text), diagnostic).map(
      ({ title, changes }) => `${title}: ${applyChanges(text, changes)}`,
    );
  };

  it('stand above the line, with its indentation, and at the top', () => {
    assert.deepEqual(disabled('### One\nC: NOOP\n  C: FOO1\n'), [
      'Disable unknown-command on this line: ### One\nC: NOOP\n  # @disable-next-line unknown-command\n  C: FOO1\n',
      'Disable unknown-command in this file: # @disable unknown-command\n### One\nC: NOOP\n  C: FOO1\n',
    ]);
  });

  it('add to directives that are there', () => {
    const text = '# @disable leading-dot\n### One\nC: NOOP\n# @disable-next-line bad-base64\nC: FOO1\n';
    assert.deepEqual(disabled(text), [
      `Disable unknown-command on this line: ${text.replace('bad-base64', 'bad-base64 unknown-command')}`,
      `Disable unknown-command in this file: ${text.replace('leading-dot', 'leading-dot unknown-command')}`,
    ]);
  });

  it('hold for the transcript where nothing can hold for the file', () => {
    const text = 'C: NOOP\nC: FOO1\n### Two\nC: BAR1\n';
    assert.deepEqual(
      disabled(text)[1],
      `Disable unknown-command in this transcript: # @disable unknown-command\n${text}`,
    );
    assert.deepEqual(
      disabled(text, 1)[1],
      `Disable unknown-command in this transcript: ${text.replace('Two\n', 'Two\n# @disable unknown-command\n')}`,
    );
  });

  it('never write into a message', () => {
    const text =
      'MAIL FROM:<a@b.example>\n250 Ok\nRCPT TO:<a@b.example>\n250 Ok\nDATA\n354 Go on\nSubject: a\n\n.hidden\n.\n250 Ok\n';
    assert.deepEqual(disabled(text), [`Disable leading-dot in this file: # @disable leading-dot\n${text}`]);
  });
});
