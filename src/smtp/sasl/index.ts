import { type SaslClient, type SaslCredentials, type SaslMechanism } from './client';
import { cramMd5 } from './cramMd5';
import { login } from './login';
import { plain } from './plain';

export type { SaslClient, SaslCredentials, SaslStep } from './client';

/** Each mechanism is one file and one line here. */
const MECHANISMS: ReadonlyMap<string, SaslMechanism> = new Map([
  ['PLAIN', plain],
  ['LOGIN', login],
  ['CRAM-MD5', cramMd5],
]);

/** The client's side of a mechanism, by its name in any case; undefined if the mechanism is not built in. */
export function createSasl(mechanism: string, credentials: SaslCredentials): SaslClient | undefined {
  return MECHANISMS.get(mechanism.toUpperCase())?.(credentials);
}

/** How many lines follow the AUTH line: without an initial response on it, and with one. */
const STEPS: ReadonlyMap<string, readonly [without: number, withInitial: number]> = new Map([
  ['PLAIN', [1, 0]],
  ['LOGIN', [2, 1]],
  ['CRAM-MD5', [1, 1]],
  ['XOAUTH2', [1, 0]],
  ['OAUTHBEARER', [1, 0]],
  ['EXTERNAL', [1, 0]],
  ['ANONYMOUS', [1, 0]],
  ['DIGEST-MD5', [2, 2]],
  ['NTLM', [2, 1]],
]);

/**
 * How many lines of the client follow the `AUTH` line when all goes well, so that a reader knows which lines of a
 * transcript are responses. SCRAM's last one is the empty answer to the server's signature (RFC 5802 section 5).
 * Undefined for a mechanism that is not known.
 */
export function mechanismSteps(mechanism: string, hasInitialResponse: boolean): number | undefined {
  const name = mechanism.toUpperCase();
  const steps = name.startsWith('SCRAM-') ? ([3, 2] as const) : STEPS.get(name);
  return steps?.[hasInitialResponse ? 1 : 0];
}
