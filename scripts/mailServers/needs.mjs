// What the real mail servers of the end-to-end suite need of a machine: a table, and how each of its rows is looked for.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { findProgram, findSaslPlugin, runProgram } from './look.mjs';

/** Packages that are installed, as [Debian's name, is what the suite needs of it here?]. */
export const INSTALLED = [
  // Their certificates are made with it.
  ['openssl', () => findProgram('openssl') !== undefined],
  ['postfix', () => ['postfix', 'postqueue', 'smtp-sink'].every((name) => findProgram(name) !== undefined)],
  ['sasl2-bin', () => findProgram('saslpasswd2') !== undefined],
  ['libsasl2-modules', () => ['libplain', 'libscram'].every(findSaslPlugin)],
  ['libsasl2-modules-db', () => findSaslPlugin('libsasldb')],
  ['dovecot-core', () => findProgram('dovecot') !== undefined],
  ['dovecot-submissiond', () => existsSync('/usr/lib/dovecot/submission')],
  ['dovecot-lmtpd', () => existsSync('/usr/lib/dovecot/lmtp')],
  ['python3-aiosmtpd', async () => (await runProgram(SYSTEM_PYTHON, ['-c', 'import aiosmtpd'])).code === 0],
  // Sendmail's configuration is written in its language.
  ['m4', () => findProgram('m4') !== undefined],
];

/** The one that Debian's packages are for, whatever else is in the PATH. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/**
 * Servers that Debian does not let be installed beside Postfix. Their packages are unpacked, below a folder each, and nothing
 * but the libraries is installed. They do not start where the users that are compiled into them do not exist.
 */
export const UNPACKED = {
  exim: {
    packages: ['exim4-daemon-heavy'],
    users: ['Debian-exim'],
    program: (folder) => path.join(folder, 'exim4-daemon-heavy/usr/sbin/exim4'),
    // Asking for its version shows whether its libraries and its user are here, too.
    starts: async (program) => (await runProgram(program, ['-C', '/dev/null', '-bV'])).code === 0,
  },
  sendmail: {
    packages: ['sendmail-bin', 'sendmail-cf'],
    users: [],
    program: (folder) => path.join(folder, 'sendmail-bin/usr/libexec/sendmail/sendmail'),
    // It refuses a mode that does not exist before it begins, which for anything else takes a minute on a host without a domain.
    starts: async (program) =>
      (await runProgram(program, ['-bZ'])).output.startsWith('Invalid operation mode'),
  },
  opensmtpd: {
    packages: ['opensmtpd'],
    users: ['opensmtpd', 'opensmtpq'],
    program: (folder) => path.join(folder, 'opensmtpd/usr/sbin/smtpd'),
    starts: async (program) => (await runProgram(program, ['-h'])).output.includes('OpenSMTPD'),
  },
};

/**
 * Servers of a later release of Debian, for what those of this one cannot do, by their folder in the cache: each is a root of its own, with all
 * that it depends on.
 */
export const ROOTS = {
  'dovecot-2.4': {
    release: 'trixie',
    packages: ['dovecot-core', 'dovecot-submissiond'],
    starts: async (folder) =>
      existsSync(path.join(folder, 'usr/lib/dovecot/submission')) &&
      (await runProgram('unshare', ['--mount', '/bin/sh', '-c', DOVECOT_VERSION, folder])).code === 0,
  },
};

/** It opens /dev/null before it does anything. */
const DOVECOT_VERSION = `set -e
mount --make-rprivate /
mount --rbind /dev "$0/dev"
exec chroot "$0" /usr/sbin/dovecot --version
`;
