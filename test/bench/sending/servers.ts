import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ready } from './embeddedServer';
import type { Target } from './scenario';

/** Servers in processes of their own, on loopback. */
export interface Servers {
  readonly targets: readonly Target[];
  readonly stop: () => void;
}

const HOST = '127.0.0.1';

/** @param smtpSink the program; without it there is the embedded server alone */
export async function startServers(smtpSink: string | undefined, folder: string): Promise<Servers> {
  const children: ChildProcess[] = [];
  const stop = (): void => children.forEach((child) => void child.kill('SIGKILL'));
  process.once('exit', stop);
  const targets: Target[] = [];
  if (smtpSink !== undefined) {
    const port = await freePort();
    // It refuses to stay root.
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    children.push(spawn(smtpSink, [...user, `${HOST}:${port}`, '100'], { stdio: 'ignore' }));
    await listening(port);
    targets.push({ name: 'smtp-sink', host: HOST, port, tls: undefined });
  }
  const embedded = fork(path.resolve('out/test/bench/sending/embeddedServer.js'));
  children.push(embedded);
  const [ready] = (await once(embedded, 'message')) as [Ready];
  const file = path.join(folder, 'ca.pem');
  writeFileSync(file, ready.ca);
  targets.push({ name: 'embedded server', host: HOST, port: ready.smtp, tls: undefined });
  targets.push({
    name: 'embedded server, TLS',
    host: HOST,
    port: ready.smtps,
    tls: { ca: ready.ca, file },
  });
  return { targets, stop };
}

async function freePort(): Promise<number> {
  const holder = net.createServer().listen(0, HOST);
  await once(holder, 'listening');
  const address = holder.address();
  await new Promise((resolve) => holder.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no TCP address');
  return address.port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const socket = net.connect(port, HOST);
    const there = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (there) return;
    await sleep(10);
  }
  throw new Error(`nothing listens on ${HOST}:${port}`);
}
