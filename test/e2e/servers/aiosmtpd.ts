import * as path from 'node:path';
import { copyCertificate, makeOpenFolder } from './folders';
import { takeFromFolder, makeMailFolder } from './mailboxes';
import { writeSaslPasswords } from './passwords';
import { freePorts } from './ports';
import type { RealServer, StartOptions } from './server';
import { startServer } from './start';

/** Starts an aiosmtpd, the asynchronous server of Python, with Cyrus SASL’s SCRAM. Rejects with what it printed if that fails. */
export async function startAiosmtpd(options: StartOptions): Promise<RealServer<'plain' | 'tls' | 'lmtp'>> {
  const { dir } = options;
  await makeOpenFolder(dir);
  const mail = await makeMailFolder(dir, 'root');
  const { certificate, key } = await copyCertificate(options);
  const ports = await freePorts('plain', 'tls', 'lmtp');
  const passwords = path.join(dir, 'passwords');
  await writeSaslPasswords(passwords);
  const log = path.join(dir, 'output.log');
  return startServer({
    name: 'aiosmtpd',
    // Debian's own Python, for which the package is.
    program: '/usr/bin/python3',
    args: [
      path.resolve('test/e2e/servers/aiosmtpd_server.py'),
      ...[ports.plain, ports.tls, ports.lmtp].map(String),
      ...[certificate, key, passwords, mail],
    ],
    ports,
    output: log,
    log,
    takeMessages: () => takeFromFolder(mail),
  });
}
