// Which VS Code the extension is run in:
//   1. VSCODE_EXECUTABLE, if it is set: a desktop VS Code that is already on this machine;
//   2. on Linux, the VS Code server from the npm registry behind codeShim.mjs: its version is pinned, it needs no
//      display, and it runs the same way on every machine;
//   3. otherwise, or with INTEGRATION_HOST=desktop, the desktop VS Code that @vscode/test-electron downloads.
// INTEGRATION_HOST=server makes a server that can't be installed a failure instead of going on to 3.
import * as path from 'node:path';
import { ensureEditorHost, findChromium, isSupported } from './install.mjs';

/** The executable to run, or undefined to let @vscode/test-electron download one; `root` is the project's folder. */
export async function chooseExecutable(root) {
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
