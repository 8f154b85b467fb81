import * as path from 'node:path';
import { startDaemon } from './daemon';
import { copyCertificate, makeOpenFolder } from './folders';
import { takeFromFolder, makeMailFolder } from './mailboxes';
import { freePorts } from './ports';
import type { RealServer, StartOptions } from './server';

/** Starts an aiosmtpd, the asynchronous server of Python. Rejects with what it printed if that fails. */
export async function startAiosmtpd(options: StartOptions): Promise<RealServer<'plain' | 'tls' | 'lmtp'>> {
  const { dir } = options;
  await makeOpenFolder(dir);
  const mail = await makeMailFolder(dir, 'root');
  const { certificate, key } = await copyCertificate(options);
  const ports = await freePorts('plain', 'tls', 'lmtp');
  const log = path.join(dir, 'output.log');
  const daemon = await startDaemon({
    name: 'aiosmtpd',
    // Debian's own Python, for which the package is.
    program: '/usr/bin/python3',
    args: [
      path.resolve('test/e2e/servers/aiosmtpd_server.py'),
      ...[ports.plain, ports.tls, ports.lmtp].map(String),
      ...[certificate, key, mail],
    ],
    ports,
    output: log,
    logs: [],
  });
  return {
    name: 'aiosmtpd',
    host: '127.0.0.1',
    ports,
    log,
    takeMessages: () => takeFromFolder(mail),
    stop: () => daemon.stop(),
  };
}
