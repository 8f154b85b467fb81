import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { dovecotConfiguration, tokenConfiguration } from './dovecotConfiguration';
import { copyCertificate, makeOpenFolder } from './folders';
import { takeFromMaildirs, makeMailFolder, USERS } from './mailboxes';
import { freePorts } from './ports';
import { startServer } from './start';
import type { ClientCertificateOptions, RealServer, StartOptions } from './server';

export interface DovecotOptions extends StartOptions, ClientCertificateOptions {
  /** The port on 127.0.0.1 of the server that submitted mail is handed to, over which Dovecot's submission service is a proxy. */
  readonly relayPort: number;
}

/**
 * Starts a Dovecot, as root: a submission service that hands mail on, LMTP with mailboxes of its own, and authentication for other servers.
 * Rejects with the end of its log if that fails.
 */
export async function startDovecot(
  options: DovecotOptions,
): Promise<RealServer<'submission' | 'tls' | 'lmtp' | 'auth'>> {
  const { dir, relayPort, requireClientCertificate = false } = options;
  await makeOpenFolder(dir);
  const mail = await makeMailFolder(dir, 'dovecot');
  const tls = await copyCertificate(options);
  const ports = await freePorts('submission', 'tls', 'lmtp', 'auth');
  const log = path.join(dir, 'dovecot.log');
  const configuration = path.join(dir, 'dovecot.conf');
  const users = path.join(dir, 'users');
  // See passwd-file in Dovecot's documentation; only the user and the password are given. The last one is
  // who a client is by its certificate.
  const names = ['test', ...USERS, 'client.example.test'];
  await writeFile(users, names.map((name) => `${name}:{PLAIN}secret::::::\n`).join(''));
  const tokens = path.join(dir, 'tokens.conf');
  const keys = path.join(dir, 'keys');
  await writeFile(tokens, tokenConfiguration(keys));
  await mkdir(path.join(keys, 'default/HS256'), { recursive: true });
  await writeFile(path.join(keys, 'default/HS256/default'), Buffer.from(TOKEN_KEY).toString('base64'));
  await writeFile(
    configuration,
    dovecotConfiguration({ dir, log, mail, users, tokens, tls, ports, relayPort, requireClientCertificate }),
  );
  return startServer({
    name: 'Dovecot',
    program: '/usr/sbin/dovecot',
    args: ['-F', '-c', configuration],
    ports,
    output: path.join(dir, 'output.log'),
    log,
    takeMessages: () => takeFromMaildirs(mail),
  });
}

/** An access token (RFC 7519, signed with HMAC) with which Dovecot lets a user in. */
export function accessToken(user: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, iat: now - 60, exp: now + 3600 })}`;
  return `${content}.${createHmac('sha256', TOKEN_KEY).update(content).digest('base64url')}`;
}

/** What the tokens of the tests are signed with; it is of no use elsewhere. */
const TOKEN_KEY = 'the key of the tests';
