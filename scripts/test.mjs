// `npm test`: every suite, with all that it needs. Arguments name suites: `npm test -- unit golden`. The last line is the sum over
// all suites, counted by them. In CI a suite that cannot run is a failure; elsewhere it is skipped, and what it lacks is said.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
build({ tests: true });
const { SUITES, STATIC } = await import('./suites.mjs');
const wanted = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no suite ${unknown.join(', ')}; there are ${SUITES.map((suite) => suite.name).join(', ')}`,
  );
  process.exit(2);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
const chosen = SUITES.filter((each) => wanted.length === 0 || wanted.includes(each.name));
for (const suite of process.argv.includes('--static') ? [STATIC, ...chosen] : chosen) {
  const began = performance.now();
  const counts = await runSuite(suite);
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  rows.push({ name: suite.name, ...counts, seconds: (performance.now() - began) / 1000 });
}
rmSync(folder, { recursive: true, force: true });

console.log('\n─── Suites ───');
for (const { name, passed, failed, skipped, seconds, note } of rows) {
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  console.log(`${name.padEnd(12)} ${counts.padEnd(36)} ${seconds.toFixed(1)} s${note ? `  ${note}` : ''}`);
}
process.exitCode = totals.failed > 0 ? 1 : 0;
// The reader of the last line (a CI server, a person) wants the sum and nothing after it.
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
);

async function runSuite(suite) {
  console.log(`\n─── ${suite.name} ───`);
  const missing = await suite.missing?.();
  if (missing !== undefined) {
    console.log(`${process.env.CI ? 'cannot run' : 'skipped'}: ${missing} is needed`);
    const counts = process.env.CI
      ? { passed: 0, failed: 1, skipped: 0 }
      : { passed: 0, failed: 0, skipped: 1 };
    return { ...counts, note: `needs ${missing}` };
  }
  const result = path.join(folder, `${suite.name}.json`);
  const [program, ...args] = suite.command;
  const env = {
    ...process.env,
    SUITE_RESULT: result,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --enable-source-maps`.trim(),
  };
  const { status, signal, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  return counted(result, status, error?.message ?? signal);
}

/** A suite that ended badly and named no failure has failed all the same; one that counted nothing did not run. */
function counted(file, status, problem) {
  let counts;
  try {
    counts = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, note: `did not end: ${problem ?? `exit code ${status}`}` };
  }
  const { passed = 0, failed = 0, skipped = 0 } = counts;
  if (status !== 0 && failed === 0)
    return { passed, failed: 1, skipped, note: `exit code ${problem ?? status}` };
  if (passed + failed + skipped === 0) return { passed, failed: 1, skipped, note: 'ran no test' };
  return { passed, failed, skipped };
}
