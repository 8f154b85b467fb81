import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { command } from './command';
import { startDaemon } from './daemon';
import { eximConfiguration } from './eximConfiguration';
import { copyCertificate, makeOpenFolder } from './folders';
import { takeFromMaildirs, makeMailFolder } from './mailboxes';
import { freePorts } from './ports';
import type { ClientCertificateOptions, QueueEntry, QueueingServer, StartOptions } from './server';

export interface EximOptions extends StartOptions, ClientCertificateOptions {
  /** The path of Exim's program. */
  readonly exim: string;
  /** Whether what it accepts stays in its queue or is delivered; `hold` unless told otherwise. */
  readonly fate?: 'hold' | 'deliver';
  /** Where a Dovecot offers authentication, for mechanisms that Exim does not do itself. */
  readonly authPort?: number;
}

/**
 * Starts an Exim, as root, which offers AUTH PLAIN, LOGIN and CRAM-MD5, EXTERNAL to clients with a certificate, and what
 * Dovecot does for it. Rejects with the end of its log if that fails.
 */
export async function startExim(options: EximOptions): Promise<QueueingServer> {
  const { dir, fate = 'hold', authPort, requireClientCertificate = false } = options;
  await makeOpenFolder(dir);
  // It starts itself again for a delivery, and no longer as root then, for whom alone the original may be.
  const exim = path.join(dir, 'exim');
  await copyFile(options.exim, exim);
  const configuration = path.join(dir, 'exim.conf');
  const logs = path.join(dir, 'log');
  for (const folder of [logs, path.join(dir, 'spool')]) await mkdir(folder, { recursive: true });
  await command('chown', ['-R', EXIM_USER, logs, path.join(dir, 'spool')]);

  const mail = await makeMailFolder(dir, EXIM_USER);
  const ports = await freePorts('plain', 'submission', 'tls');
  const tls = await copyCertificate(options);
  await writeFile(
    configuration,
    eximConfiguration({
      ...{ dir, exim, user: EXIM_USER, ports, tls, mail },
      ...{ hold: fate === 'hold', authPort, requireClientCertificate },
    }),
  );
  const log = path.join(logs, 'mainlog');
  const daemon = await startDaemon({
    name: 'Exim',
    program: exim,
    args: ['-C', configuration, '-bdf'],
    ports,
    output: path.join(dir, 'output.log'),
    logs: [log, path.join(logs, 'paniclog')],
  });
  const mailq = (): Promise<string> => command(exim, ['-C', configuration, '-bp']);
  return {
    name: 'Exim',
    host: '127.0.0.1',
    ports,
    log,
    takeMessages: () => takeFromMaildirs(mail),
    queue: async () => parseEximQueue(await mailq()),
    mailq,
    stop: () => daemon.stop(),
  };
}

/** The user of Debian's Exim. */
const EXIM_USER = 'Debian-exim';

/**
 * Reads what `exim -bp` prints: per message a line with its age, size, id and sender, perhaps a remark, and a line per
 * recipient, which begins with `D` once the message has been delivered to it.
 */
export function parseEximQueue(output: string): readonly QueueEntry[] {
  return output
    .split(/\n\s*\n/)
    .map(parseEximMessage)
    .filter((entry) => entry !== undefined);
}

function parseEximMessage(paragraph: string): QueueEntry | undefined {
  const [first = '', ...rest] = paragraph.split('\n').filter((line) => line.trim() !== '');
  const [, size = '', id = '', sender = ''] = /^\s*\S+\s+(\S+)\s+(\S+)\s+<(.*?)>/.exec(first) ?? [];
  if (id === '') return undefined;
  const recipients = rest.map((line) => line.replace(/^ +D? +/, ''));
  // From 10 kB on it is a rounded number with a letter.
  return { id, sender, recipients, ...(/^\d+$/.test(size) ? { size: Number(size) } : {}) };
}
