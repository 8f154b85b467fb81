import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { command } from './command';
import { copyCertificate, makeOpenFolder } from './folders';
import { takeFromFolder, makeMailFolder, USERS, writeDeliveryProgram } from './mailboxes';
import { freePorts } from './ports';
import type { Ports, RealServer, SmtpPort, StartOptions } from './server';
import { startServer } from './start';

export interface OpenSmtpdOptions extends StartOptions {
  /** The path of OpenSMTPD's program. */
  readonly opensmtpd: string;
}

/**
 * Starts an OpenSMTPD, as root. Rejects with the end of its log if that fails.
 *
 * No handshake succeeds with version 6.8 and OpenSSL 3, whatever the key (OpenSMTPD's issues 1171 and 1239), and AUTH is for TLS only.
 */
export async function startOpenSmtpd(options: OpenSmtpdOptions): Promise<RealServer<SmtpPort>> {
  const { dir, opensmtpd } = options;
  await makeOpenFolder(dir);
  const mail = await makeMailFolder(dir, MAIL_USER);
  const spool = path.join(dir, 'spool');
  const helpers = path.join(dir, 'helpers');
  await mkdir(spool, { recursive: true });
  await chmod(spool, 0o711);
  await cp(path.resolve(path.dirname(opensmtpd), '../libexec/opensmtpd'), helpers, { recursive: true });
  const tls = await copyCertificate(options);
  await chmod(tls.key, 0o600);
  const ports = await freePorts('plain', 'submission', 'tls');
  const deliver = await writeDeliveryProgram(dir);
  const passwords = path.join(dir, 'passwords');
  await writeFile(passwords, `test ${(await command('openssl', ['passwd', '-6', 'secret'])).trim()}\n`);
  await command('chown', ['opensmtpd', passwords]);
  await chmod(passwords, 0o640);
  const configuration = path.join(dir, 'smtpd.conf');
  await writeFile(configuration, openSmtpdConfiguration({ ...tls, dir, ports, passwords, deliver, mail }));
  const log = path.join(dir, 'output.log');
  return startServer({
    name: 'OpenSMTPD',
    program: 'unshare',
    args: ['--mount', '/bin/sh', '-c', IN_ITS_OWN_WORLD, opensmtpd, configuration, spool, helpers],
    ports,
    output: log,
    log,
    takeMessages: () => takeFromFolder(mail),
  });
}

const MAIL_USER = 'nobody';

/** Starts OpenSMTPD ($0), whose paths are compiled into it, where these are the instance's own. */
const IN_ITS_OWN_WORLD = `set -e
configuration=$1; spool=$2; helpers=$3
mount --make-rprivate /
mount -t tmpfs none /var/lib
mkdir -p /var/lib/opensmtpd/empty
mount -t tmpfs none /run
echo mail.example.test > /run/mailname
mount -t tmpfs none /var/spool
mkdir -p /var/spool/smtpd
mount --bind "$spool" /var/spool/smtpd
mount -t tmpfs none /usr/libexec
mkdir /usr/libexec/opensmtpd
cp -a "$helpers/." /usr/libexec/opensmtpd/
exec "$0" -d -f "$configuration"
`;

/** The configuration of an instance, see smtpd.conf(5). */
function openSmtpdConfiguration(settings: {
  readonly certificate: string;
  readonly key: string;
  readonly dir: string;
  readonly ports: Ports<SmtpPort>;
  readonly passwords: string;
  readonly deliver: string;
  readonly mail: string;
}): string {
  const { certificate, key, ports, passwords, deliver, mail } = settings;
  const recipients = USERS.map((user) => `"${user}@example.test"`).join(', ');
  const users = USERS.map((user) => `"${user}" = "${MAIL_USER}"`).join(', ');
  return `pki mail cert "${certificate}"
pki mail key "${key}"
table passwords file:${passwords}
table recipients { ${recipients} }
table users { ${users} }
smtp max-message-size "100M"
queue ttl 1h
listen on 127.0.0.1 port ${ports.plain} tls pki mail auth-optional <passwords> hostname mail.example.test
listen on 127.0.0.1 port ${ports.submission} tls-require pki mail auth <passwords> hostname mail.example.test
listen on 127.0.0.1 port ${ports.tls} smtps pki mail auth <passwords> hostname mail.example.test
action "deliver" mda "${deliver} ${mail}" virtual <users>
action "relay" relay host smtp://127.0.0.1:1
match from any for domain "example.test" rcpt-to <recipients> action "deliver"
match auth from any for any action "relay"
`;
}
