/** The seam between the run and the network: bytes in and out, and nothing of what they mean. */
export interface Transport {
  readonly facts: ConnectionFacts;
  /** Present once a handshake has succeeded. */
  readonly tls: TlsFacts | undefined;
  /** The next line if all of it has arrived, or why there will be none; undefined if it has to be waited for. */
  takeLine(): ReadResult | undefined;
  /** The next line without its end; waits at most `timeout` milliseconds. */
  readLine(timeout: number): Promise<ReadResult>;
  /**
   * Writes bytes, or a text of ASCII, which is spared the copy; a promise only where the server takes them slowly, and then it resolves when there is room for more
   * (back-pressure).
   *
   * @param timeout milliseconds that the server may take nothing for
   */
  write(
    bytes: Uint8Array | string,
    timeout: number,
  ): ConnectionError | undefined | Promise<ConnectionError | undefined>;
  /** Whether something was received that nobody has read. */
  readonly hasUnread: boolean;
  /** Takes what was received and not read out of the stream; octets. */
  discardUnread(): Uint8Array;
  /** Upgrades the connection in place. */
  startTls(options: TlsOptions, timeout: number): Promise<TlsResult>;
  /** Ends the connection; idempotent, never fails. */
  close(): void;
}

export type Connect = (target: Target, signal: AbortSignal) => Promise<ConnectResult>;

export interface Target {
  readonly host: string;
  readonly port: number;
  /** A unix socket's path, instead of host and port. */
  readonly path?: string;
  readonly family?: 4 | 6;
  /** The local address to connect from. */
  readonly bind?: string;
  /** Milliseconds for the connection and, if there is one, the handshake each. */
  readonly timeout: number;
  /** TLS from the first byte. */
  readonly tls?: TlsOptions;
}

export interface TlsOptions {
  /** Sent as SNI, and the name that the certificate has to carry. */
  readonly serverName: string;
  readonly verify: boolean;
  /** PEM texts to trust besides the system's roots. */
  readonly ca?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly ciphers?: string;
}

export interface ConnectionFacts {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
}

export interface TlsFacts {
  readonly protocol: string;
  readonly cipher: string;
  readonly serverName: string;
  /** Whether the certificate was verified and found good. */
  readonly authorized: boolean;
  /** Why it was not, in words; absent when it was. */
  readonly problem?: string;
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names and addresses that the certificate is for. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validTo: string;
  readonly daysLeft: number;
}

export type LineEnd = 'crlf' | 'lf' | 'none';

export type ReadResult =
  | { readonly kind: 'line'; readonly bytes: Uint8Array; readonly ending: LineEnd }
  | { readonly kind: 'failed'; readonly error: ConnectionError };

export type ConnectResult =
  | { readonly kind: 'connected'; readonly transport: Transport }
  | { readonly kind: 'failed'; readonly error: ConnectionError };

export type TlsResult =
  | { readonly kind: 'secured'; readonly facts: TlsFacts }
  | { readonly kind: 'failed'; readonly error: ConnectionError };

/** Why the network said no. `message` says what happened and `hint` what to do, both for a person. */
export interface ConnectionError {
  readonly kind:
    | 'cancelled'
    | 'timeout'
    | 'refused'
    | 'unreachable'
    | 'unknownHost'
    | 'closed'
    | 'reset'
    | 'lineTooLong'
    | 'tls'
    | 'certificate'
    | 'plaintext'
    | 'other';
  readonly message: string;
  readonly hint?: string;
}
