import type { X509Certificate } from 'node:crypto';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { certificateFacts, readCertificate } from './certificateFacts';

import { secureContext } from './secureContext';
import { explainCertificate } from './tlsErrors';
import type {
  CertificateFacts,
  FailedHandshake,
  KeyExchangeFacts,
  TlsBinding,
  TlsFacts,
  TlsOptions,
} from './transport';

/**
 * Begins a TLS handshake over a socket. The certificate is not judged by Node but by {@link checkPeer}, so that a bad one can
 * be explained with what it says; nothing may be written before that.
 */
export function beginHandshake(socket: net.Socket, options: TlsOptions): tls.TLSSocket {
  const sni = nameToAskFor(options);
  return tls.connect({
    socket,
    host: options.serverName,
    ...(sni === undefined ? {} : { servername: sni }),
    ...(options.alpn === undefined ? {} : { ALPNProtocols: [...options.alpn] }),
    rejectUnauthorized: false,
    secureContext: secureContext(options),
  });
}

/** What came of a handshake: the facts to tell, and what an exchange can be bound to. */
export type Checked =
  { readonly kind: 'secured'; readonly facts: TlsFacts; readonly binding: TlsBinding } | FailedHandshake;

/** Judges the peer's certificate after the handshake. May be called once for a socket. */
export function checkPeer(socket: tls.TLSSocket, options: TlsOptions): Checked {
  const { chain, sent } = certificatesOf(socket);
  const failure = failureCode(socket.authorizationError);
  const facts = { ...factsOf(socket, options, chain), verification: { code: failure ?? 'OK', words: '' } };
  const binding = bindingOf(socket, sent);
  if (failure === undefined)
    return { kind: 'secured', facts: withWords(facts, goodWords(options, chain)), binding };
  const error = explainCertificate(failure, facts);
  const unverified = { ...withWords(facts, error.message), problem: error.message };
  if (options.verify) return { kind: 'failed', error, refused: unverified };
  return { kind: 'secured', facts: unverified, binding };
}

/** An address is no server name: RFC 6066 section 3. */
function nameToAskFor({ serverName, withoutSni = false }: TlsOptions): string | undefined {
  return withoutSni || net.isIP(serverName) !== 0 ? undefined : serverName;
}

function factsOf(
  socket: tls.TLSSocket,
  options: TlsOptions,
  chain: readonly CertificateFacts[],
): Omit<TlsFacts, 'verification'> {
  const [own = NO_CERTIFICATE] = chain;
  const { subject, issuer, names, validFrom, validTo, daysLeft, fingerprint } = own;
  const sni = nameToAskFor(options);
  const keyExchange = keyExchangeOf(socket);
  const alpn = socket.alpnProtocol;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    serverName: options.serverName,
    ...(sni === undefined ? {} : { sni }),
    ...(typeof alpn === 'string' && alpn !== '' ? { alpn } : {}),
    ...(keyExchange === undefined ? {} : { keyExchange }),
    resumed: socket.isSessionReused(),
    authorized: socket.authorized,
    ...{ subject, issuer, names, validFrom, validTo, daysLeft, fingerprint },
    chain,
  };
}

/** Of a server that authenticates itself by other means, which only a list of ciphers that asks for it brings about. */
const NO_CERTIFICATE: CertificateFacts = {
  subject: '',
  issuer: '',
  names: [],
  validFrom: '',
  validTo: '',
  daysLeft: 0,
  serial: '',
  fingerprint: '',
  key: 'unknown',
  sent: false,
};

function keyExchangeOf(socket: tls.TLSSocket): KeyExchangeFacts | undefined {
  const info = socket.getEphemeralKeyInfo();
  if (info === null || !('type' in info)) return undefined;
  const { name, size } = info;
  return {
    type: info.type,
    ...(name === undefined ? {} : { name }),
    ...(typeof size === 'number' ? { bits: size } : {}),
  };
}

/**
 * What the server sent, and what completes it to an authority. Node gives both in one list, and what was sent in another one,
 * which its second asking would find without its first certificate.
 */
function certificatesOf(socket: tls.TLSSocket): {
  readonly chain: readonly CertificateFacts[];
  readonly sent: readonly X509Certificate[];
} {
  const complete = completeChain(socket);
  const sent: X509Certificate[] = [];
  for (let at = socket.getPeerX509Certificate(); at !== undefined; at = at.issuerCertificate) sent.push(at);
  const known = new Set(sent.map(({ fingerprint256 }) => fingerprint256));
  const added = complete.filter(({ fingerprint256 }) => !known.has(fingerprint256));
  return {
    sent,
    chain: [
      ...sent.map((each) => certificateFacts(each, true)),
      ...added.map((each) => certificateFacts(each, false)),
    ],
  };
}

function completeChain(socket: tls.TLSSocket): X509Certificate[] {
  const found: X509Certificate[] = [];
  const seen = new Set<object>();
  // A self-signed certificate is its own issuer; without any there is an empty object, whatever the types say.
  let at: Partial<tls.DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  while (at?.raw !== undefined && !seen.has(at)) {
    seen.add(at);
    const certificate = readCertificate(at.raw);
    if (certificate !== undefined) found.push(certificate);
    at = at.issuerCertificate;
  }
  return found;
}

/**
 * RFC 9266 section 4.2: before TLS 1.3 the exporter takes the extended master secret, of which Node.js does not tell.
 */
function bindingOf(socket: tls.TLSSocket, sent: readonly X509Certificate[]): TlsBinding {
  const certificates = sent.map(({ raw }) => new Uint8Array(raw));
  if (socket.getProtocol() !== 'TLSv1.3') return { certificates };
  const exporter = socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
  return { exporter: new Uint8Array(exporter), certificates };
}

function withWords(facts: TlsFacts, words: string): TlsFacts {
  return { ...facts, verification: { code: facts.verification.code, words } };
}

function goodWords({ serverName }: TlsOptions, chain: readonly CertificateFacts[]): string {
  const root = chain.at(-1);
  const authority = root === undefined ? '' : `, and leads to the known authority ${root.subject}`;
  return `The certificate is for ${serverName}${authority}`;
}

/** Node types this as an Error but gives the code as a string. */
function failureCode(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : 'unknown';
}
