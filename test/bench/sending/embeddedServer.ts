// The embedded server in a process of its own, so that what it costs is not counted as the client's.
import { startTestServer } from '../../../src/server/index';

const MIB = 1024 * 1024;

/** What it tells its parent when it is ready. */
export interface Ready {
  readonly smtp: number;
  readonly smtps: number;
  readonly ca: string;
}

async function main(): Promise<void> {
  const server = await startTestServer({
    limits: { messages: 10, messageSize: 64 * MIB, mailboxSize: 256 * MIB },
  });
  const { smtp, smtps } = server.ports;
  process.send?.({ smtp, smtps, ca: server.ca } satisfies Ready);
  // The parent has gone, however it went.
  process.once('disconnect', () => process.exit());
}

void main();
