// Runs the compiled suite (out/test/integration/) in the extension host of a real VS Code, through
// @vscode/test-electron; which one is chosen in scripts/editorHost/choose.mjs.
import { runTests } from '@vscode/test-electron';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chooseExecutable } from '../../scripts/editorHost/choose.mjs';
import { temporaryFolder } from '../../scripts/editorHost/cleanup.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const { folder } = temporaryFolder();
// Tests write into the workspace, so they get a copy.
const workspace = path.join(folder, 'workspace');
fs.cpSync(path.join(import.meta.dirname, 'workspace'), workspace, { recursive: true });
// The result file is the last thing that a suite writes: if it is missing, the extension host has crashed.
const result = path.resolve(process.env.SUITE_RESULT ?? path.join(folder, 'result.json'));
fs.rmSync(result, { force: true });

try {
  const vscodeExecutablePath = await chooseExecutable(root);
  await runTests({
    ...(vscodeExecutablePath === undefined ? {} : { vscodeExecutablePath }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out/test/integration/index.js'),
    extensionTestsEnv: { SUITE_RESULT: result },
    // A profile of its own, in a short path: macOS and Linux limit the length of the sockets' paths in it.
    launchArgs: [workspace, `--user-data-dir=${path.join(folder, 'user')}`, '--disable-extensions'],
  });
  if (!fs.existsSync(result)) throw new Error('the extension host ended without writing a result');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
