import type * as net from 'node:net';
import type * as tls from 'node:tls';
import { dial } from './dial';
import { CANCELLED, explainBroken, seconds } from './errors';
import { LineBuffer } from './lineBuffer';
import { beginHandshake, checkPeer } from './handshake';
import { settled } from './settled';
import { explainHandshake, explainSlowHandshake } from './tlsErrors';
import { checkTlsOptions } from './tlsSettings';
import { Wakefulness } from './wakefulness';
import type {
  Connect,
  ConnectionError,
  ConnectionFacts,
  ConnectResult,
  ReadResult,
  TlsBinding,
  TlsFacts,
  TlsOptions,
  TlsResult,
  Transport,
} from './transport';

/** Octets of a line before it is given up: RFC 5321 section 4.5.3.1.5 allows a server 512. */
const MAX_LINE = 65_536;
/** Unread octets after which the socket is paused, so that a server cannot fill the memory. */
const HIGH_WATER = 262_144;

/** Milliseconds to stay awake for an answer: a server on the same machine has given nearly any by then. */
const AWAKE = 0.05;

/**
 * Opens a TCP connection (or a unix socket), through a proxy if there is one, with TLS from the first byte if the target says so.
 */
export const connect: Connect = async (target, signal): Promise<ConnectResult> => {
  if (signal.aborted) return { kind: 'failed', error: CANCELLED };
  for (const options of [target.tls, target.upgrade]) {
    const error = options === undefined ? undefined : checkTlsOptions(options);
    if (error !== undefined) return { kind: 'failed', error };
  }
  const dialled = await dial(target, signal);
  if (dialled.kind === 'failed') return dialled;
  const { socket } = dialled;
  socket.setNoDelay(true);
  if (target.preamble !== undefined) socket.write(target.preamble);
  const transport = new SocketTransport(socket, target.path, signal);
  if (target.tls === undefined) return { kind: 'connected', transport };
  const secured = await transport.startTls(target.tls, target.timeout);
  if (secured.kind === 'secured') return { kind: 'connected', transport };
  transport.close();
  return secured;
};

class SocketTransport implements Transport {
  readonly facts: ConnectionFacts;
  tls: TlsFacts | undefined;
  binding: TlsBinding | undefined;
  #socket: net.Socket;
  readonly #signal: AbortSignal;
  readonly #buffer = new LineBuffer();
  #broken: ConnectionError | undefined;
  #wake: (() => void) | undefined;
  #isPaused = false;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds as `performance.now` counts them: when the timer rings, and until when somebody waits. */
  #ringsAt = 0;
  #deadline = 0;
  readonly #wakefulness = new Wakefulness();

  /** @param path of a unix socket, which has no address */
  constructor(socket: net.Socket, path: string | undefined, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    this.facts = {
      remoteAddress: socket.remoteAddress ?? path?.replace(/^\0/, '@') ?? '',
      remotePort: socket.remotePort ?? 0,
      localAddress: socket.localAddress ?? '',
    };
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#listen(socket);
    if (signal.aborted) this.#onAbort();
  }

  get hasUnread(): boolean {
    return this.#buffer.length > 0;
  }

  discardUnread(): Uint8Array {
    return this.#buffer.take();
  }

  takeLine(): ReadResult | undefined {
    // Nobody who cancelled wants to hear what had come until then.
    if (this.#broken?.kind === 'cancelled') return { kind: 'failed', error: this.#broken };
    const line = this.#buffer.shift();
    if (line !== undefined) {
      if (line.octets > MAX_LINE) return this.#tooLong();
      if (this.#isPaused && this.#buffer.length < HIGH_WATER) this.#resume();
      return line;
    }
    if (this.#buffer.length > MAX_LINE) return this.#tooLong();
    return this.#broken === undefined ? undefined : this.#afterEnd(this.#broken);
  }

  readLine(timeout: number, since = performance.now()): Promise<ReadResult> {
    const there = this.#look(timeout, since);
    if (there !== undefined) return Promise.resolve(there);
    // One promise for all of the wait, as a run waits for a line at every turn.
    return new Promise((resolve) => {
      const awake = this.#wakefulness.next();
      const wait = (): void => {
        if (this.#isPaused) this.#resume();
        this.#await(look, since + timeout);
      };
      const look = (): void => {
        const read = this.#look(timeout, since);
        if (read === undefined) {
          wait();
          return;
        }
        this.#wakefulness.learn(awake, performance.now());
        resolve(read);
      };
      wait();
      if (awake) this.#stayAwake(this.#wake, since + AWAKE);
    });
  }

  #look(timeout: number, since: number): ReadResult | undefined {
    return this.takeLine() ?? (performance.now() >= since + timeout ? this.#late(timeout) : undefined);
  }

  /**
   * Keeps the event loop turning for the next moment, in which it does whatever else there is to do.
   *
   * @param waiting whoever waits for the answer, who is woken once
   * @param until as `performance.now` counts
   */
  #stayAwake(waiting: (() => void) | undefined, until: number): void {
    const turn = (): void => {
      if (this.#wake === waiting && performance.now() < until) setImmediate(turn);
    };
    setImmediate(turn);
  }

  write(
    bytes: Uint8Array | string,
    timeout: number,
  ): ConnectionError | undefined | Promise<ConnectionError | undefined> {
    if (this.#broken !== undefined) return this.#broken;
    const hasRoom =
      typeof bytes === 'string' ? this.#socket.write(bytes, 'latin1') : this.#socket.write(bytes);
    return hasRoom ? undefined : this.#drained(timeout);
  }

  /** Resolves when the server has taken enough of what was written, or shows that it will not. */
  async #drained(timeout: number): Promise<ConnectionError | undefined> {
    const socket = this.#socket;
    const deadline = performance.now() + timeout;
    const onDrain = (): void => this.#wake?.();
    socket.on('drain', onDrain);
    try {
      while (socket.writableNeedDrain) {
        if (this.#broken !== undefined) return this.#broken;
        if (performance.now() >= deadline) {
          return {
            kind: 'timeout',
            message: `The server took none of the message for ${seconds(timeout)}`,
            hint: 'Raise it with “# @timeout”.',
          };
        }
        await this.#activity(deadline);
      }
      // A socket that was cut needs no draining any more.
      return this.#broken;
    } finally {
      socket.off('drain', onDrain);
    }
  }

  async startTls(options: TlsOptions, timeout: number): Promise<TlsResult> {
    const plain = this.#socket;
    const wrong = checkTlsOptions(options);
    if (wrong !== undefined) return this.#giveUp(plain, wrong);
    this.#unlisten();
    let socket: tls.TLSSocket;
    try {
      socket = beginHandshake(plain, options);
    } catch (error) {
      return this.#giveUp(plain, explainHandshake(error, options.serverName));
    }
    const before = plain.bytesRead;
    const heard = (): number => plain.bytesRead - before;
    const where = options.serverName;
    const error = await settled(socket, 'secureConnect', timeout, this.#signal, {
      slow: () => explainSlowHandshake(where, seconds(timeout), heard()),
      broken: (reason) => explainHandshake(reason, where, heard()),
    });
    this.#socket = socket;
    if (error !== undefined) return this.#giveUp(plain, error);
    const checked = checkPeer(socket, options);
    if (checked.kind === 'failed') {
      this.#giveUp(plain, checked.error);
      return checked;
    }
    this.tls = checked.facts;
    this.binding = checked.binding;
    this.#listen(socket);
    return { kind: 'secured', facts: checked.facts };
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    clearTimeout(this.#timer);
    this.#timer = undefined;
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
    socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('close', this.#onEnd)
      .on('error', this.#onError);
    // What happened between the handshake and now was told to nobody.
    if (socket.destroyed || socket.readableEnded) this.#onEnd();
  }

  /** Leaves the socket's bytes to the TLS that is put over it, but for its errors. */
  #unlisten(): void {
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#buffer.push(chunk);
    if (!this.#isPaused && this.#buffer.length > HIGH_WATER) this.#pause();
    this.#wake?.();
  };

  readonly #onEnd = (): void => {
    this.#broken ??= {
      kind: 'closed',
      message: 'The server closed the connection',
      hint: 'Its log may say why.',
    };
    this.#wake?.();
  };

  readonly #onError = (error: Error): void => {
    this.#broken ??= explainBroken(error);
    this.#wake?.();
  };

  #giveUp(plain: net.Socket, error: ConnectionError): TlsResult {
    this.#broken = error;
    this.#socket.destroy();
    plain.destroy();
    return { kind: 'failed', error };
  }

  #resume(): void {
    this.#isPaused = false;
    this.#socket.resume();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  /** Resolves when something happened on the socket, or when the deadline has come. */
  #activity(deadline: number): Promise<void> {
    return new Promise((resolve) => this.#await(resolve, deadline));
  }

  #await(then: () => void, deadline: number): void {
    this.#wake = () => {
      this.#wake = undefined;
      then();
    };
    this.#alarm(deadline);
  }

  /**
   * Sees to it that somebody who waits is woken at the deadline. One timer serves many waits, as most end long before
   * their deadline: it is only set anew when it rings too late, or when it rang and somebody else waits.
   */
  #alarm(deadline: number): void {
    if (this.#timer !== undefined && this.#ringsAt <= deadline) {
      this.#deadline = deadline;
      return;
    }
    clearTimeout(this.#timer);
    this.#deadline = this.#ringsAt = deadline;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#wake === undefined) return;
      if (performance.now() >= this.#deadline) this.#wake();
      else this.#alarm(this.#deadline);
    }, deadline - performance.now());
  }

  /** What came of a line before the connection ended stays unread: it may tell what the server speaks. */
  #afterEnd(error: ConnectionError): ReadResult {
    return this.#buffer.length > 0 && error.kind === 'closed'
      ? { kind: 'failed', error: { ...error, message: `${error.message} in the middle of a line` } }
      : { kind: 'failed', error };
  }

  #tooLong(): ReadResult {
    this.#buffer.take();
    this.#pause();
    return {
      kind: 'failed',
      error: {
        kind: 'lineTooLong',
        message: `The server sent a line of more than ${MAX_LINE} octets`,
        hint: 'RFC 5321 allows a reply line 512 octets; is this a mail server?',
      },
    };
  }

  #late(timeout: number): ReadResult {
    const partial = this.#buffer.length > 0 ? ' (the beginning of a line arrived, but not its end)' : '';
    return {
      kind: 'failed',
      error: {
        kind: 'timeout',
        message: `No reply within ${seconds(timeout)}${partial}`,
        hint: 'Raise the limit with “# @timeout”.',
      },
    };
  }
}
