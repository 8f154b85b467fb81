// What this process started or made must not outlive it, however it ends.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const pending = new Set();
let listening = false;

/**
 * Runs `action` (which must be synchronous) when this process ends: normally, by an uncaught error, or by SIGINT,
 * SIGTERM or SIGHUP. Later registrations run first.
 * @param {() => void} action
 * @returns {() => void} runs it now instead, once
 */
export function onProcessEnd(action) {
  listen();
  pending.add(action);
  return () => {
    if (pending.delete(action)) action();
  };
}

/** Makes a temporary folder that goes with this process; its `remove` does so earlier. */
export function temporaryFolder() {
  // The name is short because sockets are made inside, and a socket's path has at most 107 bytes.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smtp-'));
  const remove = onProcessEnd(() =>
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  );
  return { folder, remove };
}

/** Ends a process that was spawned `detached`, with all that it started. SIGKILL, because there is nothing to save. */
export function killGroup(child) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function listen() {
  if (listening) return;
  listening = true;
  process.on('exit', runAll);
  // The exit code is what a shell gives to a process that ended by that signal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => process.exit(128 + os.constants.signals[signal]));
  }
}

function runAll() {
  for (const action of [...pending].reverse()) {
    pending.delete(action);
    try {
      action();
    } catch (error) {
      console.error(error);
    }
  }
}
