import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RULES } from '../../../src/language/rules';
import { check, diagnose } from './check';

/** Under the project's root, where the tests run. */
const folder = path.resolve('test/unit/language');

function fixtures(kind: 'ok' | 'err'): { name: string; text: string }[] {
  return readdirSync(path.join(folder, kind)).map((name) => ({
    name,
    text: readFileSync(path.join(folder, kind, name), 'utf8'),
  }));
}

const expected = (text: string): string => /^# expect: (.+)/.exec(text)?.[1] ?? '';

describe('conversations that are in order', () => {
  for (const { name, text } of fixtures('ok')) {
    it(name, () => {
      assert.deepEqual(check(text), []);
      assert.deepEqual(check(text.replaceAll('\n', '\r\n')), []);
    });
  }
});

describe('conversations with one mistake', () => {
  const wrong = fixtures('err');

  for (const { name, text } of wrong) {
    it(name, () => {
      assert.deepEqual(check(text), [expected(text)]);
      assert.deepEqual(check(text.replaceAll('\n', '\r\n')), [expected(text)]);
    });
  }

  for (const { name, text } of wrong) {
    for (const source of [text, text.replaceAll('\n', '\r\n')]) {
      const [diagnostic] = diagnose(source);
      for (const [at, fix] of (diagnostic?.fixes ?? []).entries()) {
        it(`${name}: “${fix.title}” mends it, and touches nothing else`, () => {
          const fixed = diagnostic?.fixed[at] ?? '';
          // Only the first fix is sure to be what was meant; any other may bring its own questions.
          const left = aboveHint(fixed);
          if (at === 0) assert.deepEqual(left, []);
          else assert.ok(!left.some((found) => found.startsWith(`${diagnostic?.code ?? ''} `)));
          const before = source.split('\n');
          const after = fixed.split('\n');
          assert.ok(before.filter((line) => !after.includes(line)).length <= 1);
          assert.ok(after.filter((line) => !before.includes(line)).length <= 1);
          if (RULES.some(({ code }) => code === diagnostic?.code))
            assert.equal(/(?<!\r)\n/.test(fixed), !source.includes('\r\n'));
        });
      }
    }
  }

  it('show every rule there is', () => {
    const shown = new Set(wrong.map(({ text }) => expected(text).replace(/ @.*/, '')));
    assert.deepEqual(
      RULES.map(({ code }) => code).filter((code) => !shown.has(code)),
      [],
    );
  });

  it('are found by rules whose files bear their names', () => {
    const files = readdirSync(path.resolve('src/language/rules'));
    for (const { code } of RULES) assert.ok(files.includes(`${code}.ts`), code);
    assert.equal(new Set(RULES.map(({ code }) => code)).size, RULES.length);
  });
});

function aboveHint(text: string): string[] {
  return diagnose(text)
    .filter(({ severity }) => severity !== 'hint')
    .map(({ code, line }) => `${code} @${line}`);
}
