import type { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { ScramServer } from './scram';

/** What is said on a connection once a client has begun AUTH SCRAM-SHA-256 (RFC 4954 section 4). One for an exchange. */
export class ScramDialogue {
  readonly #connection: Pick<SMTPConnection, 'send' | '_nextHandler'>;
  readonly #exchange: ScramServer;
  readonly #decided: (user: string | undefined) => void;

  /** @param decided is told who has proved to be whom; undefined if nobody has */
  constructor(
    connection: Pick<SMTPConnection, 'send' | '_nextHandler'>,
    users: ReadonlyMap<string, string>,
    decided: (user: string | undefined) => void,
  ) {
    this.#connection = connection;
    this.#exchange = new ScramServer(users);
    this.#decided = decided;
  }

  /** @param response the client's first message, in base64 */
  begin(response: Buffer, callback: () => void): void {
    const text = response.toString('latin1').trim();
    const connection = this.#connection;
    void this.#exchange.begin(Buffer.from(text, 'base64').toString('utf8')).then((challenge) => {
      if (text === '*') connection.send(501, 'Authentication aborted');
      else if (challenge === undefined) connection.send(501, 'Error: invalid userdata');
      else {
        connection._nextHandler = (proof, next) => this.#prove(proof, next);
        connection.send(334, Buffer.from(challenge).toString('base64'));
      }
      callback();
    });
  }

  #prove(response: Buffer, callback: () => void): void {
    const text = response.toString('latin1').trim();
    const connection = this.#connection;
    const proved =
      text === '*' ? undefined : this.#exchange.finish(Buffer.from(text, 'base64').toString('utf8'));
    if (text === '*') connection.send(501, 'Authentication aborted');
    else if (proved === undefined) {
      this.#decided(undefined);
      connection.send(535, 'Error: authentication failed');
    } else {
      // The server's proof is a challenge that the client acknowledges with an empty line.
      connection._nextHandler = (_empty, next) => this.#end(proved.user, next);
      connection.send(334, Buffer.from(proved.proof).toString('base64'));
    }
    callback();
  }

  #end(user: string, callback: () => void): void {
    this.#decided(user);
    this.#connection.send(235, 'Authentication successful');
    callback();
  }
}
