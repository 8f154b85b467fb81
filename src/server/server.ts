import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { ReadyConnection, type Traits } from './connection';
import type { Verdict } from './failures';

/** One of the three servers: smtp-server's, which greets at once, replies in Postfix's words, and can be stopped. */
export class ReadyServer extends SMTPServer {
  /** The topmost socket of each connection, to be destroyed if the client does not go when told to. */
  readonly #sockets = new Set<Socket>();

  readonly #traits: Traits;

  constructor(options: SMTPServerOptions, traits: Traits) {
    super({ ...options, closeTimeout: FAREWELL_DELAY });
    this.#traits = traits;
    // smtp-server listens for errors from when it handles a socket; a reset that comes before that must not be fatal.
    this.server.on('connection', (socket) => socket.on('error', () => undefined));
  }

  /** Listens, and resolves to the port that it was given, or to why it could not. */
  bind(port: number, host: string): Promise<number | Error> {
    return new Promise((resolve) => {
      this.server.once('error', resolve);
      this.listen(port, host, () => {
        this.server.off('error', resolve);
        const address = this.server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  override connect(socket: Socket, socketOptions?: SMTPConnectionOptions | null): void {
    // STARTTLS takes every listener off the socket, so that 'close' cannot be relied on to tell that it has gone.
    for (const known of this.#sockets) if (known.destroyed) this.#sockets.delete(known);
    this.#sockets.add(socket);
    const connection = new ReadyConnection(this, socket, socketOptions, this.#traits);
    this.connections.add(connection);
    connection.on('error', (error: Error) => this.emit('error', error));
    connection.init();
  }

  /** Does what a verdict says to the connection of a session, and nothing if that has gone. */
  settle(
    session: SMTPServerSession,
    verdict: Verdict,
    accept: () => void,
    refuse: (code: number, text: string) => void,
  ): void {
    for (const connection of this.connections)
      if (connection.session === session && connection instanceof ReadyConnection)
        connection.settle(verdict, accept, refuse);
  }

  /** Frees the port, sends each client a 421 and ends its connection. Resolves when nothing is open any more. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      const patience = setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy();
      }, CLOSE_PATIENCE);
      this.server.once('close', () => {
        clearTimeout(patience);
        resolve();
      });
      this.close();
    });
  }
}

/** Milliseconds from stop() to the 421; the least that smtp-server takes, as 0 means its default of 30 seconds. */
const FAREWELL_DELAY = 1;
/** Milliseconds that a client has to close its side after the 421. */
const CLOSE_PATIENCE = 100;
