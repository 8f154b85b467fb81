// `npm run check`: what a change has to pass before it is shown to others, in about a minute. Arguments name single checks.
// With SUITE_RESULT set, each check counts as one test (see .ci/run).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { bin, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
const STATIC = [
  { name: 'types', command: [bin('tsc'), '--noEmit', '-p', '.'] },
  { name: 'lint', command: [bin('eslint'), '--max-warnings', '0', '.'] },
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'unused', command: [bin('knip')] },
];
const TESTS = [
  { name: 'tests', command: [process.execPath, 'scripts/test.mjs', 'unit', 'golden', 'grammar'] },
];

const all = process.argv.includes('--static') ? STATIC : [...STATIC, ...TESTS];
let failed = 0;
for (const { name, command } of all) {
  const [program, ...args] = command;
  const began = performance.now();
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed++;
}
if (process.env.SUITE_RESULT)
  writeFileSync(
    process.env.SUITE_RESULT,
    JSON.stringify({ passed: all.length - failed, failed, skipped: 0 }),
  );
process.exitCode = failed > 0 ? 1 : 0;
