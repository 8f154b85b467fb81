import type { Certificates } from '../../support/certificates';

/** The real servers of this suite. `smtp-server` is the library that the embedded test server is made of. */
export type ServerName =
  | 'Postfix'
  | 'Exim'
  | 'Dovecot'
  | 'Dovecot 2.4'
  | 'Sendmail'
  | 'OpenSMTPD'
  | 'aiosmtpd'
  | 'smtp-sink'
  | 'smtp-server';

/**
 * A private instance of a real mail server on loopback. It knows the user `test` with the password `secret`, takes
 * mail for alice@example.test and bob@example.test and refuses nobody@example.test, as far as it is of the kind that
 * knows users and addresses at all. It calls itself mail.example.test.
 */
export interface RealServer<Port extends PortName = never> {
  readonly name: ServerName;
  readonly host: '127.0.0.1';
  readonly ports: Ports<Port>;
  /** The path of its log, which may grow a little after a reply was sent. */
  readonly log: string;
  /**
   * Takes what it delivered so far out of its mailboxes, in no order: each message as it was kept there, with the fields that the server
   * put before it, and with the line ends of files where the server keeps messages in those.
   */
  takeMessages(): Promise<readonly Buffer[]>;
  /** Ends its processes and waits until they are gone. May be called again. */
  stop(): Promise<void>;
}

/** A server with a queue that can be looked at. */
export interface QueueingServer<Port extends PortName = SmtpPort> extends RealServer<Port> {
  /** What is in its queue, oldest first. */
  queue(): Promise<readonly QueueEntry[]>;
  /** What the `mailq` command prints for this instance. */
  mailq(): Promise<string>;
}

/** What a server may listen for. */
export type PortName = SmtpPort | 'lmtp' | 'auth';

export type SmtpPort =
  /** SMTP with STARTTLS; AUTH is offered without TLS, too. */
  | 'plain'
  /** Submission (RFC 6409): AUTH is offered after STARTTLS only. */
  | 'submission'
  /** Submission over implicit TLS (RFC 8314). */
  | 'tls';

export type Ports<Name extends string> = Readonly<Record<Name, number>>;

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
  readonly certificates: Certificates;
  /** Which of the certificates it shows, of which it takes a copy; `good` unless told otherwise. */
  readonly certificate?: ServerCertificate;
}

export type ServerCertificate = 'good' | 'expired' | 'wronghost' | 'selfsigned';

/** For servers that can ask for a certificate of the client in a handshake. */
export interface ClientCertificateOptions {
  /** Whether they do where TLS is compulsory, and refuse a client that shows none of the tests' authority. */
  readonly requireClientCertificate?: boolean;
}
