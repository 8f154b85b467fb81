import type { Certificates } from '../../support/certificates';

/**
 * A private instance of a real mail server on loopback. It knows the user `test` with the password `secret`, takes
 * mail for alice@example.test and bob@example.test and refuses nobody@example.test. It calls itself mail.example.test.
 */
export interface RealServer {
  readonly name: 'Postfix' | 'Exim';
  readonly host: '127.0.0.1';
  readonly ports: Ports;
  /** The path of its log, which may grow a little after a reply was sent. */
  readonly log: string;
  /** What is in its queue, oldest first. */
  queue(): Promise<readonly QueueEntry[]>;
  /** What the `mailq` command prints for this instance. */
  mailq(): Promise<string>;
  /** Ends its processes and waits until they are gone. May be called again. */
  stop(): Promise<void>;
}

/** Where a server listens. */
export interface Ports {
  /** SMTP with STARTTLS; AUTH is offered without TLS, too. */
  readonly plain: number;
  /** Submission (RFC 6409): AUTH is offered after STARTTLS only. */
  readonly submission: number;
  /** Submission over implicit TLS (RFC 8314). */
  readonly tls: number;
}

/** A message that a server has accepted and not yet got rid of. */
export interface QueueEntry {
  /** The queue id that the server's reply to the message's end contained. */
  readonly id: string;
  /** The envelope sender without angle brackets; empty for a bounce. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** In bytes; absent where the server prints a rounded number only. */
  readonly size?: number;
}

/** What every start function takes. */
export interface StartOptions {
  /**
   * A folder of the instance's own, in which it writes everything. Each folder on the way to it has to be open to
   * every user, because a mail server gives up root; the folder itself is made so.
   */
  readonly dir: string;
  /** It shows `good`, of which it takes a copy. */
  readonly certificates: Certificates;
}
