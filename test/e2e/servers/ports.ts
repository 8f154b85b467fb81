import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import * as net from 'node:net';
import { endianness } from 'node:os';
import type { Ports } from './server';

/** Ports of 127.0.0.1 that were free a moment ago, by the names given. */
export async function freePorts<Name extends string>(...names: readonly Name[]): Promise<Ports<Name>> {
  const holders = names.map(() => net.createServer());
  // All are held before any is given back, so that they differ.
  const ports = await Promise.all(holders.map(hold));
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<Name, number>;
}

/** Whether a process listens on a port of 127.0.0.1, found out without connecting to it, from the kernel's table. */
export async function isListening(port: number): Promise<boolean> {
  const wanted = `${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const [, ...rows] = (await readFile('/proc/net/tcp', 'utf8')).trimEnd().split('\n');
  return rows.some((row) => {
    const [, local, , state] = row.trim().split(/\s+/);
    return local === wanted && state === LISTEN;
  });
}

/** As /proc/net/tcp has it: 127.0.0.1 as a number of this machine's byte order, in hexadecimal digits. */
const LOOPBACK = endianness() === 'LE' ? '0100007F' : '7F000001';

/** TCP_LISTEN of Linux's tcp_states.h. */
const LISTEN = '0A';

async function hold(holder: net.Server): Promise<number> {
  holder.listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no TCP address.');
  return address.port;
}
