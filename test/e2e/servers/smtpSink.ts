import * as path from 'node:path';
import { makeOpenFolder } from './folders';
import { makeMailFolder, takeFiles } from './mailboxes';
import { freePorts } from './ports';
import type { RealServer } from './server';
import { startServer } from './start';

export interface SinkOptions {
  /** A folder of the instance's own, open to every user. */
  readonly dir: string;
  /** More options of smtp-sink(1), for example `['-q', 'DATA']`, which hangs up at DATA. */
  readonly options?: readonly string[];
}

/** Starts Postfix's test server, which takes any mail and any password, and has no TLS. */
export function startSmtpSink(options: SinkOptions): Promise<RealServer<'plain'>> {
  return start(options, 'plain', []);
}

/** The same as an LMTP server. */
export function startLmtpSink(options: SinkOptions): Promise<RealServer<'lmtp'>> {
  return start(options, 'lmtp', ['-L']);
}

async function start<Port extends 'plain' | 'lmtp'>(
  { dir, options = [] }: SinkOptions,
  port: Port,
  mode: readonly string[],
): Promise<RealServer<Port>> {
  await makeOpenFolder(dir);
  const mail = await makeMailFolder(dir, USER);
  const ports = await freePorts(port);
  const log = path.join(dir, 'output.log');
  return startServer({
    name: 'smtp-sink',
    program: '/usr/sbin/smtp-sink',
    args: [
      ...['-u', USER, '-h', 'mail.example.test', '-R', mail, '-d', '%s.', ...mode, ...options],
      ...[`inet:127.0.0.1:${ports[port]}`, '100'],
    ],
    ports,
    output: log,
    log,
    // It writes a message while that comes in, so one is whole only when its transaction is over.
    takeMessages: () => takeFiles(mail, ''),
  });
}

const USER = 'nobody';
