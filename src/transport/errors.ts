import type { ConnectionError, TlsFacts } from './transport';

export const CANCELLED: ConnectionError = { kind: 'cancelled', message: 'Cancelled' };

/** Milliseconds in words. */
export function seconds(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

/** The one place where the network's errors become words for a person. */
export function explainConnect(error: unknown, where: string): ConnectionError {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return {
        kind: 'refused',
        message: `${where} refused the connection: nothing listens there`,
        hint: 'Check the port, and that the server runs.',
      };
    case 'ENOTFOUND':
    case 'EAI_NONAME':
      return {
        kind: 'unknownHost',
        message: `The host of ${where} is not known to the DNS`,
        hint: 'Check the spelling of the name.',
      };
    case 'EAI_AGAIN':
      return {
        kind: 'unknownHost',
        message: `The DNS did not answer for ${where}`,
        hint: 'Check the network and try again.',
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return {
        kind: 'unreachable',
        message: `${where} cannot be reached from here (${code})`,
        hint: 'Check the network, the address family (@ip) and @bind.',
      };
    case 'ETIMEDOUT':
      return {
        kind: 'timeout',
        message: `${where} did not answer`,
        hint: 'A firewall may drop the packets; many networks block port 25.',
      };
    case 'ENOENT':
      return { kind: 'refused', message: `There is no socket at ${where}`, hint: 'Check the path.' };
    case 'EACCES':
      return {
        kind: 'refused',
        message: `${where} may not be opened by this user`,
        hint: 'Check the permissions.',
      };
    case 'ERR_INVALID_IP_ADDRESS':
      return {
        kind: 'other',
        message: 'The local address to connect from (@bind) is not an IP address',
        hint: 'Write an address of this machine, such as 192.0.2.1.',
      };
    default:
      return explainBroken(error);
  }
}

/** TLS that cannot even be begun: settings that contradict each other, or a file that holds no certificate. */
export function explainTlsOptions(error: unknown): ConnectionError {
  return {
    kind: 'tls',
    message: `TLS cannot be spoken with these settings: ${messageOf(error)}`,
    hint: 'Check @tls-ca, @tls-cert, @tls-key, @tls-min, @tls-max and @tls-ciphers.',
  };
}

/** A connection that broke while it was in use. */
export function explainBroken(error: unknown): ConnectionError {
  const code = codeOf(error);
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return {
      kind: 'reset',
      message: 'The server cut the connection without a word',
      hint: 'Its log may say why.',
    };
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return explainHandshake(error, 'The server');
  return { kind: 'other', message: `The connection broke: ${messageOf(error)}` };
}

/** A handshake that failed before any certificate could be looked at. */
export function explainHandshake(error: unknown, where: string): ConnectionError {
  const code = codeOf(error);
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    code === 'ERR_SSL_HTTP_REQUEST'
  ) {
    return {
      kind: 'plaintext',
      message: `${where} does not speak TLS here: it answered the handshake in plain text`,
      hint: 'Use smtp+starttls:// (or smtp:// and a STARTTLS line) for this port; implicit TLS is usually on port 465.',
    };
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return {
      kind: 'tls',
      message: `${where} closed the connection during the TLS handshake`,
      hint: 'It may want another TLS version or a client certificate, or this port may not speak TLS.',
    };
  }
  if (code === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE') {
    return {
      kind: 'tls',
      message: 'No version of TLS is left to speak between @tls-min and @tls-max',
      hint: 'Set @tls-min to a version that is not newer than @tls-max.',
    };
  }
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL' || code === 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION') {
    return {
      kind: 'tls',
      message: `${where} and this client have no TLS version in common`,
      hint: 'Set @tls-min and @tls-max to a version that the server speaks.',
    };
  }
  if (code.includes('ALERT')) {
    const alert = code
      .replace(/^ERR_SSL_(?:TLSV1_|SSLV3_|TLSV13_)?ALERT_/, '')
      .replaceAll('_', ' ')
      .toLowerCase();
    return {
      kind: 'tls',
      message: `${where} ended the TLS handshake with the alert “${alert}”`,
      hint: 'Its log says why.',
    };
  }
  return { kind: 'tls', message: `TLS could not be spoken: ${messageOf(error)}` };
}

/** A certificate that is not to be trusted, with what it says of itself. */
export function explainCertificate(code: string, facts: TlsFacts): ConnectionError {
  const names = facts.names.length === 0 ? 'no name' : facts.names.join(', ');
  const { message, hint } = certificateWords(code, facts, names);
  return { kind: 'certificate', message, hint };
}

function certificateWords(code: string, facts: TlsFacts, names: string): { message: string; hint: string } {
  const off = 'or write “# @tls-verify off” to go on without a check.';
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return {
        message: `The server's certificate expired on ${facts.validTo.slice(0, 10)}`,
        hint: `Renew it on the server, ${off}`,
      };
    case 'CERT_NOT_YET_VALID':
      return {
        message: "The server's certificate is not valid yet",
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

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** OpenSSL's errors carry a reason in words, in a message that is for nobody to read. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
