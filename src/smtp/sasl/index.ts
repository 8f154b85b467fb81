import { anonymous } from './anonymous';
import { type SaslClient, type SaslCredentials, type SaslMechanism, type SaslOptions } from './client';
import { cramMd5 } from './cramMd5';
import { digestMd5 } from './digestMd5';
import { external } from './external';
import { guard } from './guard';
import { login } from './login';
import { oauthBearer, xoauth2 } from './oauth';
import { plain } from './plain';
import { scram } from './scram';

export { TLS_EXPORTER, tlsServerEndPoint } from './channelBinding';
export type { ChannelBinding, SaslClient, SaslNote, SaslOptions, SaslStep } from './client';

/** Each mechanism is one file and one line here, in the order in which a person is told of them. */
const MECHANISMS: ReadonlyMap<string, Entry> = /* @__PURE__ */ new Map<string, Entry>([
  ['PLAIN', { create: plain, needs: 'password' }],
  ['LOGIN', { create: login, needs: 'password' }],
  ['CRAM-MD5', { create: cramMd5, needs: 'password' }],
  ['DIGEST-MD5', { create: digestMd5, needs: 'password' }],
  ['SCRAM-SHA-1', { create: scram('SHA-1', false), needs: 'password' }],
  ['SCRAM-SHA-1-PLUS', { create: scram('SHA-1', true), needs: 'password' }],
  ['SCRAM-SHA-256', { create: scram('SHA-256', false), needs: 'password' }],
  ['SCRAM-SHA-256-PLUS', { create: scram('SHA-256', true), needs: 'password' }],
  ['SCRAM-SHA-512', { create: scram('SHA-512', false), needs: 'password' }],
  ['SCRAM-SHA-512-PLUS', { create: scram('SHA-512', true), needs: 'password' }],
  ['XOAUTH2', { create: xoauth2, needs: 'password' }],
  ['OAUTHBEARER', { create: oauthBearer, needs: 'password' }],
  ['EXTERNAL', { create: external, needs: 'nothing' }],
  ['ANONYMOUS', { create: anonymous, needs: 'nothing' }],
]);

interface Entry {
  readonly create: SaslMechanism;
  /** Without what there can be no exchange. */
  readonly needs: 'password' | 'nothing';
}

const INSTEAD =
  'Use PLAIN, LOGIN or XOAUTH2 over TLS if the server offers one of them; a line of base64 that you write yourself is sent as it stands';

/** Mechanisms that are known and left out, each with the reason as the end of a sentence, and what to do instead. */
const LEFT_OUT: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  [
    'NTLM',
    `it needs MD4, which the OpenSSL of Node.js no longer has, and Microsoft advises against it. ${INSTEAD}`,
  ],
  ['GSSAPI', `it needs the Kerberos of the system. ${INSTEAD}`],
  ['GSS-SPNEGO', `it needs the Kerberos of the system. ${INSTEAD}`],
]);

/** The client's side of a mechanism, by its name in any case; undefined if the mechanism is not built in. */
export function createSasl(
  mechanism: string,
  credentials: SaslCredentials,
  options: SaslOptions = {},
): SaslClient | undefined {
  const name = mechanism.toUpperCase();
  const entry = MECHANISMS.get(name);
  return entry === undefined ? undefined : guard(name, entry.create, credentials, options);
}

/** Whether a mechanism, by its name in any case, has an exchange only with a user and a password or token. */
export function needsPassword(mechanism: string): boolean {
  return MECHANISMS.get(mechanism.toUpperCase())?.needs !== 'nothing';
}

/** Why there is no client for a mechanism, as a sentence that also says which there are. */
export function explainUnknown(mechanism: string): string {
  const reason = LEFT_OUT.get(mechanism.toUpperCase());
  const known = [...MECHANISMS.keys()];
  return reason === undefined
    ? `$sasl does not know the mechanism ${mechanism}: it knows ${known.slice(0, -1).join(', ')} and ${known.at(-1) ?? ''}`
    : `$sasl does not know the mechanism ${mechanism}: ${reason}`;
}
