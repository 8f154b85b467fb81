import { chown, mkdir, utimes, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { command } from './command';
import { startDaemon } from './daemon';
import { copyCertificate, makeOpenFolder } from './folders';
import { writeSaslPasswords } from './passwords';
import { freePorts } from './ports';
import { takeFromMaildirs, makeMailFolder } from './mailboxes';
import { mainConfiguration, masterConfiguration, saslConfiguration } from './postfixConfiguration';
import type { ClientCertificateOptions, QueueEntry, QueueingServer, StartOptions } from './server';

/** The SASL mechanisms that Postfix can offer with the password database of its instance. */
export type PostfixMechanism =
  'PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'DIGEST-MD5' | 'SCRAM-SHA-1' | 'SCRAM-SHA-256';

/** What happens to mail that was accepted: it stays on hold, its delivery is tried in vain, it is thrown away or delivered. */
export type Fate = 'hold' | 'defer' | 'discard' | 'deliver';

export interface PostfixOptions extends StartOptions, ClientCertificateOptions {
  /** All of them unless told otherwise. */
  readonly mechanisms?: readonly PostfixMechanism[];
  /** `hold` unless told otherwise. */
  readonly fate?: Fate;
}

/** Starts a Postfix, as root. Rejects with the end of its log if that fails. */
export async function startPostfix(options: PostfixOptions): Promise<QueueingServer> {
  const { dir, mechanisms = ALL_MECHANISMS, fate = 'hold', requireClientCertificate = false } = options;
  await makeOpenFolder(dir);
  const configuration = path.join(dir, 'etc');
  const sasl = path.join(configuration, 'sasl');
  const spool = path.join(dir, 'spool');
  const data = path.join(dir, 'data');
  const log = path.join(dir, 'mail.log');
  for (const folder of [sasl, spool, data]) await mkdir(folder, { recursive: true });
  const user = await idsOf('postfix');
  await chown(data, user.id, user.group);

  const mail = await makeMailFolder(dir, MAIL_USER);

  const ports = await freePorts('plain', 'submission', 'tls');
  const { pem, ca } = await copyCertificate(options);
  const passwords = path.join(sasl, 'passwords');
  await writeFile(path.join(sasl, 'smtpd.conf'), saslConfiguration(passwords, mechanisms));
  await writeSaslPasswords(passwords);
  await chown(passwords, 0, user.group);
  await writeConfiguration(
    path.join(configuration, 'master.cf'),
    masterConfiguration(ports, requireClientCertificate),
  );
  const mailUser = await idsOf(MAIL_USER);
  await writeConfiguration(
    path.join(configuration, 'main.cf'),
    mainConfiguration({ dir, spool, data, sasl, log, mail, mailUser, pem, ca, fate }),
  );

  // Checking creates the queue's folders. The master is started without its script, which would not be its parent.
  await command('postfix', ['-c', configuration, 'check']);
  const daemons = await command('postconf', ['-c', configuration, '-h', 'daemon_directory']);
  const daemon = await startDaemon({
    name: 'Postfix',
    program: path.join(daemons.trim(), 'master'),
    args: ['-c', configuration, '-s'],
    ports,
    output: path.join(dir, 'output.log'),
    logs: [log],
  });
  return {
    name: 'Postfix',
    host: '127.0.0.1',
    ports,
    log,
    takeMessages: () => takeFromMaildirs(mail),
    queue: async () => parsePostfixQueue(await command('postqueue', ['-c', configuration, '-j'])),
    mailq: () => command('mailq', ['-C', configuration]),
    stop: () => daemon.stop(),
  };
}

/** Postfix's own user may not own a mailbox. */
const MAIL_USER = 'nobody';

const ALL_MECHANISMS: readonly PostfixMechanism[] = [
  ...(['PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'] as const),
];

/** Reads what `postqueue -j` prints: a JSON object on each line. */
export function parsePostfixQueue(output: string): readonly QueueEntry[] {
  const messages = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PostqueueMessage);
  return messages
    .sort((a, b) => a.arrival_time - b.arrival_time)
    .map(({ queue_id, sender, recipients, message_size }) => ({
      id: queue_id,
      // Postfix shows a bounce's empty sender by the name of the program that sends it.
      sender: sender === 'MAILER-DAEMON' ? '' : sender,
      recipients: recipients.map(({ address }) => address),
      size: message_size,
    }));
}

/** The part of postqueue(1)'s "JSON object format" that is read here. */
interface PostqueueMessage {
  readonly queue_id: string;
  /** In seconds since 1970. */
  readonly arrival_time: number;
  readonly message_size: number;
  readonly sender: string;
  readonly recipients: readonly { readonly address: string }[];
}

/** Postfix delays its start by two seconds when its configuration is younger than that, so it is made older. */
async function writeConfiguration(file: string, content: string): Promise<void> {
  await writeFile(file, content);
  const aMinuteAgo = Date.now() / 1000 - 60;
  await utimes(file, aMinuteAgo, aMinuteAgo);
}

async function idsOf(user: string): Promise<{ readonly id: number; readonly group: number }> {
  const [id, group] = await Promise.all([command('id', ['-u', user]), command('id', ['-g', user])]);
  return { id: Number(id), group: Number(group) };
}
