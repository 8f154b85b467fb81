import { appendFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { startTestServer } from '../../../src/server/index';
import type { RealServer } from './server';

const MIB = 1024 * 1024;

/** Starts the server that the product embeds, in this process. It makes its own certificate, which it writes to `authority`. */
export async function startEmbedded(options: {
  readonly dir: string;
}): Promise<RealServer<'plain' | 'tls' | 'lmtp'> & { readonly authority: string }> {
  await mkdir(options.dir, { recursive: true });
  const authority = path.join(options.dir, 'ca.crt');
  const log = path.join(options.dir, 'events.log');
  const server = await startTestServer({
    name: 'mail.example.test',
    user: 'test',
    password: 'secret',
    limits: { messageSize: 60 * MIB, mailboxSize: 120 * MIB },
  });
  await writeFile(authority, server.ca);
  server.onEvent((event) => appendFileSync(log, `${JSON.stringify(event)}\n`));
  return {
    name: 'smtp-server',
    host: '127.0.0.1',
    ports: { plain: server.ports.smtp, tls: server.ports.smtps, lmtp: server.ports.lmtp },
    log,
    authority,
    takeMessages() {
      const messages = server.mailbox.messages.map(({ raw }) => raw);
      server.mailbox.clear();
      return Promise.resolve(messages);
    },
    stop: () => server.stop(),
  };
}
