/**
 * The scripted server: plays transcripts from the server's side, so that whoever writes a mail client can try it against any
 * behaviour and any misbehaviour of a server that can be written down.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import type { Splitting } from '../../syntax/splitting';
import { loopback, TestServerError } from '../options';
import { Connection } from './connection';
import { play } from './player';
import type { Deviation, Script } from './script';

export { TestServerError } from '../options';
export { readScripts } from './readScripts';
export type { Script } from './script';

export interface ScriptedServerOptions {
  /** The loopback address to bind: `127.0.0.1` (the default) or `::1`. */
  readonly host?: string;
  /** 0 or absent means any free one. */
  readonly port?: number;
  /** Whether TLS is spoken from the first octet. */
  readonly tls?: boolean;
  /** The certificate of `<tls NAME>`; by default the name is that of a file which holds it and its key. */
  readonly certificates?: (name: string) => Promise<CertificatePem>;
  /** The server's own certificate; one is made for `localhost` if need be. */
  readonly certificate?: CertificatePem;
  /**
   * What connections play after each script was played once: the last script again and again (the default), all scripts from
   * the first on, or nothing, as connections are then refused.
   */
  readonly afterwards?: 'last' | 'loop' | 'end';
  /** Milliseconds that a client may take for each thing that is expected of it. Default 60 seconds. */
  readonly timeout?: number;
  /** How what is sent is cut into packets, where a script does not say. */
  readonly splitting?: Splitting;
  /** Connections at once; further ones are closed. Default 100. */
  readonly clients?: number;
  readonly onEvent?: (event: ScriptedServerEvent) => void;
}

export interface CertificatePem {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export type ScriptedServerEvent =
  /** A connection, counted from 1, begins to play a script. */
  | { readonly kind: 'connected'; readonly connection: number; readonly script: Script }
  | { readonly kind: 'note'; readonly connection: number; readonly text: string }
  | { readonly kind: 'played'; readonly connection: number; readonly played: Played };

/** What became of one connection. */
export interface Played {
  readonly script: Script;
  readonly deviations: readonly Deviation[];
}

export interface ScriptedServer {
  readonly host: string;
  readonly port: number;
  /** The certificate to trust, PEM; undefined where no handshake shows the server's own. */
  readonly ca: string | undefined;
  /** Resolves when each script was played to its end once, or the server was stopped, with what became of them. */
  readonly done: Promise<readonly Played[]>;
  /** Ends all connections and frees the port. Calling it again does no harm. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server that plays a script on each connection, in the order of the file.
 *
 * @throws TestServerError when an option is refused or the port cannot be bound
 */
export async function startScriptedServer(
  scripts: readonly Script[],
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const running = new Running(scripts, options);
  const port = await running.listen(loopback(options.host ?? '127.0.0.1'), options.port ?? 0);
  return {
    host: options.host ?? '127.0.0.1',
    port,
    ca: running.ca,
    done: running.done,
    stop: () => running.stop(),
  };
}

class Running {
  readonly done: Promise<readonly Played[]>;
  readonly #scripts: readonly Script[];
  readonly #options: ScriptedServerOptions;
  readonly #server: Server;
  readonly #stopping = new AbortController();
  readonly #open = new Set<Promise<void>>();
  /** What became of the first time that each script was played, as far as it has ended. */
  readonly #first = new Map<Script, Played>();
  #connections = 0;
  #settle: (played: readonly Played[]) => void = () => undefined;
  readonly #named = new Map<string, CertificatePem>();
  #own: CertificatePem | undefined;
  #stopped: Promise<void> | undefined;

  constructor(scripts: readonly Script[], options: ScriptedServerOptions) {
    this.#scripts = scripts;
    this.#options = options;
    this.done = new Promise((resolve) => (this.#settle = resolve));
    this.#server = createServer({ noDelay: true, allowHalfOpen: true });
    this.#server.on('connection', (socket) => this.#accept(socket));
  }

  get ca(): string | undefined {
    return this.#own?.cert.toString();
  }

  async listen(host: string, port: number): Promise<number> {
    await this.#readCertificates();
    const failure = await new Promise<Error | undefined>((resolve) => {
      this.#server.once('error', resolve);
      this.#server.listen(port, host, () => resolve(undefined));
    });
    if (failure !== undefined) {
      const message = `Cannot listen on ${host} port ${port}: ${failure.message}`;
      throw new TestServerError('listen-failed', message, { cause: failure });
    }
    // What else goes wrong with a listener (no file handles left) is over with the connection that it hit.
    this.#server.on('error', () => undefined);
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.all([...this.#open]);
    await closed;
    this.#settle(this.#ended());
  }

  #accept(socket: Socket): void {
    // A reset may come at any time, and must not be fatal.
    socket.on('error', () => undefined);
    const script = this.#open.size < (this.#options.clients ?? MAX_CLIENTS) ? this.#next() : undefined;
    if (script === undefined) {
      socket.destroy();
      return;
    }
    const number = this.#connections;
    const playing = this.#play(script, socket, number).finally(() => this.#open.delete(playing));
    this.#open.add(playing);
  }

  /** The script of the next connection. */
  #next(): Script | undefined {
    const at = this.#connections;
    const { length } = this.#scripts;
    const { afterwards = 'last' } = this.#options;
    if (at >= length && afterwards === 'end') return undefined;
    this.#connections++;
    return this.#scripts[at < length ? at : afterwards === 'loop' ? at % length : length - 1];
  }

  async #play(script: Script, socket: Socket, connection: number): Promise<void> {
    const tell = (event: ScriptedServerEvent): void => this.#options.onEvent?.(event);
    tell({ kind: 'connected', connection, script });
    const { signal } = this.#stopping;
    const splitting = this.#options.splitting ?? { kind: 'off' };
    const deviations = await play(this.#wrapped(script), new Connection(socket, splitting, signal), {
      timeout: this.#options.timeout ?? DEFAULT_TIMEOUT,
      signal,
      certificate: (name) => this.#certificate(name),
      tell: (text) => tell({ kind: 'note', connection, text }),
    });
    const played = { script, deviations };
    tell({ kind: 'played', connection, played });
    if (connection > this.#scripts.length) return;
    this.#first.set(script, played);
    if (this.#first.size === this.#scripts.length) this.#settle(this.#ended());
  }

  /** In the order of the file. */
  #ended(): Played[] {
    return this.#scripts.flatMap((script) => this.#first.get(script) ?? []);
  }

  #wrapped(script: Script): Script {
    if (this.#options.tls !== true) return script;
    const handshake = { kind: 'tls', line: script.line, certificate: undefined } as const;
    return { ...script, actions: [handshake, ...script.actions] };
  }

  #certificate(name: string | undefined): SecureContextOptions {
    return (name === undefined ? this.#own : this.#named.get(name)) ?? {};
  }

  /**
   * Gets the certificates that the scripts need, so that a missing one is known before anybody connects.
   *
   * @throws TestServerError `invalid-option`
   */
  async #readCertificates(): Promise<void> {
    const handshakes = this.#scripts.flatMap(({ actions }) => actions.filter((each) => each.kind === 'tls'));
    if (this.#options.tls === true || handshakes.some(({ certificate }) => certificate === undefined))
      this.#own = this.#options.certificate ?? (await ownCertificate());
    for (const { certificate: name, line } of handshakes) {
      if (name === undefined || this.#named.has(name)) continue;
      const pem = await (this.#options.certificates ?? readPem)(name).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new TestServerError('invalid-option', `line ${line}: the certificate ${name}: ${reason}`);
      });
      this.#named.set(name, pem);
    }
  }
}

/** What makes certificates is most of the code here, and few scripts need one. */
async function ownCertificate(): Promise<CertificatePem> {
  const { createCertificate } = await import('../certificate');
  return createCertificate();
}

async function readPem(file: string): Promise<CertificatePem> {
  const pem = await readFile(file);
  return { cert: pem, key: pem };
}

const DEFAULT_TIMEOUT = 60_000;
const MAX_CLIENTS = 100;
