// The entry that VS Code loads in the extension host: runs every test file next to it and leaves the result.
import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/** Rejects when a test failed, which makes VS Code end with a failure. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: 'spec', color: false });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const { failures, stats } = await new Promise<{ failures: number; stats: Mocha.Stats | undefined }>(
    (resolve) => {
      const runner = mocha.run((count) => resolve({ failures: count, stats: runner.stats }));
    },
  );
  writeResult({ passed: stats?.passes ?? 0, failed: failures, skipped: stats?.pending ?? 0 });
  if (failures > 0) throw new Error(`${failures} of the integration tests failed`);
}

function writeResult(result: { passed: number; failed: number; skipped: number }): void {
  const file = process.env.SUITE_RESULT;
  if (file === undefined) throw new Error('SUITE_RESULT does not say where the result goes');
  writeFileSync(file, JSON.stringify(result));
}
