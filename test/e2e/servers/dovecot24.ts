import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { submissionService } from './dovecotConfiguration';
import { copyCertificate, makeOpenFolder } from './folders';
import { makeMailFolder, USERS } from './mailboxes';
import { freePorts } from './ports';
import type { Ports, RealServer, StartOptions } from './server';
import { startServer } from './start';

export interface Dovecot24Options extends StartOptions {
  /** The folder that is the root of Dovecot 2.4. */
  readonly dovecot24: string;
  /** The port on 127.0.0.1 of the server that submitted mail is handed to. */
  readonly relayPort: number;
}

/**
 * Starts the submission service of a Dovecot 2.4, as root, for what 2.3 has not: SCRAM that is bound to the TLS connection. What it takes it
 * hands on. Rejects with the end of its log if that fails.
 */
export async function startDovecot24(options: Dovecot24Options): Promise<RealServer<'submission' | 'tls'>> {
  const { dir, dovecot24, relayPort } = options;
  await makeOpenFolder(dir);
  await makeMailFolder(dir, 'dovecot');
  await copyCertificate(options);
  const ports = await freePorts('submission', 'tls');
  const log = path.join(dir, 'dovecot.log');
  const users = ['test', ...USERS].map((name) => `${name}:{PLAIN}secret::::::\n`);
  await writeFile(path.join(dir, 'users'), users.join(''));
  await writeFile(path.join(dir, 'dovecot.conf'), configuration(ports, relayPort));
  return startServer({
    name: 'Dovecot 2.4',
    program: 'unshare',
    args: ['--mount', '/bin/sh', '-c', IN_ITS_OWN_WORLD, dovecot24, dir],
    ports,
    output: path.join(dir, 'output.log'),
    log,
    takeMessages: () => Promise.resolve([]),
  });
}

/** Where the instance finds its folder. */
const INSIDE = '/run/instance';

/** Starts Dovecot in its root ($0), where it sees nothing of the system but its users, and its own folder. */
const IN_ITS_OWN_WORLD = `set -e
dir=$1
mount --make-rprivate /
mount --rbind /dev "$0/dev"
mount --rbind /proc "$0/proc"
mount --bind /etc/passwd "$0/etc/passwd"
mount --bind /etc/group "$0/etc/group"
mount -t tmpfs -o mode=755 none "$0/run"
mount -t tmpfs -o mode=1777 none "$0/tmp"
mkdir "$0${INSIDE}"
mount --bind "$dir" "$0${INSIDE}"
exec chroot "$0" /usr/sbin/dovecot -F -c ${INSIDE}/dovecot.conf
`;

/** The configuration of an instance, in the language of Dovecot 2.4. */
function configuration(ports: Ports<'submission' | 'tls'>, relayPort: number): string {
  return `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = /run/dovecot
state_dir = ${INSIDE}
log_path = ${INSIDE}/dovecot.log
instance_name = smtp-transcript
protocols = submission
listen = 127.0.0.1
hostname = mail.example.test
login_greeting = Dovecot ready.

ssl = yes
ssl_server_cert_file = ${INSIDE}/server.crt
ssl_server_key_file = ${INSIDE}/server.key
ssl_min_protocol = TLSv1.2

auth_allow_cleartext = yes
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 scram-sha-1-plus scram-sha-256-plus
# A wrong password is answered at once.
auth_failure_delay = 0
passdb passwd-file {
  passwd_file_path = ${INSIDE}/users
  default_password_scheme = PLAIN
}
userdb passwd-file {
  passwd_file_path = ${INSIDE}/users
  fields {
    uid:default = dovecot
    gid:default = dovecot
    home:default = ${INSIDE}/mail/%{user}
  }
}
first_valid_uid = 1
mail_driver = maildir
mail_path = ${INSIDE}/mail/%{user}

${submissionService(ports, relayPort)}service stats {
  process_limit = 1
}
`;
}
