import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { GROUP, MESSAGE, MESSAGES } from './conversation';
import type { Client, Scenario, Target } from './scenario';

/**
 * The least that a client in Node has to do: the same octets in the same writes, made beforehand, and of the replies nothing
 * but their number.
 */
export function rawClient(scenario: Scenario, target: Target, largeFile: string): Client {
  return {
    name: `raw ${target.tls === undefined ? 'node:net' : 'node:tls'}`,
    send: async () => {
      const socket = await open(target);
      const replies = new Replies(socket);
      await replies.next(1);
      for (const { bytes, due } of writesOf(scenario, largeFile)) {
        if (typeof bytes === 'string') await sendFile(socket, bytes);
        else if (!socket.write(bytes)) await once(socket, 'drain');
        if (due > 0) await replies.next(due);
      }
      socket.end();
    },
  };
}

interface Write {
  /** A text is the name of a file. */
  readonly bytes: Buffer | string;
  /** Replies to wait for before the next one. */
  readonly due: number;
}

const EHLO: Write = { bytes: Buffer.from('EHLO client.example.com\r\n'), due: 1 };
const QUIT: Write = { bytes: Buffer.from('QUIT\r\n'), due: 1 };
const COMMANDS: readonly Write[] = GROUP.map((line) => ({ bytes: Buffer.from(`${line}\r\n`), due: 1 }));
const TOGETHER: Write = {
  bytes: Buffer.from(GROUP.map((line) => `${line}\r\n`).join('')),
  due: GROUP.length,
};
const CONTENT: Write = { bytes: Buffer.from(`${MESSAGE}.\r\n`), due: 1 };

function writesOf(scenario: Scenario, largeFile: string): readonly Write[] {
  switch (scenario) {
    case 'lock-step':
      return [EHLO, ...repeat([...COMMANDS, CONTENT]), QUIT];
    case 'pipelined':
      return [EHLO, ...repeat([TOGETHER, CONTENT]), QUIT];
    case 'large':
      return [EHLO, ...COMMANDS, { bytes: largeFile, due: 0 }, { bytes: Buffer.from('.\r\n'), due: 1 }, QUIT];
  }
}

function repeat(writes: readonly Write[]): Write[] {
  return Array.from({ length: MESSAGES }, () => writes).flat();
}

async function open({ host, port, tls: trust }: Target): Promise<net.Socket> {
  const socket = trust === undefined ? net.connect(port, host) : tls.connect({ port, host, ca: trust.ca });
  socket.setNoDelay(true);
  await once(socket, trust === undefined ? 'connect' : 'secureConnect');
  return socket;
}

async function sendFile(socket: net.Socket, file: string): Promise<void> {
  for await (const chunk of createReadStream(file, { highWaterMark: 65_536 })) {
    if (!socket.write(chunk as Buffer)) await once(socket, 'drain');
  }
}

/** Counts replies: lines with a space behind their code. */
class Replies {
  #pending = '';
  #due = 0;
  #done: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  constructor(socket: net.Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.#pending += chunk.toString('latin1');
      this.#count();
    });
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('the server closed the connection')));
  }

  /** Resolves when that many further replies have come. */
  next(number: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#due = number;
      this.#done = resolve;
      this.#failed = reject;
      this.#count();
    });
  }

  #count(): void {
    for (let end = this.#pending.indexOf('\n'); end !== -1 && this.#due > 0;) {
      const code = this.#pending.charAt(0);
      if (code === '4' || code === '5') this.#failed?.(new Error(`the server said ${this.#pending}`));
      if (this.#pending.charAt(3) !== '-') this.#due--;
      this.#pending = this.#pending.slice(end + 1);
      end = this.#pending.indexOf('\n');
    }
    if (this.#due === 0) this.#done?.();
  }
}
