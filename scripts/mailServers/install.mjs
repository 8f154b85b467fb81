// Finds the real mail servers that the end-to-end suite talks to and, where the caller allows it, installs them.
//
// Most come from the system's packages. Debian lets only one mail server be installed at a time, which is Postfix; the others' packages
// are unpacked into a cache folder instead. No system service is started and no question is asked: the suite starts private instances of
// all of them, from folders of its own.
import { installPackages, withoutServices } from './apt.mjs';
import { INSTALLED, UNPACKED } from './needs.mjs';
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
  const unpacked = servers.flatMap(({ packages }) => packages);
  await withoutServices(async () => {
    const wanted = found.missing.filter((name) => !unpacked.includes(name));
    wanted.push(...(await librariesOf(unpacked)));
    await installPackages(...wanted);
  });
  for (const user of servers.flatMap(({ users }) => users)) await ensureUser(user);
  for (const name of unpacked) await unpack(name);

  const now = await look();
  if (now.missing.length > 0) {
    throw new Error(`These are still missing after their installation: ${now.missing.join(', ')}.`);
  }
  return now;
}

async function look() {
  const missing = [];
  for (const [name, isHere] of INSTALLED) if (!(await isHere())) missing.push(name);
  const programs = {};
  for (const [name, { packages, program, starts }] of Object.entries(UNPACKED)) {
    const file = program(cacheFolder());
    if (await starts(file)) programs[name] = file;
    else missing.push(...packages);
  }
  return { programs, folder: cacheFolder(), missing };
}
