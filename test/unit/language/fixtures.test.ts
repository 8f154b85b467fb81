import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RULES } from '../../../src/language/rules';
import { applyChanges } from './applyChanges';
import { check, diagnose } from './check';

/** Under the project's root, where the tests run. */
const folder = path.resolve('test/unit/language');

type Found = ReturnType<typeof diagnose>[number];

/** Rules whose fix writes a whole transcript anew, as it says. */
const REWRITES: ReadonlySet<string> = new Set(['program-output']);

interface Fixture {
  readonly name: string;
  readonly text: string;
}

function fixtures(kind: 'ok' | 'err'): Fixture[] {
  return readdirSync(path.join(folder, kind))
    .filter((name) => name.endsWith('.smtp'))
    .map((name) => ({ name, text: readFileSync(path.join(folder, kind, name), 'utf8') }));
}

/** `# expect: code @line`, several with commas between, in the order of the text. */
function expected(text: string): string[] {
  return (/^# expect: (.+)/.exec(text)?.[1] ?? '').split(',').map((each) => each.trim());
}

/** Every file in both forms of line ends. */
const inBothForms = ({ text }: Fixture): string[] => [text, text.replaceAll('\n', '\r\n')];

describe('conversations that are in order', () => {
  for (const fixture of fixtures('ok')) {
    it(fixture.name, () => {
      for (const text of inBothForms(fixture)) agree(text, []);
    });
  }
});

describe('conversations with one mistake', () => {
  const wrong = fixtures('err');

  for (const fixture of wrong) {
    it(fixture.name, () => {
      for (const text of inBothForms(fixture)) agree(text, expected(fixture.text));
    });

    it(`${fixture.name}: the fixes mend it, and touch nothing else`, () => {
      for (const text of inBothForms(fixture)) {
        const [diagnostic, ...more] = diagnose(text);
        if (diagnostic === undefined || more.length > 0) continue; // the test above tells
        for (const [at, fix] of diagnostic.fixes.entries()) {
          const fixed = applyChanges(text, fix.changes);
          const left: Found[] = diagnose(fixed);
          // Only the first fix is sure to be what was meant; any other may bring its own questions.
          const wrongStill: Found[] = left.filter(({ code, severity }) =>
            at === 0 ? severity !== 'hint' : code === diagnostic.code,
          );
          assert.deepEqual(wrongStill.map(shown), [], `“${fix.title}” leads to\n${fixed}`);
          // What a fix inserts may be several lines; of what is there, a change takes away or alters one at most.
          const after = fixed.split('\n');
          const gone = text.split('\n').filter((line) => !after.includes(line));
          if (!REWRITES.has(diagnostic.code))
            assert.ok(gone.length <= fix.changes.length, `“${fix.title}” changes\n${gone.join('\n')}`);
          assert.equal(/(?<!\r)\n/.test(fixed), !text.includes('\r\n'), `“${fix.title}” mixes line ends`);
        }
      }
    });
  }

  it('show every rule there is', () => {
    const seen = new Set(wrong.flatMap(({ text }) => expected(text).map((each) => each.replace(/ @.*/, ''))));
    const needless = RULES.filter(({ foundBy }) => foundBy !== 'files').map(({ code }) => code);
    assert.deepEqual(
      needless.filter((code) => !seen.has(code)),
      [],
      'these rules have no file in test/unit/language/err',
    );
  });
});

/** Holds what is found against what is to be, and shows the lines concerned when they differ. */
function agree(text: string, wanted: readonly string[]): void {
  const found = check(text);
  if (found.join() === wanted.join()) return;
  const lines = text.split(/\r?\n/);
  const explained = diagnose(text)
    .map((diagnostic) => `${shown(diagnostic)}\n      | ${lines[diagnostic.line - 1] ?? ''}`)
    .join('\n    ');
  assert.deepEqual(found, wanted, `found:\n    ${explained === '' ? 'nothing' : explained}\n`);
}

function shown({ code, line, severity, message }: Found): string {
  return `${code} @${line} (${severity}): ${message}`;
}
