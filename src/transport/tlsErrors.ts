import { codeOf, messageOf } from './errorCode';
import type { ConnectionError, TlsFacts } from './transport';

/**
 * A handshake that failed before any certificate could be looked at.
 *
 * @param heard octets that the server has sent in it, where they are known
 */
export function explainHandshake(error: unknown, where: string, heard?: number): ConnectionError {
  const code = codeOf(error);
  if (NO_TLS.has(code)) {
    return {
      kind: 'plaintext',
      message: `${where} does not speak TLS here: it answered the handshake in plain text`,
      hint: 'Use smtp+starttls:// (or smtp:// and a STARTTLS line) for this port; implicit TLS is usually on port 465.',
    };
  }
  if (WENT_AWAY.has(code)) return { kind: 'tls', ...wentAway(where, heard) };
  return (
    alertOf(code, where) ?? ownReason(code, where) ?? failedFor(messageOf(error), where, isGarbled(code))
  );
}

/** A handshake that did not come to its end. */
export function explainSlowHandshake(where: string, within: string, heard: number): ConnectionError {
  return heard === 0
    ? {
        kind: 'timeout',
        message: `${where} sent nothing in answer to the TLS handshake within ${within}`,
        hint: 'A server that waits for plain text is reached by smtp:// or smtp+starttls://.',
      }
    : {
        kind: 'timeout',
        message: `The TLS handshake with ${where} did not end within ${within}; ${octets(heard)} of it came`,
        hint: 'Raise the limit with “# @timeout”, or look into the server’s log.',
      };
}

/** TLS that broke after the handshake: in TLS 1.3 that is also how a client's certificate is refused. */
export function explainTlsBroken(error: unknown): ConnectionError {
  const code = codeOf(error);
  const where = 'The server';
  return (
    alertOf(code, where) ??
    ownReason(code, where) ?? {
      kind: 'tls',
      message: `TLS broke in the middle of the connection (${messageOf(error)})`,
      hint: 'The server, or something between you and it, sent what is no TLS, or changed what was sent.',
    }
  );
}

/** What came instead of a record of TLS. */
const NO_TLS: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_DATA_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_HTTPS_PROXY_REQUEST',
]);

/** The end of the connection, in whatever way. */
const WENT_AWAY: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
]);

interface Words {
  readonly message: string;
  readonly hint: string;
}

function wentAway(where: string, heard: number | undefined): Words {
  if (heard === 0)
    return {
      message: `${where} closed the connection in answer to the TLS handshake, without having sent anything`,
      hint: 'It may want another version of TLS, or speak none here; its log may say why.',
    };
  return {
    message: `${where} closed the connection during the TLS handshake${heard === undefined ? '' : `, after ${octets(heard)}`}`,
    hint: 'It may want another version of TLS or a client certificate; its log may say why.',
  };
}

function octets(count: number): string {
  return count === 1 ? '1 octet' : `${count} octets`;
}

/**
 * What is in order as a record of TLS and not in order as a handshake, or the other way round: OpenSSL has a hundred names for that,
 * of which these are the ones that rubbish draws.
 */
function isGarbled(code: string): boolean {
  return /^ERR_SSL_(?:UNEXPECTED_|BAD_|INVALID_|UNKNOWN_|WRONG_|LENGTH_|DECODE_|DECRYPTION_|EXCESSIVE_|MISSING_|RECORD_)/.test(
    code,
  );
}

/** OpenSSL's reason goes with it, so that it can be looked up. */
function failedFor(reason: string, where: string, garbled: boolean): ConnectionError {
  return garbled
    ? {
        kind: 'tls',
        message: `${where} sent what has no place in a TLS handshake (${reason})`,
        hint: 'Either it does not speak TLS as it should, or something between you and it changes what it sends.',
      }
    : {
        kind: 'tls',
        message: `The TLS handshake with ${where} failed (${reason})`,
        hint: 'The server’s log may say why.',
      };
}

function ownReason(code: string, where: string): ConnectionError | undefined {
  const known = OWN_REASONS[code];
  return known === undefined
    ? undefined
    : { kind: 'tls', message: known.message.replace('WHERE', where), hint: known.hint };
}

const NO_VERSION: Words = {
  message: 'WHERE and this client have no TLS version in common',
  hint: 'Set @tls-min and @tls-max to a version that the server speaks; TLS 1.0 and 1.1 need “# @tls-ciphers DEFAULT@SECLEVEL=0” besides.',
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
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_VERSION,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: {
    message: 'No version of TLS is left to speak between @tls-min and @tls-max',
    hint: 'TLS 1.0 and 1.1 need “# @tls-ciphers DEFAULT@SECLEVEL=0” besides.',
  },
  ERR_SSL_NO_CIPHERS_AVAILABLE: {
    message: 'No cipher suite is left that @tls-ciphers, @tls-min and @tls-max allow together',
    hint: 'The suites of TLS 1.3 are others than those before it; “openssl ciphers -v LIST” lists what a list stands for.',
  },
  ERR_SSL_WRONG_CIPHER_RETURNED: {
    message: 'WHERE chose a cipher suite that it was not offered',
    hint: 'Look at @tls-ciphers, or have its TLS library renewed.',
  },
  ERR_SSL_DH_KEY_TOO_SMALL: TOO_WEAK,
  // Of BoringSSL, which is what VS Code's own Node.js is built with.
  ERR_SSL_BAD_DH_P_LENGTH: TOO_WEAK,
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
  NO_CERTIFICATE: { message: 'it wants a client certificate', hint: CLIENT_CERTIFICATE },
  DECRYPT_ERROR: {
    message: 'a signature does not check out, that of the client certificate perhaps',
    hint: CLIENT_CERTIFICATE,
  },
  UNSUPPORTED_CERTIFICATE: {
    message: 'the client certificate is of a kind that it does not take',
    hint: CLIENT_CERTIFICATE,
  },
  ACCESS_DENIED: { message: 'the client certificate is good but not allowed', hint: CLIENT_CERTIFICATE },
  UNRECOGNIZED_NAME: {
    message: 'it has no certificate for the name that was asked for',
    hint: 'Ask for another one with “# @sni NAME”.',
  },
  MISSING_EXTENSION: {
    message: 'it wants an extension that was not sent, such as the name that is asked for',
    hint: 'Give a name with “# @sni NAME”, as none is sent for an address or after “# @sni off”.',
  },
  INTERNAL_ERROR: {
    message: 'something went wrong on its side; often it has no certificate, or cannot read its key',
    hint: 'Its log says why.',
  },
  NO_APPLICATION_PROTOCOL: {
    message: 'it speaks none of the protocols of @tls-alpn',
    hint: 'Leave @tls-alpn out: SMTP has no protocol of its own there.',
  },
};

/** The alert as the RFCs call it, so that it can be looked up, and what it means here. */
function alertOf(code: string, where: string): ConnectionError | undefined {
  const alert = ALERT.exec(code)?.[1];
  if (alert === undefined) return undefined;
  const known = ALERTS[alert];
  if (known === NO_VERSION)
    return { kind: 'tls', message: known.message.replace('WHERE', where), hint: known.hint };
  const name = alert.replaceAll('_', ' ').toLowerCase();
  const message = `${where} ended TLS with the alert “${name}”`;
  return known === undefined
    ? { kind: 'tls', message, hint: 'Its log may say why.' }
    : { kind: 'tls', message: `${message}: ${known.message}`, hint: known.hint };
}

/** From OpenSSL 3.2 on, those that SSL 3 had already begin with `SSL/TLS`. */
const ALERT = /^ERR_SSL_(?:TLSV1|SSLV3|TLSV13|SSL\/TLS)_(?:ALERT_)?(.+)$/;

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
