import assert from 'node:assert/strict';
import type * as net from 'node:net';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { runCommandLine } from '../commandLine';
import type { Context, Part } from './context';
import { assertFails, assertPassed, transcriptOf } from './judging';
import { delivered } from './stored';
import { titleOf, type Mechanism, type Servers } from './table';
import { listenOnLoopback } from '../../support/listening';

/**
 * Somebody between the client and the server, with whom each of them has a TLS connection, and who passes on what they say: without channel
 * binding he is let in with the client’s password, and with it he is found out.
 */
export const relayed: Part = (context) => {
  const held = new Map<string, Outcome>();
  describe('an exchange that somebody passes on', () => {
    for (const each of ROWS)
      for (const mechanism of each.mechanisms) {
        const outcome = mechanism.includes('-PLUS') ? 'refused' : 'let in';
        it(`${each.name}: ${mechanism} is ${outcome}`, async () => {
          await tryRelayed(context(), each, mechanism, outcome);
          held.set(`${each.name} ${mechanism}`, outcome);
        });
      }
  });
  return () => relayedPage(held);
};

type Outcome = 'let in' | 'refused';

interface Row {
  readonly server: 'dovecot24' | 'aiosmtpd';
  readonly name: string;
  /** Where the mail of a client that is let in ends up. */
  readonly mailbox: 'postfix' | 'aiosmtpd';
  /** What the one between shows: the server’s own certificate, whose key he has, or one of his own. */
  readonly certificate: 'good' | 'wronghost';
  readonly mechanisms: readonly [Mechanism, Mechanism, Mechanism, Mechanism];
}

const ROWS: readonly Row[] = [
  {
    server: 'dovecot24',
    mailbox: 'postfix',
    name: 'Dovecot 2.4, tls-exporter, although he has the server’s key',
    certificate: 'good',
    mechanisms: [
      ...(['SCRAM-SHA-1', 'SCRAM-SHA-256'] as const),
      ...(['SCRAM-SHA-1-PLUS by tls-exporter', 'SCRAM-SHA-256-PLUS by tls-exporter'] as const),
    ],
  },
  {
    server: 'aiosmtpd',
    mailbox: 'aiosmtpd',
    name: 'aiosmtpd, tls-server-end-point, and the client does not verify his certificate',
    certificate: 'wronghost',
    mechanisms: [
      ...(['SCRAM-SHA-1', 'SCRAM-SHA-256'] as const),
      'SCRAM-SHA-1-PLUS by tls-server-end-point',
      'SCRAM-SHA-256-PLUS by tls-server-end-point',
    ],
  },
];

async function tryRelayed(
  { servers, certificates, transcripts }: Context,
  { server, mailbox, certificate }: Row,
  mechanism: Mechanism,
  outcome: Outcome,
): Promise<void> {
  const files = certificates[certificate];
  const [cert, key] = await Promise.all([files.certificate, files.key].map((file) => readFile(file)));
  const relay = await startRelay({ cert, key }, portOf(servers, server));
  try {
    const title = titleOf(mechanism, 'DATA');
    const run = await runCommandLine([
      ...['--server', `smtps://localhost:${relay.port}`, '--transcript', title],
      ...(certificate === 'good' ? [] : ['--tls-verify', 'off']),
      path.join(transcripts, 'matrix/smtp.smtp'),
    ]);
    const report = transcriptOf(run, title);
    if (outcome === 'refused') assertFails(report, /expected 334 or 235, got 535/);
    else {
      assertPassed(run, report);
      assert.equal((await delivered(servers[mailbox], 1)).length, 1);
    }
  } finally {
    await relay.stop();
  }
}

function portOf(servers: Servers, server: Row['server']): number {
  return servers[server].ports.tls;
}

/** Takes TLS connections and passes on what comes, over TLS connections of its own. */
async function startRelay(
  credentials: { readonly cert: Buffer | undefined; readonly key: Buffer | undefined },
  target: number,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = tls.createServer(credentials, (client) => {
    const upstream = tls.connect({ host: '127.0.0.1', port: target, rejectUnauthorized: false });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(upstream).pipe(client);
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function relayedPage(held: ReadonlyMap<string, Outcome>): string {
  return [
    '| | SCRAM-SHA-1 | SCRAM-SHA-256 | SCRAM-SHA-1-PLUS | SCRAM-SHA-256-PLUS |',
    '| --- | --- | --- | --- | --- |',
    ...ROWS.map(({ name, mechanisms }) => {
      const cells = mechanisms.map((mechanism) => held.get(`${name} ${mechanism}`) ?? '?');
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}
