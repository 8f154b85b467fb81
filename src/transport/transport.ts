/** The seam between the run and the network: bytes in and out, and nothing of what they mean. */
export interface Transport {
  readonly facts: ConnectionFacts;
  /** Present once a handshake has succeeded. */
  readonly tls: TlsFacts | undefined;
  /** What an exchange can be bound to; undefined without TLS. */
  readonly binding: TlsBinding | undefined;
  /** The next line if all of it has arrived, or why there will be none; undefined if it has to be waited for. */
  takeLine(): ReadResult | undefined;
  /**
   * The next line, waited for.
   *
   * @param timeout milliseconds to wait at most
   * @param since when the wait began, as `performance.now` counts; now, unless it is given
   */
  readLine(timeout: number, since?: number): Promise<ReadResult>;
  /**
   * Writes bytes, or a text of ASCII, which is spared the copy; a promise only where the server takes them slowly, and then it
   * resolves when there is room for more (back-pressure).
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
  /** A unix socket's path, instead of host and port; one that begins with NUL is in Linux's abstract namespace. */
  readonly path?: string;
  /** The host's addresses, where they are known: then nobody is asked for them. */
  readonly addresses?: readonly string[];
  readonly family?: 4 | 6;
  /** The local address to connect from. */
  readonly bind?: string;
  /** Whom to ask for the connection, instead of making it. */
  readonly proxy?: Proxy;
  /** Sent as soon as the connection is there, before anything else and before TLS: a header of the PROXY protocol. */
  readonly preamble?: Uint8Array;
  /** Milliseconds for the connection, the proxy's work and, if there is one, the handshake each. */
  readonly timeout: number;
  /** TLS from the first byte. */
  readonly tls?: TlsOptions;
  /** For a handshake that may come later: what is wrong with it is told before anything is sent. */
  readonly upgrade?: TlsOptions;
}

/** A proxy that takes connections on; host names are left to it to look up. */
export interface Proxy {
  /** SOCKS5 (RFC 1928), or HTTP's `CONNECT` (RFC 9110 section 9.3.6). */
  readonly kind: 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  /** For RFC 1929, or for HTTP's `Basic` (RFC 7617). */
  readonly user?: string;
  readonly password?: string;
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
  /** Of an encrypted `key`. */
  readonly passphrase?: string;
  /** No name is asked for in the handshake; the certificate has to carry it all the same. */
  readonly withoutSni?: boolean;
  /** Protocols to offer (RFC 7301); none unless there are some. */
  readonly alpn?: readonly string[];
}

export interface ConnectionFacts {
  /** Of a unix socket its path; `@` stands before a name in the abstract namespace. */
  readonly remoteAddress: string;
  /** 0 for a unix socket. */
  readonly remotePort: number;
  readonly localAddress: string;
}

/** What was agreed in a handshake, and what the server's certificate says. Its texts are the server's to write. */
export interface TlsFacts {
  readonly protocol: string;
  /** As OpenSSL calls it. */
  readonly cipher: string;
  /** The name that the certificate has to carry. */
  readonly serverName: string;
  /** The name asked for in the handshake (RFC 6066 section 3); absent when none was. */
  readonly sni?: string;
  /** The protocol that was agreed of those offered (RFC 7301). */
  readonly alpn?: string;
  /** The ephemeral key of the key exchange, where Node tells of one. */
  readonly keyExchange?: KeyExchangeFacts;
  /** An earlier session was resumed, so that no certificate was sent. */
  readonly resumed: boolean;
  /** Whether the certificate was verified and found good. */
  readonly authorized: boolean;
  readonly verification: Verification;
  /** Why it was not, in words; absent when it was. */
  readonly problem?: string;
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names and addresses that the certificate is for. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string;
  /** ISO 8601. */
  readonly validTo: string;
  readonly daysLeft: number;
  /** Of the server's own certificate: SHA-256, in pairs of hexadecimal digits with colons between them. */
  readonly fingerprint: string;
  /** The certificates in the order in which the server sent them, then those of known authorities that complete them. */
  readonly chain: readonly CertificateFacts[];
}

export interface KeyExchangeFacts {
  /** `ECDH` or `DH`. */
  readonly type: string;
  /** The curve, where there is one. */
  readonly name?: string;
  readonly bits?: number;
}

export interface Verification {
  /** `OK`, or the name that OpenSSL or Node gives the fault. */
  readonly code: string;
  readonly words: string;
}

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string;
  /** ISO 8601. */
  readonly validTo: string;
  /** Whole days, negative when it has expired. */
  readonly daysLeft: number;
  /** Hexadecimal. */
  readonly serial: string;
  /** SHA-256, in pairs of hexadecimal digits with colons between them. */
  readonly fingerprint: string;
  /** Such as `RSA 2048`, `EC P-256` or `Ed25519`. */
  readonly key: string;
  /** Bits of the key; undefined where its type says all. */
  readonly keyBits?: number;
  /** False of a known authority's, which was found here. */
  readonly sent: boolean;
}

/** What ties something to this TLS connection and no other (RFC 5056), as far as it can be had. */
export interface TlsBinding {
  /** The keying material of RFC 9266 section 2; TLS 1.3 only. */
  readonly exporter?: Uint8Array;
  /** The certificates that the server sent, its own first; DER. */
  readonly certificates: readonly Uint8Array[];
}

/** A whole line of the server's. */
export interface ReceivedLine {
  readonly kind: 'line';
  /** Without its end; octets that are no UTF-8 are U+FFFD. */
  readonly text: string;
  /** How many it was received in, without its end. */
  readonly octets: number;
  readonly ending: 'crlf' | 'lf';
}

export type ReadResult = ReceivedLine | { readonly kind: 'failed'; readonly error: ConnectionError };

export type ConnectResult = { readonly kind: 'connected'; readonly transport: Transport } | FailedHandshake;

export type TlsResult = { readonly kind: 'secured'; readonly facts: TlsFacts } | FailedHandshake;

export interface FailedHandshake {
  readonly kind: 'failed';
  readonly error: ConnectionError;
  /** What the handshake came to, where it is only the certificate that is not accepted. */
  readonly refused?: TlsFacts;
}

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
    | 'proxy'
    | 'other';
  readonly message: string;
  readonly hint?: string;
}
