import { readFileSync } from 'node:fs';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { decodeEscapes } from '../../src/smtp/escape';

/** How a server's bytes are cut into packets: a client must not notice. */
export type Chunking = 'whole' | 'bytes' | 'lines' | 'random';
export const CHUNKINGS: readonly Chunking[] = ['whole', 'bytes', 'lines', 'random'];

/** What a server does on its one connection, in order. */
export type Action =
  | { readonly kind: 'send'; readonly bytes: Buffer }
  | { readonly kind: 'expect'; readonly bytes: Buffer }
  | { readonly kind: 'pause'; readonly milliseconds: number }
  /** From here on the server cuts its bytes so, whatever it was started with. */
  | { readonly kind: 'chunks'; readonly chunking: Chunking }
  | { readonly kind: 'tls'; readonly certificate: string }
  /** What comes from here on is not looked at. */
  | { readonly kind: 'ignore' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' };

export interface Certificate {
  /** Paths of PEM files. */
  readonly key: string;
  readonly certificate: string;
}

export interface ScriptedServer {
  readonly port: number;
  /** Resolves when the connection has ended on both sides, with what went otherwise than the script says, in words. */
  readonly done: Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Reads a server's script, one action a line:
 *
 *     S: text        sends the text and CRLF
 *     S!: text       sends exactly these bytes, with the escapes of the language's `C!:`
 *     C: text        the client has to send the text and CRLF
 *     C!: text       the client has to send exactly these bytes
 *     pause 50ms     lets time pass
 *     tls NAME       speaks TLS from here on, with the certificate of that name
 *     chunks STYLE   cuts what it sends so: whole, bytes, lines or random
 *     ignore         takes whatever comes from here on
 *     close          ends its side; `reset` cuts the connection with an RST
 */
export function parseScript(text: string): Action[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => parseAction(line));
}

/** Starts a server on an ephemeral port of the loopback interface that takes one connection and follows the script. */
export async function startScriptedServer(
  script: readonly Action[],
  options: {
    readonly chunking?: Chunking;
    readonly certificates?: Readonly<Record<string, Certificate>>;
    readonly seed?: number;
  } = {},
): Promise<ScriptedServer> {
  const player = new Player(options.chunking ?? 'whole', options.certificates ?? {}, options.seed ?? 1);
  const server = net.createServer({ noDelay: true, allowHalfOpen: true });
  const done = new Promise<readonly string[]>((resolve) => {
    server.once('connection', (socket) => void player.play(socket, script).then(resolve));
    server.once('close', () => resolve(['nobody connected']));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    done,
    close: () =>
      new Promise((resolve) => {
        player.stop();
        server.close(() => resolve());
      }),
  };
}

class Player {
  #chunking: Chunking;
  readonly #certificates: Readonly<Record<string, Certificate>>;
  #random: number;
  /** The connection, and what is spoken on it: TLS, after an upgrade. */
  #plain: net.Socket | undefined;
  #socket: net.Socket | undefined;
  #received = Buffer.alloc(0);
  #ended = false;
  #ignoring = false;
  #wake = (): void => undefined;

  constructor(chunking: Chunking, certificates: Readonly<Record<string, Certificate>>, seed: number) {
    this.#chunking = chunking;
    this.#certificates = certificates;
    this.#random = seed;
  }

  stop(): void {
    this.#plain?.destroy();
  }

  async play(plain: net.Socket, script: readonly Action[]): Promise<readonly string[]> {
    this.#plain = plain;
    this.#listen(plain);
    const problems: string[] = [];
    for (const action of merged(script)) {
      const problem = action.kind === 'send' ? await this.#send(action.bytes) : await this.#act(action);
      if (problem === undefined) continue;
      plain.destroy();
      return [problem];
    }
    while (!this.#ended) await this.#activity();
    if (this.#received.length > 0 && !this.#ignoring)
      problems.push(`received what the script does not know: ${show(this.#received)}`);
    plain.destroySoon();
    return problems;
  }

  async #act(action: Exclude<Action, { kind: 'send' }>): Promise<string | undefined> {
    switch (action.kind) {
      case 'expect':
        return this.#expect(action.bytes);
      case 'pause':
        await delay(action.milliseconds);
        return undefined;
      case 'chunks':
        this.#chunking = action.chunking;
        return undefined;
      case 'tls':
        return this.#secure(action.certificate);
      case 'ignore':
        this.#ignoring = true;
        return undefined;
      case 'close':
        this.#socket?.end();
        return undefined;
      case 'reset':
        this.#plain?.resetAndDestroy();
        return undefined;
    }
  }

  async #send(bytes: Buffer): Promise<string | undefined> {
    const chunks = this.#cut(bytes);
    for (const [at, chunk] of chunks.entries()) {
      if (this.#socket?.writable !== true)
        return this.#ignoring ? undefined : `the client was gone before ${show(chunk)} was sent`;
      this.#socket.write(chunk);
      if (at === chunks.length - 1) break;
      // Two turns: one for the packet to leave, one for the client to see it by itself.
      await turn();
      await turn();
    }
    return undefined;
  }

  async #expect(bytes: Buffer): Promise<string | undefined> {
    while (this.#received.length < bytes.length && !this.#ended) {
      if (!bytes.subarray(0, this.#received.length).equals(this.#received)) break;
      await this.#activity();
    }
    const actual = this.#received.subarray(0, bytes.length);
    this.#received = this.#received.subarray(bytes.length);
    return actual.equals(bytes) ? undefined : `expected ${show(bytes)}, received ${show(actual)}`;
  }

  async #secure(name: string): Promise<string | undefined> {
    const plain = this.#socket;
    const files = this.#certificates[name];
    if (plain === undefined || files === undefined) return `there is no certificate ${name}`;
    plain.removeAllListeners('data');
    // No turn of the event loop has passed since the server's word: the client's handshake is all TLS's to read.
    const socket = new tls.TLSSocket(plain, {
      isServer: true,
      key: readFileSync(files.key),
      cert: readFileSync(files.certificate),
    });
    this.#listen(socket);
    await new Promise<void>((resolve) => {
      socket
        .once('secure', resolve)
        .once('end', resolve)
        .once('close', resolve)
        .once('error', () => resolve());
    });
    return undefined;
  }

  #listen(socket: net.Socket): void {
    this.#socket = socket;
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('data', (chunk: Buffer) => {
      if (this.#ignoring) return;
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('end', end).on('close', end).on('error', end);
  }

  #activity(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #cut(bytes: Buffer): Buffer[] {
    switch (this.#chunking) {
      case 'whole':
        return [bytes];
      case 'bytes':
        return [...bytes].map((byte) => Buffer.of(byte));
      case 'lines':
        return bytes
          .toString('latin1')
          .split(/(?<=\r\n)/)
          .map((line) => Buffer.from(line, 'latin1'));
      case 'random': {
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length;) {
          const size = 1 + (this.#next() % 17);
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        return chunks;
      }
    }
  }

  /** A linear congruential generator: the same cuts in every run of the tests. */
  #next(): number {
    this.#random = (this.#random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.#random >> 8;
  }
}

/** What is sent without a word of the client between is one piece, to be cut as the style says. */
function merged(script: readonly Action[]): Action[] {
  const actions: Action[] = [];
  for (const action of script) {
    const last = actions.at(-1);
    if (action.kind === 'send' && last?.kind === 'send')
      actions[actions.length - 1] = { kind: 'send', bytes: Buffer.concat([last.bytes, action.bytes]) };
    else actions.push(action);
  }
  return actions;
}

function parseAction(line: string): Action {
  const spoken = /^([CS])(!?):(?: (.*))?$/.exec(line);
  if (spoken !== null) {
    const bytes = spoken[2] === '!' ? escaped(spoken[3] ?? '') : Buffer.from(`${spoken[3] ?? ''}\r\n`);
    return { kind: spoken[1] === 'S' ? 'send' : 'expect', bytes };
  }
  const [word, argument = ''] = line.trim().split(/\s+/);
  if (word === 'pause') return { kind: 'pause', milliseconds: Number.parseInt(argument, 10) };
  if (word === 'tls') return { kind: 'tls', certificate: argument };
  if (word === 'ignore' || word === 'close' || word === 'reset') return { kind: word };
  const chunking = CHUNKINGS.find((each) => each === argument);
  if (word === 'chunks' && chunking !== undefined) return { kind: 'chunks', chunking };
  throw new Error(`not an action of a scripted server: ${line}`);
}

function escaped(text: string): Buffer {
  const decoded = decodeEscapes(text);
  if (!decoded.ok) throw new Error(`${text}: ${decoded.error}`);
  return Buffer.from(decoded.bytes);
}

function show(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1'));
}
