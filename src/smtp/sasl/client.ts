/** Who authenticates. Mechanisms that have no use for a part of it leave it out. */
export interface SaslCredentials {
  readonly user: string;
  /** A password; for XOAUTH2 and OAUTHBEARER the access token. */
  readonly password: string;
  /** The identity to act for, where it is another than the user's (RFC 4422 section 2). */
  readonly authzid?: string;
}

/** What some mechanisms need besides the credentials. */
export interface SaslOptions {
  /** A fresh nonce of printable ASCII without a comma; by default 144 random bits. Tests give a fixed one. */
  readonly nonce?: () => string;
  /** What the TLS connection can be bound to; undefined without TLS, or where it cannot be told. */
  readonly channelBinding?: ChannelBinding;
  /** The mechanisms that the server offers, in upper case; undefined while they are not known. */
  readonly offered?: readonly string[];
  /** The host and the port that the client wants to speak to, for mechanisms that tell the server. */
  readonly host?: string;
  readonly port?: number;
  /** The registered name of the protocol; `smtp` by default. */
  readonly service?: string;
}

/** What ties an exchange to the TLS connection that it runs on (RFC 5056). */
export interface ChannelBinding {
  /** RFC 9266, and RFC 5929 section 4. */
  readonly type: 'tls-exporter' | 'tls-server-end-point';
  readonly data: Uint8Array;
}

/** What the client does next: the bytes of its response, before base64, or why there is none, as a sentence. */
export type SaslStep =
  | {
      readonly kind: 'response';
      readonly bytes: Uint8Array;
      /**
       * What was worked out of the password and must not be shown in clear either, should it come back in another
       * message. The bytes themselves are a credential always.
       */
      readonly secrets: readonly string[];
      readonly note?: SaslNote;
    }
  | SaslRefusal;

/** The exchange cannot go on: RFC 4954 section 4 cancels with `*`. The message holds no secret. */
export interface SaslRefusal {
  readonly kind: 'error';
  readonly message: string;
  /** There if it is for what the server said, and not for what the client was given. */
  readonly isServers?: true;
}

/** Something about the exchange that a person wants to know. It may quote the server. */
export interface SaslNote {
  readonly severity: 'information' | 'warning';
  readonly message: string;
}

/** Whether the server has proved what it had to when it says that all went well. */
export type SaslVerdict = { readonly kind: 'accepted'; readonly note?: SaslNote } | SaslRefusal;

/**
 * Whether the client's first response can stand on the `AUTH` line (RFC 4954 section 4): as a rule, as it speaks first; or
 * though the server does, which many servers allow; or not at all, as it answers a challenge.
 */
export type InitialResponse = 'usual' | 'possible' | 'none';

/** The client's side of one authentication exchange (RFC 4422 section 3), one step at a time. */
export interface SaslClient {
  /** The mechanism's name in upper case. */
  readonly mechanism: string;
  readonly initialResponse: InitialResponse;
  /** Whether the answers depend on what the server asks: LOGIN's do not, and its prompts may be anything. */
  readonly readsChallenges: boolean;
  /** Answers the server's challenge, decoded from base64; undefined for the initial response. Never rejects. */
  step(challenge: Uint8Array | undefined): Promise<SaslStep>;
  /**
   * Judges the server's word that all went well. A mechanism with which the server has to prove itself accepts it only
   * if it has, in a challenge before or in the reply's own text.
   *
   * @param text what follows the code 235
   */
  verify(text: string): SaslVerdict;
}

/** What a mechanism's file provides; what all have in common is {@link guard}'s. */
export type SaslMechanism = (credentials: SaslCredentials, options: SaslOptions) => Mechanics;

/** A mechanism's own part. */
export interface Mechanics {
  readonly initialResponse: InitialResponse;
  readonly readsChallenges: boolean;
  step(challenge: Uint8Array | undefined): SaslStep | undefined | Promise<SaslStep | undefined>;
  /** Absent for mechanisms with which the server proves nothing. */
  verify?(text: string): SaslVerdict;
}

export function response(
  content: string | Uint8Array,
  { secrets = [], note }: { readonly secrets?: readonly string[]; readonly note?: SaslNote } = {},
): SaslStep {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { kind: 'response', bytes, secrets, ...(note === undefined ? {} : { note }) };
}

export function refusal(message: string): SaslRefusal {
  return { kind: 'error', message };
}

/** The server said what it must not. */
export function distrust(message: string): SaslRefusal {
  return { kind: 'error', message, isServers: true };
}

export function information(message: string): SaslNote {
  return { severity: 'information', message };
}

export function warning(message: string): SaslNote {
  return { severity: 'warning', message };
}
