// Finds the real mail servers that the end-to-end suite talks to and, where the caller allows it, installs them.
//
// Most come from the system's packages. Debian lets only one mail server be installed at a time, which is Postfix; the others' packages
// are unpacked into a cache folder instead, and so is what is of a later release of Debian. No system service is started and no question is
// asked: the suite starts private instances of all of them, from folders of its own.
import * as path from 'node:path';
import { installPackages, withoutServices } from './apt.mjs';
import { INSTALLED, ROOTS, UNPACKED } from './needs.mjs';
import { unpackRoot } from './root.mjs';
import { cacheFolder, ensureUser, librariesOf, unpack } from './unpack.mjs';

/**
 * Says which mail servers can be started, after installing what is missing when `install` is true. That needs root
 * and apt, and changes the system, so only a caller that knows it may (CI, a container) asks for it.
 *
 * `missing` names Debian's packages. Throws an error that contains apt's last words when an installation fails.
 */
export async function ensureMailServers({ log, install }) {
  const found = await look();
  if (found.missing.length === 0 || !install) return found;

  log(`Installing ${found.missing.join(', ')}`);
  const servers = Object.keys(UNPACKED)
    .filter((name) => found.programs[name] === undefined)
    .map((name) => UNPACKED[name]);
  const roots = Object.entries(ROOTS).filter(([name]) => found.roots[name] === undefined);
  const unpacked = servers.flatMap(({ packages }) => packages);
  await withoutServices(async () => {
    await installPackages(...found.installable);
    // What a package depends on is known only once apt has its lists, which a new machine has not.
    await installPackages(...(await librariesOf(unpacked)));
  });
  for (const user of servers.flatMap(({ users }) => users)) await ensureUser(user);
  for (const name of unpacked) await unpack(name);
  // A distribution made of Debian has no source of Debian's own packages: what is missing then is for the caller to say.
  for (const [name, root] of roots) if (!(await unpackRoot(name, root))) return look();

  const now = await look();
  if (now.missing.length > 0) {
    throw new Error(`These are still missing after their installation: ${now.missing.join(', ')}.`);
  }
  return now;
}

async function look() {
  const installable = [];
  for (const [name, isHere] of INSTALLED) if (!(await isHere())) installable.push(name);
  const missing = [...installable];
  const programs = {};
  for (const [name, { packages, program, starts }] of Object.entries(UNPACKED)) {
    const file = program(cacheFolder());
    if (await starts(file)) programs[name] = file;
    else missing.push(...packages);
  }
  const roots = {};
  for (const [name, { release, packages, starts }] of Object.entries(ROOTS)) {
    const folder = path.join(cacheFolder(), name);
    if (await starts(folder)) roots[name] = folder;
    else missing.push(...packages.map((each) => `${each} of Debian ${release}`));
  }
  return { programs, roots, folder: cacheFolder(), installable, missing };
}
