// Runs the compiled suite (out/test/integration/) in the extension host of a real VS Code, through
// @vscode/test-electron. Which VS Code:
//   1. VSCODE_EXECUTABLE, if it is set: a desktop VS Code that is already on this machine;
//   2. on Linux, the VS Code server from the npm registry behind codeShim.mjs: its version is pinned, it needs no
//      display, and it runs the same way on every machine;
//   3. otherwise, or with INTEGRATION_HOST=desktop, the desktop VS Code that @vscode/test-electron downloads.
// INTEGRATION_HOST=server makes a server that can't be installed a failure instead of going on to 3.
import { runTests } from '@vscode/test-electron';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from '../../scripts/editorHost/cleanup.mjs';
import { ensureEditorHost, findChromium, isSupported } from '../../scripts/editorHost/install.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const { folder } = temporaryFolder();
// Tests write into the workspace, so they get a copy.
const workspace = path.join(folder, 'workspace');
fs.cpSync(path.join(import.meta.dirname, 'workspace'), workspace, { recursive: true });
// The result file is the last thing that a suite writes: if it is missing, the extension host has crashed.
const result = path.resolve(process.env.SUITE_RESULT ?? path.join(folder, 'result.json'));
fs.rmSync(result, { force: true });

try {
  const vscodeExecutablePath = await chooseExecutable();
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

/** The executable to run, or undefined to let @vscode/test-electron download one. */
async function chooseExecutable() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  const asked = process.env.INTEGRATION_HOST;
  if (asked === 'desktop' || (asked !== 'server' && !(isSupported() && findChromium() !== undefined)))
    return undefined;
  try {
    await ensureEditorHost({ log: console.log });
  } catch (error) {
    if (asked === 'server') throw error;
    console.error(`${error.message}\ntrying the desktop VS Code instead`);
    return undefined;
  }
  return path.join(root, 'scripts/editorHost/codeShim.mjs');
}
