import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { RULES } from '../../../src/language/rules';
import * as pages from '../../../src/language/rules/documentation';
import type { RuleDocumentation } from '../../../src/language/rules/rule';
import { check } from './check';

const PAGES = new Map<string, RuleDocumentation>(Object.entries(pages));
const codes = RULES.map(({ code }) => code);

describe('the rules', () => {
  it('are the files of their folder, each with its page', () => {
    const files = readdirSync(path.resolve('src/language/rules'))
      .map((name) => name.replace(/\.ts$/, ''))
      .filter((name) => !['index', 'rule', 'documentation'].includes(name))
      .sort();
    assert.deepEqual([...codes].sort(), files);
    assert.deepEqual([...PAGES.keys()].sort(), files);
  });

  it('have codes in kebab-case, and find something or say who does', () => {
    for (const rule of RULES) {
      const {
        code,
        check: checkDocument,
        checkTranscript,
        checkStep,
        checkGroup,
        checkMessage,
        foundBy,
      } = rule;
      assert.match(code, /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/);
      const all = [checkTranscript, checkStep, checkGroup, checkMessage, foundBy];
      const finders = all.filter((finder) => finder !== undefined);
      // What stands above all transcripts may be as wrong as what stands in one.
      assert.ok(finders.length === 1 || (finders.length === 0 && checkDocument !== undefined), code);
    }
  });

  for (const { code, foundBy } of RULES) {
    if (foundBy === 'files') continue; // their examples need a workspace: see validateInWorkspace.test.ts
    it(`${code}: the examples of its page are what they are said to be`, () => {
      const page = PAGES.get(code);
      assert.ok(page !== undefined);
      const found = new Set(check(page.bad).map((each) => each.replace(/ @.*/, '')));
      assert.deepEqual([[...found], check(page.good)], [[code], []]);
    });
  }

  it('come without their pages in what ships', async () => {
    const { outputFiles } = await build({
      stdin: { contents: `export * from './src/language/diagnostics'`, resolveDir: process.cwd() },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
    });
    const bundle = outputFiles[0]?.text ?? '';
    for (const code of codes) assert.ok(bundle.includes(`"${code}"`), `${code} is not in the bundle`);
    for (const [code, { why, good }] of PAGES)
      for (const text of [why, good])
        assert.ok(
          !bundle.includes(JSON.stringify(text).slice(1, 40)) && !bundle.includes(text),
          `the page of ${code} is in the bundle: it has to be a plain literal`,
        );
  });
});
