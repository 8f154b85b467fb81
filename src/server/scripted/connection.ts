import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { TLSSocket, type SecureContextOptions } from 'node:tls';
import { Cutter } from './cutting';
import { Incoming } from './incoming';
import type { Splitting } from '../../syntax/splitting';

/** How something that takes time ended. */
export type Outcome = 'done' | 'gone' | 'late';

/** One client's connection: what it sends, and how words go out to it. */
export class Connection {
  readonly incoming = new Incoming();
  readonly #plain: Socket;
  readonly #signal: AbortSignal;
  readonly #cutter: Cutter;
  /** What is spoken on: the TLS socket, once there is one. */
  #socket: Socket;
  /** Milliseconds between two packets; undefined as soon as the one before has left. */
  #pace: number | undefined;

  constructor(plain: Socket, splitting: Splitting, signal: AbortSignal) {
    this.#plain = plain;
    this.#socket = plain;
    this.#signal = signal;
    this.#cutter = new Cutter(splitting);
    this.incoming.attach(plain);
  }

  get secure(): boolean {
    return this.#socket !== this.#plain;
  }

  set splitting(splitting: Splitting) {
    this.#cutter.splitting = splitting;
  }

  set pace(milliseconds: number) {
    this.#pace = milliseconds;
  }

  /** Sends a piece, packet by packet. */
  async send(bytes: Buffer, timeout: number): Promise<Outcome> {
    let first = true;
    for (const packet of this.#cutter.cut(bytes)) {
      if (!first) await this.#betweenPackets();
      first = false;
      if (this.#signal.aborted) return 'late';
      if (!this.#socket.writable) return 'gone';
      if (this.#socket.write(packet)) continue;
      const outcome = await this.#drained(timeout);
      if (outcome !== 'done') return outcome;
    }
    return 'done';
  }

  /** Lets time pass, but not after the client has gone. Resolves early then. */
  async pause(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    const { incoming } = this;
    while (!incoming.ended && !this.#signal.aborted) {
      const left = until - performance.now();
      if (left <= 0 || !(await incoming.change(left, this.#signal))) return;
    }
  }

  /**
   * Speaks TLS from here on. Undefined when the handshake has succeeded, else why it has not, as the end of a sentence.
   *
   * @param inClear is told what the client has sent in clear where its handshake is due
   */
  async handshake(
    context: SecureContextOptions,
    timeout: number,
    inClear: (bytes: Buffer) => void,
  ): Promise<string | undefined> {
    const early = this.incoming.detach();
    const plain = this.#socket;
    // The handshake may have been quicker than we were; anything else there is no TLS and nobody may act on it.
    if (early[0] === HANDSHAKE_RECORD) plain.unshift(early);
    else if (early.length > 0) inClear(early);
    if (this.incoming.ended) return 'the client closed the connection';
    let socket: TLSSocket;
    try {
      socket = new TLSSocket(plain, { ...context, isServer: true });
    } catch (error) {
      this.incoming.end();
      this.destroy();
      return reasonOf(error);
    }
    this.#socket = socket;
    const failure = await this.#secured(socket, timeout);
    this.incoming.attach(socket);
    if (failure !== undefined) {
      // Whatever the socket had to tell of its end, it has told to nobody.
      this.incoming.end();
      this.destroy();
    }
    return failure;
  }

  /** Ends our side; the client may go on. */
  end(): void {
    if (this.#socket.writable) this.#socket.end();
  }

  reset(): void {
    this.#plain.resetAndDestroy();
  }

  destroy(): void {
    this.#socket.destroy();
    this.#plain.destroy();
  }

  async #betweenPackets(): Promise<void> {
    if (this.#pace !== undefined) return this.pause(this.#pace);
    // Two turns: one for the packet to leave, one for the client to see it by itself.
    await turn();
    await turn();
  }

  #drained(timeout: number): Promise<Outcome> {
    const socket = this.#socket;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        clearTimeout(timer);
        socket.off('drain', drained).off('close', gone).off('error', gone);
        this.#signal.removeEventListener('abort', late);
        resolve(outcome);
      };
      const drained = (): void => settle('done');
      const gone = (): void => settle('gone');
      const late = (): void => settle('late');
      const timer = setTimeout(late, timeout);
      socket.on('drain', drained).on('close', gone).on('error', gone);
      this.#signal.addEventListener('abort', late);
    });
  }

  #secured(socket: TLSSocket, timeout: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const settle = (failure?: string): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', stop);
        resolve(failure);
      };
      const late = (): void => settle('it was not finished in time');
      const stop = (): void => settle('the server was stopped');
      const timer = setTimeout(late, timeout);
      this.#signal.addEventListener('abort', stop);
      socket.once('secure', () => settle());
      socket.once('end', () => settle('the client closed the connection'));
      socket.once('close', () => settle('the client closed the connection'));
      socket.once('error', (error) => settle(reasonOf(error)));
    });
  }
}

/** The first octet of a TLS handshake (RFC 8446 section 5.1). */
const HANDSHAKE_RECORD = 22;

function reasonOf(error: unknown): string {
  // What OpenSSL says is a line of numbers, functions and files; its reason stands by itself.
  if (error instanceof Error && 'reason' in error && typeof error.reason === 'string') return error.reason;
  return error instanceof Error ? error.message : String(error);
}
