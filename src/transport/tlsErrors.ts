import { codeOf, messageOf } from './errorCode';
import type { ConnectionError, TlsFacts } from './transport';

/** A handshake that failed before any certificate could be looked at, or an alert that came later. */
export function explainHandshake(error: unknown, where: string): ConnectionError {
  const code = codeOf(error);
  if (PLAIN_TEXT.has(code)) {
    return {
      kind: 'plaintext',
      message: `${where} does not speak TLS here: it answered the handshake in plain text`,
      hint: 'Use smtp+starttls:// (or smtp:// and a STARTTLS line) for this port; implicit TLS is usually on port 465.',
    };
  }
  const alert = /^ERR_SSL_(?:TLSV1|SSLV3|TLSV13)_(?:ALERT_)?(.+)$/.exec(code)?.[1];
  if (alert !== undefined) return { kind: 'tls', ...alertWords(alert, where) };
  const known = OWN_REASONS[code];
  return known === undefined
    ? { kind: 'tls', message: `TLS could not be spoken: ${messageOf(error)}` }
    : { kind: 'tls', message: known.message.replace('WHERE', where), hint: known.hint };
}

/** What came instead of a record of TLS. */
const PLAIN_TEXT: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
]);

interface Words {
  readonly message: string;
  readonly hint: string;
}

const NO_VERSION: Words = {
  message: 'WHERE and this client have no TLS version in common',
  hint: 'Set @tls-min and @tls-max to a version that the server speaks; TLS 1.0 and 1.1 need “# @tls-ciphers DEFAULT@SECLEVEL=0” besides.',
};
const WENT_AWAY: Words = {
  message: 'WHERE closed the connection during the TLS handshake',
  hint: 'It may want another TLS version or a client certificate, or this port may not speak TLS.',
};
const TOO_WEAK: Words = {
  message: 'WHERE offers a key that is too weak to be accepted',
  hint: 'To accept it all the same, write “# @tls-ciphers DEFAULT@SECLEVEL=0”.',
};

const OLD_SIGNATURE: Words = {
  message: 'WHERE speaks a TLS that is too old: its signatures are not accepted',
  hint: 'To accept it all the same, write “# @tls-ciphers DEFAULT@SECLEVEL=0”.',
};

/** Why this end gave the handshake up, by the code of Node. */
const OWN_REASONS: Readonly<Record<string, Words>> = {
  ECONNRESET: WENT_AWAY,
  EPIPE: WENT_AWAY,
  ERR_SSL_UNEXPECTED_EOF_WHILE_READING: WENT_AWAY,
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_VERSION,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: {
    message: 'No version of TLS is left to speak between @tls-min and @tls-max',
    hint: 'TLS 1.0 and 1.1 need “# @tls-ciphers DEFAULT@SECLEVEL=0” besides.',
  },
  ERR_SSL_DH_KEY_TOO_SMALL: TOO_WEAK,
  ERR_SSL_EE_KEY_TOO_SMALL: TOO_WEAK,
  ERR_SSL_CA_KEY_TOO_SMALL: TOO_WEAK,
  ERR_SSL_CA_MD_TOO_WEAK: TOO_WEAK,
  ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: {
    message: 'WHERE speaks TLS without secure renegotiation (RFC 5746), which is not accepted',
    hint: 'Its TLS library has to be renewed.',
  },
  ERR_SSL_WRONG_SIGNATURE_TYPE: OLD_SIGNATURE,
  ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED: OLD_SIGNATURE,
};

const CLIENT_CERTIFICATE = 'Look at @tls-cert and @tls-key; the server’s log may say more.';

/** Alerts by OpenSSL's name (RFC 8446 section 6.2): what the server means, and what to do. */
const ALERTS: Readonly<Record<string, Words>> = {
  PROTOCOL_VERSION: NO_VERSION,
  HANDSHAKE_FAILURE: {
    message: 'no cipher suite, signature or curve in common, or a client certificate is missing',
    hint: 'Look at @tls-ciphers, @tls-min and @tls-max, and whether the server wants @tls-cert.',
  },
  INSUFFICIENT_SECURITY: {
    message: 'it wants stronger cipher suites than were offered',
    hint: 'Look at @tls-ciphers.',
  },
  CERTIFICATE_REQUIRED: {
    message: 'it wants a client certificate',
    hint: 'Give one with “# @tls-cert FILE” and “# @tls-key FILE”.',
  },
  UNKNOWN_CA: {
    message: 'it does not know the authority of the client certificate',
    hint: CLIENT_CERTIFICATE,
  },
  BAD_CERTIFICATE: {
    message: 'it does not accept the client certificate, or there is none',
    hint: CLIENT_CERTIFICATE,
  },
  CERTIFICATE_EXPIRED: { message: 'the client certificate has expired', hint: CLIENT_CERTIFICATE },
  CERTIFICATE_REVOKED: { message: 'the client certificate was revoked', hint: CLIENT_CERTIFICATE },
  CERTIFICATE_UNKNOWN: { message: 'it does not accept the client certificate', hint: CLIENT_CERTIFICATE },
  UNSUPPORTED_CERTIFICATE: {
    message: 'the client certificate is of a kind that it does not take',
    hint: CLIENT_CERTIFICATE,
  },
  ACCESS_DENIED: { message: 'the client certificate is good but not allowed', hint: CLIENT_CERTIFICATE },
  UNRECOGNIZED_NAME: {
    message: 'it has no certificate for the name that was asked for',
    hint: 'Ask for another one with “# @sni NAME”.',
  },
  NO_APPLICATION_PROTOCOL: {
    message: 'it speaks none of the protocols of @tls-alpn',
    hint: 'Leave @tls-alpn out: SMTP has no protocol of its own there.',
  },
};

/** The alert as the RFCs call it, so that it can be looked up, and what it means here. */
function alertWords(alert: string, where: string): { message: string; hint: string } {
  const known = ALERTS[alert];
  if (known === NO_VERSION) return { message: known.message.replace('WHERE', where), hint: known.hint };
  const name = alert.replaceAll('_', ' ').toLowerCase();
  const message = `${where} ended the TLS handshake with the alert “${name}”`;
  return known === undefined
    ? { message, hint: 'Its log says why.' }
    : { message: `${message}: ${known.message}`, hint: known.hint };
}

/** What a bad certificate is explained with. */
export type ExplainedFacts = Pick<
  TlsFacts,
  'serverName' | 'subject' | 'issuer' | 'names' | 'validFrom' | 'validTo'
>;

/** A certificate that is not to be trusted, with what it says of itself. */
export function explainCertificate(code: string, facts: ExplainedFacts): ConnectionError {
  const names = facts.names.length === 0 ? 'no name' : facts.names.join(', ');
  const { message, hint } = certificateWords(code, facts, names);
  return { kind: 'certificate', message, hint };
}

function certificateWords(
  code: string,
  facts: ExplainedFacts,
  names: string,
): { message: string; hint: string } {
  const off = 'or write “# @tls-verify off” to go on without a check.';
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return {
        message: `The server's certificate expired on ${facts.validTo.slice(0, 10)}`,
        hint: `Renew it on the server, ${off}`,
      };
    case 'CERT_NOT_YET_VALID':
      return {
        message: `The server's certificate is not valid before ${facts.validFrom.slice(0, 10)}`,
        hint: `Check the clocks of both sides, ${off}`,
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        message: `The server's certificate is for ${names}, not for ${facts.serverName}`,
        hint: `Connect to a name that it has, give one with “# @sni ${facts.names[0] ?? 'NAME'}”, ${off}`,
      };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return {
        message: `The server's certificate is self-signed (${facts.subject})`,
        hint: `Trust it with “# @tls-ca FILE”, ${off}`,
      };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return {
        message: `The server's certificate was issued by an authority that is not known here (${facts.issuer})`,
        hint: `Trust the authority with “# @tls-ca FILE”, have the server send its whole chain, ${off}`,
      };
    default:
      return {
        message: `The server's certificate cannot be verified (${code})`,
        hint: `Look at it with “openssl s_client”, ${off}`,
      };
  }
}
