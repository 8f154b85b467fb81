import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as net from 'node:net';
import { endianness } from 'node:os';
import type { Ports } from './server';

/**
 * Ports of 127.0.0.1 that were free a moment ago, by the names given. They are none of those that the system gives to clients and to
 * who asks for any: on a busy machine one of these may be taken before the server that it is for has come to it.
 */
export async function freePorts<Name extends string>(...names: readonly Name[]): Promise<Ports<Name>> {
  // All are held before any is given back, so that they differ.
  const held = await Promise.all(names.map(hold));
  await Promise.all(held.map(({ holder }) => new Promise((resolve) => holder.close(resolve))));
  return Object.fromEntries(held.map(({ name, port }) => [name, port])) as Record<Name, number>;
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

/** Below the range of Linux that ip_local_port_range of ip(7) sets, 32768 and up by default. */
const FIRST_PORT = 10_000;
const LAST_PORT = 32_000;
const ATTEMPTS = 100;

interface Held<Name extends string> {
  readonly name: Name;
  readonly port: number;
  readonly holder: net.Server;
}

async function hold<Name extends string>(name: Name): Promise<Held<Name>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const holder = net.createServer();
    const isHeld = await new Promise<boolean>((resolve) => {
      holder.once('error', () => resolve(false));
      holder.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isHeld) return { name, port, holder };
  }
  throw new Error('No port of 127.0.0.1 is free.');
}
