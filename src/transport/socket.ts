import * as net from 'node:net';
import { explainBroken, explainConnect, explainHandshake } from './errors';
import { LineBuffer } from './lineBuffer';
import { beginHandshake, checkPeer } from './handshake';
import type {
  Connect,
  ConnectionError,
  ConnectionFacts,
  ConnectResult,
  ReadResult,
  Target,
  TlsFacts,
  TlsOptions,
  TlsResult,
  Transport,
} from './transport';

/** Octets of a line before it is given up: RFC 5321 section 4.5.3.1.5 allows a server 512. */
const MAX_LINE = 65_536;
/** Unread octets after which the socket is paused, so that a server cannot fill the memory. */
const HIGH_WATER = 262_144;

/** Opens a TCP connection (or a unix socket), with TLS from the first byte if the target says so. */
export const connect: Connect = async (target, signal): Promise<ConnectResult> => {
  if (signal.aborted) return { kind: 'failed', error: CANCELLED };
  const where =
    target.path ?? (target.host.includes(':') ? `[${target.host}]` : target.host) + `:${target.port}`;
  const socket = net.connect(connectOptions(target));
  const error = await settled(socket, 'connect', target.timeout, signal, where);
  if (error !== undefined) {
    socket.destroy();
    return { kind: 'failed', error };
  }
  socket.setNoDelay(true);
  const transport = new SocketTransport(socket, signal);
  if (target.tls === undefined) return { kind: 'connected', transport };
  const secured = await transport.startTls(target.tls, target.timeout);
  if (secured.kind === 'secured') return { kind: 'connected', transport };
  transport.close();
  return secured;
};

export const CANCELLED: ConnectionError = { kind: 'cancelled', message: 'Cancelled' };

class SocketTransport implements Transport {
  readonly facts: ConnectionFacts;
  tls: TlsFacts | undefined;
  #socket: net.Socket;
  readonly #signal: AbortSignal;
  readonly #buffer = new LineBuffer();
  #broken: ConnectionError | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: net.Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    this.facts = {
      remoteAddress: socket.remoteAddress ?? '',
      remotePort: socket.remotePort ?? 0,
      localAddress: socket.localAddress ?? '',
    };
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#listen(socket);
  }

  get hasUnread(): boolean {
    return this.#buffer.length > 0;
  }

  discardUnread(): Uint8Array {
    return this.#buffer.take();
  }

  async readLine(timeout: number): Promise<ReadResult> {
    const deadline = performance.now() + timeout;
    for (;;) {
      const line = this.#buffer.shift();
      if (line !== undefined) {
        if (line.bytes.length > MAX_LINE) return this.#tooLong();
        if (this.#buffer.length < HIGH_WATER) this.#socket.resume();
        return { kind: 'line', ...line };
      }
      if (this.#buffer.length > MAX_LINE) return this.#tooLong();
      if (this.#broken !== undefined) return this.#afterEnd(this.#broken);
      const left = deadline - performance.now();
      if (left <= 0) return { kind: 'failed', error: this.#timeout(timeout) };
      this.#socket.resume();
      await this.#activity(left);
    }
  }

  async write(bytes: Uint8Array, timeout: number): Promise<ConnectionError | undefined> {
    if (this.#broken !== undefined) return this.#broken;
    if (this.#socket.write(bytes)) return undefined;
    const socket = this.#socket;
    const deadline = performance.now() + timeout;
    const onDrain = (): void => this.#wake?.();
    socket.on('drain', onDrain);
    try {
      while (socket.writableNeedDrain) {
        const broken = this.#broken as ConnectionError | undefined;
        if (broken !== undefined) return broken;
        const left = deadline - performance.now();
        if (left <= 0) {
          return {
            kind: 'timeout',
            message: `The server took none of the message for ${seconds(timeout)}`,
            hint: 'Raise it with “# @timeout”.',
          };
        }
        await this.#activity(left);
      }
      return undefined;
    } finally {
      socket.off('drain', onDrain);
    }
  }

  async startTls(options: TlsOptions, timeout: number): Promise<TlsResult> {
    const plain = this.#socket;
    plain.removeAllListeners('data');
    plain.removeAllListeners('end');
    plain.removeAllListeners('close');
    const socket = beginHandshake(plain, options);
    const error = await settled(socket, 'secureConnect', timeout, this.#signal, options.serverName, true);
    if (error !== undefined) {
      this.#broken = error;
      socket.destroy();
      return { kind: 'failed', error };
    }
    this.#socket = socket;
    const checked = checkPeer(socket, options);
    if (checked.kind === 'failed') {
      this.#broken = checked.error;
      socket.destroy();
      return checked;
    }
    this.tls = checked.facts;
    this.#listen(socket);
    return checked;
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#broken ??= { kind: 'closed', message: 'The connection is closed' };
    if (!this.#socket.destroyed) {
      this.#socket.end();
      this.#socket.destroySoon();
      // A peer that never closes its side must not keep the socket.
      const socket = this.#socket;
      const timer = setTimeout(() => socket.destroy(), 1000);
      timer.unref();
      socket.once('close', () => clearTimeout(timer));
    }
    this.#wake?.();
  }

  readonly #onAbort = (): void => {
    this.#broken = CANCELLED;
    this.#socket.destroy();
    this.#wake?.();
  };

  #listen(socket: net.Socket): void {
    const wake = (): void => this.#wake?.();
    socket.on('data', (chunk: Buffer) => {
      this.#buffer.push(chunk);
      if (this.#buffer.length > HIGH_WATER) socket.pause();
      wake();
    });
    socket.on('end', () => {
      this.#broken ??= { kind: 'closed', message: 'The server closed the connection' };
      wake();
    });
    socket.on('close', () => {
      this.#broken ??= { kind: 'closed', message: 'The server closed the connection' };
      wake();
    });
    socket.on('error', (error) => {
      this.#broken ??= explainBroken(error);
      wake();
    });
  }

  /** Resolves when something happened on the socket, or when the time is up. */
  #activity(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#wake = done;
    });
  }

  #afterEnd(error: ConnectionError): ReadResult {
    const rest = this.#buffer.take();
    return rest.length > 0 && error.kind === 'closed'
      ? { kind: 'failed', error: { ...error, message: `${error.message} in the middle of a line` } }
      : { kind: 'failed', error };
  }

  #tooLong(): ReadResult {
    this.#buffer.take();
    this.#socket.pause();
    return {
      kind: 'failed',
      error: {
        kind: 'lineTooLong',
        message: `The server sent a line of more than ${MAX_LINE} octets`,
        hint: 'RFC 5321 allows a reply line 512 octets; is this a mail server?',
      },
    };
  }

  #timeout(timeout: number): ConnectionError {
    const partial = this.#buffer.length > 0 ? ' (the beginning of a line arrived, but not its end)' : '';
    return {
      kind: 'timeout',
      message: `No reply within ${seconds(timeout)}${partial}`,
      hint: 'Raise the limit with “# @timeout”.',
    };
  }
}

function connectOptions(target: Target): net.NetConnectOpts {
  if (target.path !== undefined) return { path: target.path };
  return {
    host: target.host,
    port: target.port,
    ...(target.family === undefined ? {} : { family: target.family }),
    ...(target.bind === undefined ? {} : { localAddress: target.bind }),
  };
}

/** Waits for a socket's first event of success; the error in words if another comes first. */
function settled(
  socket: net.Socket,
  event: 'connect' | 'secureConnect',
  timeout: number,
  signal: AbortSignal,
  where: string,
  tlsHandshake = false,
): Promise<ConnectionError | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () =>
        finish({
          kind: 'timeout',
          message: tlsHandshake
            ? `The TLS handshake with ${where} did not end within ${seconds(timeout)}`
            : `${where} did not answer within ${seconds(timeout)}`,
          hint: tlsHandshake
            ? 'Does this port speak TLS?'
            : 'A firewall may drop the packets; many networks block port 25.',
        }),
      timeout,
    );
    const onEvent = (): void => finish(undefined);
    const onError = (error: Error): void =>
      finish(tlsHandshake ? explainHandshake(error, where) : explainConnect(error, where));
    const onClose = (): void =>
      finish(
        tlsHandshake
          ? explainHandshake({ code: 'ECONNRESET' }, where)
          : explainBroken({ code: 'ECONNRESET' }),
      );
    const onAbort = (): void => finish(CANCELLED);
    function finish(error: ConnectionError | undefined): void {
      clearTimeout(timer);
      socket.off(event, onEvent).off('close', onClose).off('error', onError);
      signal.removeEventListener('abort', onAbort);
      // A late error of a socket that was given up has nobody else to hear it.
      if (error !== undefined) socket.on('error', () => undefined);
      resolve(error);
    }
    socket.once(event, onEvent).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function seconds(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
