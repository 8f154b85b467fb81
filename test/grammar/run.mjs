// Runs the grammar suite: snapshots, hand-written assertions, agreement with the parser, colours in the default themes, brackets, linear time, and the
// language configuration. `UPDATE=1` rewrites the snapshots: read what changed before you keep it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checks as agreement } from './agreement.mjs';
import { checks as brackets } from './brackets.mjs';
import { GRAMMARS, root } from './grammars.mjs';
import { checks as languageConfiguration } from './languageConfiguration.mjs';
import { checks as markdown } from './markdown.mjs';
import { checks as performance } from './performance.mjs';
import { checks as themes } from './themes.mjs';

const here = import.meta.dirname;
const update = process.env.UPDATE === '1';
const tools = path.join(root, 'node_modules/vscode-tmgrammar-test/dist');
const grammarOptions = Object.values(GRAMMARS).flatMap((file) => ['-g', file]);

const all = [
  ...transcripts('snapshots').map((file) => ({ name: `snapshot: ${file}`, run: () => snapshot(file) })),
  ...transcripts('assertions').map((file) => ({ name: `assertions: ${file}`, run: () => assertions(file) })),
  { name: 'snapshots: none without its source', run: checkOrphans },
  ...agreement,
  ...themes,
  ...languageConfiguration,
  ...brackets,
  ...markdown,
  ...performance,
];

let passed = 0;
const failures = [];
for (const { name, run } of all) {
  try {
    await run();
    passed++;
    console.log(`  ✓ ${name}`);
  } catch (error) {
    failures.push(name);
    console.log(`  ✗ ${name}\n${indent(error instanceof Error ? error.message : String(error))}`);
  }
}
console.log(`\n${passed} passed, ${failures.length} failed`);
if (process.env.SUITE_RESULT !== undefined) {
  writeFileSync(process.env.SUITE_RESULT, JSON.stringify({ passed, failed: failures.length, skipped: 0 }));
}
process.exitCode = failures.length === 0 ? 0 : 1;

function transcripts(folder) {
  return readdirSync(path.join(here, folder))
    .filter((file) => /\.smtp(-log)?$/.test(file))
    .map((file) => path.join(folder, file));
}

function snapshot(file) {
  const full = path.join(here, file);
  // The tool would write a missing snapshot and be content.
  if (update) rmSync(`${full}.snap`, { force: true });
  else if (!existsSync(`${full}.snap`)) throw new Error('there is no snapshot; UPDATE=1 writes it');
  const scope = file.endsWith('-log') ? 'source.smtp-log' : 'source.smtp';
  tool('snapshot.js', [...grammarOptions, '-s', scope, '--expandDiff', full]);
}

function assertions(file) {
  tool('unit.js', [...grammarOptions, '-c', path.join(here, file)]);
}

function checkOrphans() {
  const files = readdirSync(path.join(here, 'snapshots'));
  const orphans = files.filter(
    (file) => file.endsWith('.snap') && !files.includes(file.slice(0, -'.snap'.length)),
  );
  if (orphans.length > 0) throw new Error(orphans.join(', '));
}

function tool(script, args) {
  // Away from the project's package.json, so that only the grammars named here are read.
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(tools, script), ...args], {
    cwd: here,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`.trim());
}

function indent(text) {
  return text.replace(/^/gm, '      ');
}
