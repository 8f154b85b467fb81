// Finds the browser that shows the workbench in tests, or installs it where that is allowed.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * @param {{ log?: (line: string) => void, install?: boolean }} options `install` allows apt-get, which needs root
 * on Debian or Ubuntu; the caller knows whether it may change the system.
 * @returns {string | undefined} the executable, or undefined when there is none
 * @throws Error with the end of apt-get's output when it was allowed and failed
 */
export function ensureChromium({ log = () => {}, install = false } = {}) {
  const found = findChromium();
  if (found !== undefined || !install) return found;
  log('installing Chromium with apt-get');
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  return findChromium();
}

/** The first of the CHROMIUM variable, the well-known names on PATH, and the same names in /usr/bin. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return named;
  const folders = [...(process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute), '/usr/bin'];
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(fs.existsSync);
}

function apt(...args) {
  const result = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status === 0) return;
  const output = result.error?.message ?? `${result.stdout}${result.stderr}`.trim().slice(-2000);
  throw new Error(`apt-get ${args.join(' ')} failed:\n${output}`);
}
