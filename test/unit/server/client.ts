import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';

/** A client that knows no more than where a reply ends. */
export interface RawClient {
  /** The socket that is spoken on: the TLS one once there is one. */
  readonly socket: net.Socket;
  write(text: string | Buffer): void;
  /** The next whole reply, its lines joined by `\n`. Rejects when the server closes instead. */
  reply(): Promise<string>;
  /** Sends each line and waits for its reply; resolves to the last one. */
  say(...lines: string[]): Promise<string>;
  startTls(options: tls.ConnectionOptions): Promise<tls.TLSSocket>;
  /** Resolves when the connection is gone, however it went. */
  closed(): Promise<void>;
  end(): Promise<void>;
}

export async function connect(port: number, host = '127.0.0.1'): Promise<RawClient> {
  const socket = net.connect(port, host);
  await once(socket, 'connect');
  return wrap(socket);
}

export async function connectTls(port: number, options: tls.ConnectionOptions): Promise<RawClient> {
  const socket = tls.connect({ host: '127.0.0.1', ...options, port });
  await once(socket, 'secureConnect');
  return wrap(socket);
}

/** Connects, reads the greeting and says EHLO (LHLO to an LMTP server). */
export async function greet(port: number, hello = 'EHLO'): Promise<RawClient> {
  const client = await connect(port);
  await client.reply();
  await client.say(`${hello} client.example`);
  return client;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

function wrap(first: net.Socket): RawClient {
  let socket = first;
  let received = '';
  let gone = false;
  const waiting: (() => void)[] = [];
  const wake = (): void => waiting.splice(0).forEach((resolve) => resolve());
  const listen = (): void => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      wake();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      gone = true;
      wake();
    });
  };
  const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  listen();

  const client: RawClient = {
    get socket() {
      return socket;
    },
    write: (text) => void socket.write(text),
    async reply() {
      for (;;) {
        const match = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(received);
        if (match) {
          received = received.slice(match[0].length);
          return match[0].trimEnd().replaceAll('\r\n', '\n');
        }
        if (gone)
          throw new Error(`The server closed the connection; it had sent ${JSON.stringify(received)}`);
        await change();
      }
    },
    async say(...lines) {
      let reply = '';
      for (const line of lines) {
        socket.write(`${line}\r\n`);
        reply = await client.reply();
      }
      return reply;
    },
    async startTls(options) {
      socket.removeAllListeners('data').removeAllListeners('close');
      const secure = tls.connect({ ...options, socket });
      await once(secure, 'secureConnect');
      socket = secure;
      listen();
      return secure;
    },
    async closed() {
      while (!gone) await change();
    },
    async end() {
      socket.end();
      await client.closed();
    },
  };
  return client;
}
