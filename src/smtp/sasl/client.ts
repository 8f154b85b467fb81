/** Who authenticates. Both values go out as they are, in UTF-8: no SASLprep changes what the author wrote. */
export interface SaslCredentials {
  readonly user: string;
  readonly password: string;
}

/** What the client does next: the bytes of its response, before base64, or why there is none, as a sentence. */
export type SaslStep =
  | { readonly kind: 'response'; readonly bytes: Uint8Array }
  | { readonly kind: 'error'; readonly message: string };

/** The client's side of one authentication exchange (RFC 4422 section 3), one step at a time. */
export interface SaslClient {
  /** The mechanism's name in upper case. */
  readonly mechanism: string;
  /** Whether the client speaks first, so that its first response can stand on the `AUTH` line (RFC 4954 section 4). */
  readonly hasInitialResponse: boolean;
  /** Answers the server's challenge, decoded from base64; undefined for the initial response. */
  step(challenge: Uint8Array | undefined): SaslStep;
}

/** What a mechanism's file provides. */
export type SaslMechanism = (credentials: SaslCredentials) => SaslClient;

export function response(content: string): SaslStep {
  return { kind: 'response', bytes: Buffer.from(content) };
}

/** The server went on after the mechanism was through. */
export function tooManySteps(mechanism: string): SaslStep {
  return { kind: 'error', message: `${mechanism} is finished; it has no answer to another challenge.` };
}
