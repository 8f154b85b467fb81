import { chmod, mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { command } from './command';
import { copyCertificate, makeOpenFolder } from './folders';
import { takeFromFolder, makeMailFolder, writeDeliveryProgram } from './mailboxes';
import { writeSaslPasswords } from './passwords';
import { freePorts } from './ports';
import { sendmailConfiguration, SENDMAIL_PRIVATE } from './sendmailConfiguration';
import type { RealServer, SmtpPort, StartOptions } from './server';
import { startServer } from './start';

export interface SendmailOptions extends StartOptions {
  /** The path of Sendmail's program. */
  readonly sendmail: string;
  /** The folder in which Sendmail's packages were unpacked. */
  readonly unpacked: string;
}

/** Starts a Sendmail, as root. Rejects with the end of its log if that fails. */
export async function startSendmail(options: SendmailOptions): Promise<RealServer<SmtpPort>> {
  const { dir, sendmail, unpacked } = options;
  await makeOpenFolder(dir);
  const mail = await makeMailFolder(dir, MAIL_USER);
  const queue = path.join(dir, 'queue');
  await mkdir(queue, { recursive: true });
  await chmod(queue, 0o700);
  const tls = await copyCertificate(options);
  const ports = await freePorts('plain', 'submission', 'tls');
  const deliver = await writeDeliveryProgram(dir);
  const macros = path.join(unpacked, 'sendmail-cf/usr/share/sendmail/cf/');
  const help = path.join(unpacked, 'sendmail-bin/etc/mail/helpfile');
  const source = path.join(dir, 'sendmail.mc');
  const configuration = path.join(dir, 'sendmail.cf');
  await writeFile(
    source,
    sendmailConfiguration({
      dir,
      macros,
      help: `${SENDMAIL_PRIVATE}/helpfile`,
      ports,
      deliver,
      mail,
      mailUser: MAIL_USER,
    }),
  );
  await writeFile(configuration, await command('m4', [source]));
  await writeFile(path.join(dir, 'service.switch'), 'hosts\tfiles\naliases\tfiles\n');
  await writeFile(path.join(dir, 'hosts'), '127.0.0.1 mail.example.test localhost\n');
  const passwords = path.join(dir, 'passwords');
  await writeSaslPasswords(passwords);
  await writeFile(path.join(dir, 'Sendmail.conf'), SASL);
  // It holds the conversations.
  const log = path.join(dir, 'traffic.log');
  return startServer({
    name: 'Sendmail',
    program: 'unshare',
    args: [
      ...['--mount', '--uts', '/bin/sh', '-c', IN_ITS_OWN_WORLD, sendmail],
      ...[dir, tls.certificate, tls.key, tls.ca, passwords, help],
    ],
    ports,
    output: path.join(dir, 'output.log'),
    log,
    takeMessages: () => takeFromFolder(mail),
  });
}

const MAIL_USER = 'nobody';

const SASL = `pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: ${SENDMAIL_PRIVATE}/passwords
mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 EXTERNAL ANONYMOUS
`;

/**
 * Starts Sendmail ($0) where it finds what it wants, and nobody else is disturbed: a host name with a dot that can be looked up, or else
 * it sleeps for a minute; certificates and its help in a folder that only root can write in, as are all above it, which below /tmp cannot be;
 * and Cyrus SASL's configuration in the one place where it reads it.
 */
const IN_ITS_OWN_WORLD = `set -e
dir=$1; certificate=$2; key=$3; ca=$4; passwords=$5; help=$6
hostname mail.example.test
mount --make-rprivate /
mount --bind "$dir/hosts" /etc/hosts
mount -t tmpfs -o mode=755 none /run
mkdir -m 700 ${SENDMAIL_PRIVATE}
cp "$certificate" ${SENDMAIL_PRIVATE}/server.crt
cp "$key" ${SENDMAIL_PRIVATE}/server.key
cp "$ca" ${SENDMAIL_PRIVATE}/ca.crt
cp "$passwords" ${SENDMAIL_PRIVATE}/passwords
cp "$help" ${SENDMAIL_PRIVATE}/helpfile
chmod 600 ${SENDMAIL_PRIVATE}/*
mount -t tmpfs -o mode=755 none /usr/lib/sasl2
cp "$dir/Sendmail.conf" /usr/lib/sasl2/
exec "$0" -C "$dir/sendmail.cf" -bD -X "$dir/traffic.log" -O LogLevel=14
`;
