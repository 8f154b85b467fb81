// Installs packages on Debian and Ubuntu: without questions, without starting services, and in turn with others.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from './look.mjs';

/** How long to wait for another process that is installing, in milliseconds. */
const LOCK_TIMEOUT = 300_000;

const LINES_OF_OUTPUT_IN_ERROR = 15;

/**
 * Runs one of apt's commands and returns its standard output. The last argument may be `{ cwd }`.
 *
 * Apt itself waits only for dpkg's lock. Those of its lists and its downloads make it fail at once, so this waits.
 */
export async function apt(command, ...rest) {
  const options = typeof rest.at(-1) === 'object' ? rest.pop() : {};
  const args = command === 'apt-get' ? ['-o', `DPkg::Lock::Timeout=${LOCK_TIMEOUT / 1000}`, ...rest] : rest;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const deadline = Date.now() + LOCK_TIMEOUT;
  for (;;) {
    const { code, stdout, output } = await runProgram(command, args, { ...options, env });
    if (code === 0) return stdout;
    if (/Could not get lock|Unable to lock/.test(output) && Date.now() < deadline) {
      await sleep(1000);
      continue;
    }
    const tail = output.trimEnd().split('\n').slice(-LINES_OF_OUTPUT_IN_ERROR).join('\n');
    const ending = code === undefined ? 'could not be run' : `failed with code ${code}`;
    throw new Error(`"${[command, ...rest].join(' ')}" ${ending}:\n${tail}`);
  }
}

/** Installs the newest packages that there are, and changes none that is there. */
export async function installPackages(...packages) {
  await apt('apt-get', 'update', '-qq');
  const options = ['-y', '-qq', '--no-install-recommends', '--no-upgrade', '--no-remove'];
  await apt('apt-get', 'install', ...options, ...packages);
}

/** Packages ask this program whether they may start their service; 101 is "no". */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const POLICY =
  '#!/bin/sh\n# Written by the tests of smtp-transcript while they install packages.\nexit 101\n';

/** Calls `action` while installed packages may not start services; a policy that somebody else made stays. */
export async function withoutServices(action) {
  const ours = !existsSync(POLICY_FILE) || readFileSync(POLICY_FILE, 'utf8') === POLICY;
  if (!ours) return action();

  const remove = () => rmSync(POLICY_FILE, { force: true });
  const removeAndEnd = (signal) => {
    remove();
    process.removeListener(signal, removeAndEnd);
    process.kill(process.pid, signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, removeAndEnd);
  try {
    writeFileSync(POLICY_FILE, POLICY, { mode: 0o755 });
    return await action();
  } finally {
    remove();
    for (const signal of signals) process.removeListener(signal, removeAndEnd);
  }
}
