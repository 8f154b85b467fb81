// Unpacks packages of another release of Debian, with all that they depend on, into a folder that is a root of its own (chroot): none of
// its libraries meets those of the system, nothing is installed, and the system's own package lists stay as they are.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { apt } from './apt.mjs';
import { cacheFolder, takePrivileges } from './unpack.mjs';

/** With it the packages of every release are signed, those of later ones too. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Makes the root `name` in the cache; an older one there is replaced.
 *
 * @returns whether this system has a source of Debian's packages to make it from
 */
export async function unpackRoot(name, { release, packages }) {
  const mirror = await debianMirror();
  if (mirror === undefined || !existsSync(KEYRING)) return false;
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, 'root-'));
  try {
    const options = privateState(work, `deb [signed-by=${KEYRING}] ${mirror} ${release} main\n`);
    await apt('apt-get', ...options, 'update', '-qq');
    const install = ['install', '-y', '-qq', '--download-only', '--no-install-recommends'];
    await apt('apt-get', ...options, ...install, ...packages);
    const root = path.join(work, 'root');
    const archives = path.join(work, 'cache/archives');
    for (const file of readdirSync(archives).filter((each) => each.endsWith('.deb')))
      await apt('dpkg', '-x', path.join(archives, file), root);
    completeRoot(root);
    takePrivileges(root);
    const target = path.join(cache, name);
    rmSync(target, { recursive: true, force: true });
    renameSync(root, target);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Where the system has Debian's packages from, which is where their other releases are, too. */
async function debianMirror() {
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)';
  const targets = await apt('apt-get', 'indextargets', '--format', format, 'Created-By: Packages');
  return /^Debian Debian (\S+)$/m.exec(targets)?.[1];
}

/** Options with which apt knows that one source only, and takes nothing for installed. */
function privateState(folder, source) {
  for (const each of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(path.join(folder, each), { recursive: true });
  // Apt downloads as a user of its own, which has to be able to write here.
  chmodSync(folder, 0o755);
  writeFileSync(path.join(folder, 'source.list'), source);
  writeFileSync(path.join(folder, 'status'), '');
  return [
    `Dir::State=${folder}`,
    `Dir::State::status=${path.join(folder, 'status')}`,
    `Dir::Cache=${path.join(folder, 'cache')}`,
    `Dir::Etc::sourcelist=${path.join(folder, 'source.list')}`,
    'Dir::Etc::sourceparts=-',
    'Dir::Etc::preferences=-',
    'Dir::Etc::preferencesparts=-',
    'Acquire::Languages=none',
  ].flatMap((option) => ['-o', option]);
}

/** What a root has and no package brings: the links that the merge of /usr left, and places to mount something at. */
function completeRoot(root) {
  for (const name of ['bin', 'sbin', 'lib', 'lib64'])
    if (existsSync(path.join(root, 'usr', name)) && !existsSync(path.join(root, name)))
      symlinkSync(`usr/${name}`, path.join(root, name));
  for (const name of ['dev', 'proc', 'run', 'tmp']) mkdirSync(path.join(root, name), { recursive: true });
  for (const name of ['etc/passwd', 'etc/group']) writeFileSync(path.join(root, name), '', { flag: 'a' });
}
