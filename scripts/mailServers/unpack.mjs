// Unpacks Debian's packages into a cache without installing them.
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { apt } from './apt.mjs';
import { hasUser, runProgram } from './look.mjs';

/** Where packages are unpacked: outside the checkout, so that a fresh clone does not download them again. */
export function cacheFolder() {
  const configured = process.env.XDG_CACHE_HOME;
  const cache =
    configured !== undefined && path.isAbsolute(configured) ? configured : path.join(os.homedir(), '.cache');
  return path.join(cache, 'smtp-transcript', 'unpacked');
}

/** Downloads a package and unpacks it into a folder of its name in the cache; an older one there is replaced. */
export async function unpack(name) {
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, 'download-'));
  try {
    // Apt downloads as a user of its own, which has to be able to write here.
    chmodSync(work, 0o777);
    await apt('apt-get', 'download', '-qq', name, { cwd: work });
    const archive = readdirSync(work).find((file) => file.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download ${name} left no package behind.`);
    const unpacked = path.join(work, 'unpacked');
    await apt('dpkg', '-x', archive, unpacked, { cwd: work });
    takePrivileges(unpacked);
    const target = path.join(cache, name);
    rmSync(target, { recursive: true, force: true });
    renameSync(unpacked, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The libraries that packages ask for, by the names that they have in this release of the distribution. */
export async function librariesOf(names) {
  if (names.length === 0) return [];
  const depends = await apt('apt-cache', 'depends', ...names);
  const libraries = [...depends.matchAll(/^\s*(?:Pre)?Depends: (lib\S+)$/gm)].map((match) => match[1]);
  return [...new Set(libraries)];
}

/** Adds a system user that can neither log in nor own a home. */
export async function ensureUser(name) {
  if (hasUser(name)) return;
  const added = await runProgram('useradd', [
    ...['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'],
    ...['--shell', '/usr/sbin/nologin', name],
  ]);
  if (added.code !== 0) throw new Error(`The user ${name} cannot be added: ${added.output.trim()}`);
}

/** The suite starts the programs as root, so none that makes anybody root is left lying about. */
export function takePrivileges(folder) {
  for (const entry of readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, entry);
    const status = lstatSync(file);
    if (status.isFile() && (status.mode & 0o6000) !== 0) chmodSync(file, status.mode & 0o777);
  }
}
