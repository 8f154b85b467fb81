import type { Capabilities } from '../../smtp/extensions';
import type { Span } from '../../syntax/span';
import type { Candidate } from './candidate';

/** The mechanisms that the server offers, or all that are known where nothing tells what it offers. */
export function mechanismsOffered(span: Span, offered: Capabilities | undefined): Candidate[] {
  const known = new Map(MECHANISMS.map(([name, summary]) => [name, summary]));
  const names = offered?.keywords.get('AUTH')?.map((name) => name.toUpperCase()) ?? [...known.keys()];
  const order = [...known.keys()];
  return names.map((name) => ({
    label: name,
    kind: 'value',
    span,
    text: name,
    detail: known.get(name) ?? 'offered by the server',
    rank: known.has(name) ? order.indexOf(name) : order.length,
  }));
}

/** The SASL mechanisms that mail servers have, and what they are; the usual ones first. */
export const MECHANISMS: readonly (readonly [name: string, summary: string])[] = [
  ['PLAIN', 'user and password in one piece of base64; for TLS only (RFC 4616)'],
  ['LOGIN', 'user, then password, in base64; for TLS only (not standardized)'],
  ['SCRAM-SHA-256', 'the password is proved, not sent (RFC 7677)'],
  ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256 bound to the TLS connection (RFC 7677)'],
  ['SCRAM-SHA-1', 'the password is proved, not sent (RFC 5802)'],
  ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1 bound to the TLS connection (RFC 5802)'],
  ['XOAUTH2', 'an OAuth 2.0 access token, in Google’s form'],
  ['OAUTHBEARER', 'an OAuth 2.0 access token (RFC 7628)'],
  ['EXTERNAL', 'what TLS already proved, as by a client certificate (RFC 4422)'],
  ['CRAM-MD5', 'a digest of the server’s challenge and the password; old (RFC 2195)'],
  ['DIGEST-MD5', 'a digest of challenge and password; historic (RFC 6331)'],
  ['GSSAPI', 'Kerberos (RFC 4752)'],
  ['NTLM', 'Microsoft’s challenge and response; old'],
  ['ANONYMOUS', 'nobody in particular (RFC 4505)'],
];
