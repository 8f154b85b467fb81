// What every script needs before it can begin. Nothing here imports a package: on a fresh clone there are none.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** Installs the locked dependencies when they are missing or the lock file has changed since. */
export function ensureDependencies() {
  requireNode();
  const stamp = path.join(root, 'node_modules', '.smtp-transcript');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing the dependencies (once)…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

/** Bundles what ships, and the tests if asked for. */
export function build({ tests = false, production = false } = {}) {
  run(process.execPath, ['esbuild.mjs', ...(production ? ['--production'] : [])]);
  if (tests) run(process.execPath, ['esbuild.mjs', '--tests']);
}

/** Runs a program in the project's folder; ends this script with its exit code if it fails. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) fail(`${program} cannot be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

export function bin(name) {
  return path.join(root, 'node_modules', '.bin', name);
}

/** Whether this script may install programs: root on Debian or Ubuntu, which is a container or CI. */
export function mayInstall() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^(?:ID|ID_LIKE)=.*(?:debian|ubuntu)/m.test(release);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node 20.19 or newer is needed; this is ${process.versions.node}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
