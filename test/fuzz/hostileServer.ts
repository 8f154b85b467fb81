import * as net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import * as tls from 'node:tls';
import { listenOnLoopback } from '../support/listening';

/** A number from 0 up to a bound, that one excluded. */
export type Random = (bound: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[random(choices.length)] ?? choices[0];
}

/** Keys and certificates in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/**
 * A server on its own port that mostly answers as it should and now and then does not: replies that are broken, rubbish,
 * echoes of what it received, in pieces of any size, with pauses, and at any time an end or a reset of the connection.
 */
export class HostileServer {
  /** What came before TLS. */
  plain = '';
  handshakes = 0;
  readonly #random: Random;
  readonly #identity: Identity;
  readonly #server = net.createServer({ noDelay: true });
  readonly #open = new Set<net.Socket>();
  /** One word in so many is a wrong one. */
  readonly #fault: number;

  constructor(random: Random, identity: Identity) {
    this.#random = random;
    this.#identity = identity;
    this.#fault = pick(random, [4, 12, 40, 1_000]);
    this.#server.on('connection', (socket) => this.#accept(socket));
  }

  listen(): Promise<number> {
    return listenOnLoopback(this.#server);
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: net.Socket): void {
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket)).on('error', () => undefined);
    if (this.#random(60) === 0) socket.resetAndDestroy();
    else if (this.#random(60) > 0) this.#converse(socket, socket, true);
    else socket.resume(); // and says nothing
  }

  #converse(socket: net.Socket, plain: net.Socket, greets: boolean): void {
    let turns = Promise.resolve();
    let content = false;
    let challenges = 0;
    let begun = '';
    const next = (text: string): void => {
      turns = turns.then(() => this.#say(socket, text)).catch(() => undefined);
    };
    if (greets) next('220 mail.example.test\r\n');
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (socket === plain) this.plain += text;
      const lines = (begun + text).split('\r\n');
      begun = lines.pop() ?? '';
      for (const line of lines) {
        if (content) {
          if (line !== '.') continue;
          content = false;
          next('250 2.0.0 Ok: queued\r\n');
          continue;
        }
        const verb = (/^[A-Za-z]+/.exec(line)?.[0] ?? '').toUpperCase();
        if (challenges > 0 && !VERBS.has(verb)) {
          challenges--;
          next(challenges > 0 ? '334 UGFzc3dvcmQ6\r\n' : '235 2.7.0 Ok\r\n');
        } else if (verb === 'STARTTLS' && socket === plain && this.#random(3) > 0) {
          turns = turns.then(() => this.#secure(plain)).catch(() => undefined);
          return;
        } else {
          content = verb === 'DATA';
          challenges = verb === 'AUTH' ? (/ LOGIN$/.test(line) ? 2 : / \S+$/.test(line) ? 1 : 0) : 0;
          next(this.#answer(verb, line));
        }
      }
    });
  }

  #answer(verb: string, line: string): string {
    switch (verb) {
      case 'EHLO':
        return '250-mail.example.test\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN SCRAM-SHA-256\r\n';
      case 'DATA':
        return '354 Go\r\n';
      case 'QUIT':
        return '221 2.0.0 Bye\r\n';
      case 'STARTTLS':
        return '220 2.0.0 Ready\r\n';
      case 'AUTH':
        return / PLAIN \S+$/.test(line) ? '235 2.7.0 Ok\r\n' : '334 VXNlcm5hbWU6\r\n';
      default:
        return '250 2.0.0 Ok\r\n';
    }
  }

  async #say(socket: net.Socket, text: string): Promise<void> {
    let bytes = Buffer.from(text, 'latin1');
    if (this.#random(this.#fault) === 0) bytes = Buffer.from(this.#wrong(text));
    while (bytes.length > 0 && socket.writable) {
      const size = pick(this.#random, [bytes.length, bytes.length, 1 + this.#random(20)]);
      socket.write(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
      await new Promise(setImmediate);
      if (this.#random(200) === 0) await delay(5);
    }
    const end = this.#random(this.#fault * 6);
    if (end === 0) socket.end();
    if (end === 1) socket.destroy();
    // Node leaks the handle of a socket that is reset after its end.
    if (end === 2 && socket.writable && !(socket instanceof tls.TLSSocket)) socket.resetAndDestroy();
  }

  /** Something else than what is due. */
  #wrong(text: string): Uint8Array {
    const heard = this.plain.slice(-200);
    switch (this.#random(12)) {
      case 0:
        return new Uint8Array();
      case 1:
        return Uint8Array.from({ length: 1 + this.#random(300) }, () => this.#random(256));
      case 2:
        return Buffer.from(`${text}${text}`);
      case 3:
        return Buffer.from(
          text.replaceAll('\r\n', pick(this.#random, ['\n', '\r', '', '\r\n\r\n', '\0\r\n'])),
        );
      case 4:
        return Buffer.from(`${200 + this.#random(400)} \x1b[2J${heard}\r\n`);
      case 5:
        return Buffer.from(`550-${heard.replace(/\r\n/g, '\r\n550-')}\r\n550 5.0.0 No\r\n`);
      case 6:
        return Buffer.from(`334 ${Buffer.from(heard).toString('base64')}\r\n`);
      case 7:
        return Buffer.from('421 4.3.2 Shutting down\r\n');
      case 8:
        return Buffer.from(`250-${text}`);
      case 9:
        return Buffer.from(`334 ${'QUJD'.repeat(this.#random(5_000))}\r\n`);
      case 10:
        return Buffer.from('250 2.0.0 Ok\r\n'.repeat(1 + this.#random(100)));
      default:
        return Buffer.from(`${this.#random(10_000)}${text}`);
    }
  }

  /** Sometimes in order, sometimes with plain text behind the 220, or rubbish in place of a handshake. */
  async #secure(plain: net.Socket): Promise<void> {
    plain.removeAllListeners('data');
    const way = this.#random(8);
    plain.write(way === 0 ? '220 Ready\r\n250 Injected\r\n' : '220 Ready\r\n');
    if (way === 1) {
      await new Promise(setImmediate);
      plain.write(Uint8Array.from({ length: 1 + this.#random(100) }, () => this.#random(256)));
    }
    if (way < 2) {
      plain.on('data', (chunk: Buffer) => (this.plain += chunk.toString('latin1')));
      return;
    }
    const socket = new tls.TLSSocket(plain, { isServer: true, ...this.#identity });
    this.#open.add(socket);
    socket
      .on('close', () => this.#open.delete(socket))
      .on('error', () => plain.destroy())
      .on('secure', () => this.handshakes++);
    this.#converse(socket, plain, false);
  }
}

const VERBS: ReadonlySet<string> = new Set([
  'EHLO',
  'MAIL',
  'RCPT',
  'DATA',
  'QUIT',
  'AUTH',
  'STARTTLS',
  'NOOP',
]);
