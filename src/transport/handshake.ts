import * as net from 'node:net';
import * as tls from 'node:tls';
import { explainCertificate } from './errors';
import { trustedRoots } from './roots';
import type { TlsFacts, TlsOptions, TlsResult } from './transport';

/**
 * Begins a TLS handshake over a socket. The certificate is not judged by Node but by {@link checkPeer}, so that a bad one can
 * be explained with what it says; nothing may be written before that.
 */
export function beginHandshake(socket: net.Socket, options: TlsOptions): tls.TLSSocket {
  const { serverName } = options;
  return tls.connect({
    socket,
    host: serverName,
    // An address is no server name: RFC 6066 section 3.
    ...(net.isIP(serverName) === 0 ? { servername: serverName } : {}),
    rejectUnauthorized: false,
    ca: [...trustedRoots(), ...(options.ca ?? [])],
    ...(options.cert === undefined ? {} : { cert: options.cert }),
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(options.minVersion === undefined ? {} : { minVersion: options.minVersion }),
    ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
    ...(options.ciphers === undefined ? {} : { ciphers: options.ciphers }),
  });
}

/** Judges the peer's certificate after the handshake. */
export function checkPeer(socket: tls.TLSSocket, options: TlsOptions): TlsResult {
  const certificate = socket.getPeerCertificate();
  const failure = failureCode(socket.authorizationError);
  const facts: TlsFacts = {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    serverName: options.serverName,
    authorized: socket.authorized,
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    names: namesOf(certificate),
    validTo: isoDate(certificate.valid_to),
    daysLeft: Math.floor((Date.parse(certificate.valid_to) - Date.now()) / 86_400_000),
  };
  if (failure === undefined) return { kind: 'secured', facts };
  const error = explainCertificate(failure, facts);
  if (options.verify) return { kind: 'failed', error };
  return { kind: 'secured', facts: { ...facts, problem: error.message } };
}

/** Node types this as an Error but gives the code as a string. */
function failureCode(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : 'unknown';
}

function namesOf(certificate: tls.PeerCertificate): string[] {
  const alternatives = [...(certificate.subjectaltname ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(
    (match) => match[1] ?? '',
  );
  const common = certificate.subject as Partial<tls.Certificate> | undefined;
  return alternatives.length > 0 ? alternatives : [common?.CN ?? ''].flat().filter((name) => name !== '');
}

function distinguishedName(name: tls.Certificate | undefined): string {
  if (name === undefined) return '';
  return Object.entries(name)
    .map(([key, value]) => `${key}=${[value].flat().join('+')}`)
    .join(', ');
}

function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}
