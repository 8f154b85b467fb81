import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';

/** One of the three servers: smtp-server's, which greets at once, replies in Postfix's words, and can be stopped. */
export class ReadyServer extends SMTPServer {
  /** The topmost socket of each connection, to be destroyed if the client does not go when told to. */
  readonly #sockets = new Set<Socket>();

  constructor(options: SMTPServerOptions) {
    super({ ...options, closeTimeout: FAREWELL_DELAY });
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
    const connection = new ReadyConnection(this, socket, socketOptions);
    this.connections.add(connection);
    connection.on('error', (error: Error) => this.emit('error', error));
    connection.init();
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

class ReadyConnection extends SMTPConnection {
  #ready = false;

  /**
   * Greets without the 100 ms that smtp-server waits to catch spammers who talk before the greeting: a person who
   * pipes a whole session in at once is welcome here.
   */
  override init(): void {
    super.init();
    this.connectionReady();
  }

  /** Also called when the 100 ms are over; the second call counts for nothing. */
  override connectionReady(next?: () => void): void {
    if (this.#ready) return;
    this.#ready = true;
    super.connectionReady(next);
  }

  /** Replies as Postfix does where smtp-server has words or enhanced status codes (RFC 3463) of its own. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (code === 250 && data === 'Accepted') super.send(code, 'Ok', context);
    else if (code === 250 && context === 'DATA_OK') super.send(code, data);
    else super.send(code, data, context ?? CONTEXTS.get(code));
  }
}

/** smtp-server's names for 4.3.1 (system full) and 5.3.4 (message too big), where 4.2.2 and 5.2.2 are its defaults. */
const CONTEXTS: ReadonlyMap<number, string> = new Map([
  [452, 'SYSTEM_FULL'],
  [552, 'MESSAGE_TOO_BIG'],
]);
