// Finds the real mail servers that the end-to-end suite talks to and, where the caller allows it, installs them.
//
// Postfix comes from the system's packages. Debian lets only one mail server be installed at a time, so Exim's
// package is unpacked into a cache folder instead, and nothing but its libraries is installed. No system service is
// started and no question is asked: the suite starts private instances of both, from folders of its own.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { apt, withoutServices } from './apt.mjs';
import { findProgram, findSaslPlugin, hasUser, runProgram } from './look.mjs';

/** What Postfix and its private instances need, as [Debian's package, is it here?]. */
const POSTFIX_NEEDS = [
  ['postfix', () => findProgram('postfix') !== undefined && findProgram('postqueue') !== undefined],
  ['sasl2-bin', () => findProgram('saslpasswd2') !== undefined],
  ['libsasl2-modules', () => findSaslPlugin('libplain')],
  ['libsasl2-modules-db', () => findSaslPlugin('libsasldb')],
];

/** What both servers need, since their certificates are made with it. */
const COMMON_NEEDS = [['openssl', () => findProgram('openssl') !== undefined]];

const EXIM_PACKAGE = 'exim4-daemon-heavy';

/** The user name that is compiled into Debian's Exim, which refuses to start where it does not exist. */
const EXIM_USER = 'Debian-exim';

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
  await withoutServices(async () => {
    await apt('apt-get', 'update', '-qq');
    const wanted = found.missing.filter((name) => name !== EXIM_PACKAGE);
    if (found.exim === undefined) wanted.push(...(await eximLibraries()));
    await apt(
      'apt-get',
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      '--no-upgrade',
      '--no-remove',
      ...wanted,
    );
  });
  if (found.exim === undefined) await installExim();

  const now = await look();
  if (now.missing.length > 0) {
    throw new Error(`These are still missing after their installation: ${now.missing.join(', ')}.`);
  }
  return now;
}

async function look() {
  const absent = (needs) => needs.filter(([, isHere]) => !isHere()).map(([name]) => name);
  const common = absent(COMMON_NEEDS);
  const postfix = absent(POSTFIX_NEEDS);
  const exim = await findExim();
  return {
    postfix: common.length + postfix.length === 0,
    exim: common.length === 0 ? exim : undefined,
    missing: [...common, ...postfix, ...(exim === undefined ? [EXIM_PACKAGE] : [])],
  };
}

/** The path of an Exim that can run here: the system's own or the unpacked one. */
async function findExim() {
  for (const program of [unpackedExim(), findProgram('exim4'), findProgram('exim')]) {
    // Asking for its version shows whether its libraries and its user are here, too.
    if (program !== undefined && (await runProgram(program, ['-C', '/dev/null', '-bV'])).code === 0)
      return program;
  }
  return undefined;
}

function unpackedExim() {
  return path.join(cacheFolder(), EXIM_PACKAGE, 'usr/sbin/exim4');
}

/** Outside the checkout, so that a fresh clone does not download it again. */
function cacheFolder() {
  const configured = process.env.XDG_CACHE_HOME;
  const cache =
    configured !== undefined && path.isAbsolute(configured) ? configured : path.join(os.homedir(), '.cache');
  return path.join(cache, 'smtp-transcript', 'unpacked');
}

/** The libraries that the package asks for, by the names that they have in this release of the distribution. */
async function eximLibraries() {
  const depends = await apt('apt-cache', 'depends', EXIM_PACKAGE);
  return [...depends.matchAll(/^\s*(?:Pre)?Depends: (lib\S+)$/gm)].map((match) => match[1]);
}

async function installExim() {
  if (!hasUser(EXIM_USER)) {
    const added = await runProgram('useradd', [
      ...['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'],
      ...['--shell', '/usr/sbin/nologin', EXIM_USER],
    ]);
    if (added.code !== 0) throw new Error(`The user ${EXIM_USER} cannot be added: ${added.output.trim()}`);
  }
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, 'download-'));
  try {
    // Apt downloads as a user of its own, which has to be able to write here.
    chmodSync(work, 0o777);
    await apt('apt-get', 'download', '-qq', EXIM_PACKAGE, { cwd: work });
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download ${EXIM_PACKAGE} left no package behind.`);
    const unpacked = path.join(work, 'unpacked');
    await apt('dpkg', '-x', archive, unpacked, { cwd: work });
    // The suite starts it as root, so a program that makes anybody root is not left lying about.
    chmodSync(path.join(unpacked, 'usr/sbin/exim4'), 0o755);
    const target = path.join(cache, EXIM_PACKAGE);
    rmSync(target, { recursive: true, force: true });
    renameSync(unpacked, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
