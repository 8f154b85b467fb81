import { createHash } from 'node:crypto';
import type { ChannelBinding } from './client';

/**
 * What a TLS 1.3 connection exports for `tls-exporter` (RFC 9266 section 2), with an empty context. In TLS 1.2 it takes the
 * extended master secret, of which a client on Node.js is not told: there `tls-server-end-point` is what can be had.
 */
export const TLS_EXPORTER = { label: 'EXPORTER-Channel-Binding', length: 32 } as const;

/**
 * The binding `tls-server-end-point` (RFC 5929 section 4.1): the hash of the server's certificate, made with the hash of its
 * signature, or with SHA-256 in place of MD5 and SHA-1.
 *
 * @param certificate DER, as the server sent it
 * @returns the binding, or a sentence that says why there is none
 */
export function tlsServerEndPoint(certificate: Uint8Array): ChannelBinding | { readonly problem: string } {
  const algorithm = signatureAlgorithm(certificate);
  if (algorithm === undefined) return { problem: 'The server’s certificate cannot be read.' };
  const oid = algorithm.oid === RSASSA_PSS ? (algorithm.hash ?? SHA1) : algorithm.oid;
  const hash = HASHES.get(oid);
  if (hash === undefined) {
    return {
      problem: `RFC 5929 section 4.1 defines no tls-server-end-point for the signature of the server’s certificate (${oid}).`,
    };
  }
  return { type: 'tls-server-end-point', data: createHash(hash).update(certificate).digest() };
}

/** RSASSA-PSS names its hash in a parameter (RFC 4055 section 3.1), whose default is SHA-1. */
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const SHA1 = '1.3.14.3.2.26';

/** Of signature algorithms and, for RSASSA-PSS, of hashes: the hash to use, by object identifier. */
const HASHES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  // RSA with PKCS #1 v1.5: RFC 8017 appendix C.
  ['1.2.840.113549.1.1.4', 'sha256'], // MD5
  ['1.2.840.113549.1.1.5', 'sha256'], // SHA-1
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.113549.1.1.14', 'sha224'],
  ['1.2.840.113549.1.1.15', 'sha512-224'],
  ['1.2.840.113549.1.1.16', 'sha512-256'],
  // ECDSA: RFC 5758 section 3.2.
  ['1.2.840.10045.4.1', 'sha256'], // SHA-1
  ['1.2.840.10045.4.3.1', 'sha224'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  // DSA: RFC 3279 section 2.2.2, RFC 5758 section 3.1.
  ['1.2.840.10040.4.3', 'sha256'], // SHA-1
  ['2.16.840.1.101.3.4.3.1', 'sha224'],
  ['2.16.840.1.101.3.4.3.2', 'sha256'],
  // Hashes by themselves: RFC 4055 section 2.1.
  [SHA1, 'sha256'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
]);

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } (RFC 5280 section 4.1). */
function signatureAlgorithm(
  certificate: Uint8Array,
): { readonly oid: string; readonly hash: string | undefined } | undefined {
  const [, algorithm] = elements(elements(certificate, SEQUENCE)[0]?.content);
  if (algorithm?.tag !== SEQUENCE) return undefined;
  const [oid, parameters] = elements(algorithm.content);
  if (oid?.tag !== OBJECT_IDENTIFIER) return undefined;
  // RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] AlgorithmIdentifier DEFAULT sha1, … }
  const named = elements(parameters?.content).find(({ tag }) => tag === CONTEXT_0);
  const [hash] = elements(elements(named?.content, SEQUENCE)[0]?.content);
  return {
    oid: dotted(oid.content),
    hash: hash?.tag === OBJECT_IDENTIFIER ? dotted(hash.content) : undefined,
  };
}

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const CONTEXT_0 = 0xa0;

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements of DER that follow one another; none if the first has not the tag, and those before the first fault. */
function elements(bytes: Uint8Array = new Uint8Array(), tag?: number): Element[] {
  const found: Element[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const short = bytes[at + 1] ?? 0;
    const lengthOctets = short < 0x80 ? 0 : short & 0x7f;
    // Nothing as long as 2^32 is a certificate, and DER has no indefinite lengths.
    if (short === 0x80 || lengthOctets > 4) break;
    const start = at + 2 + lengthOctets;
    const length =
      lengthOctets === 0 ? short : bytes.subarray(at + 2, start).reduce((sum, octet) => sum * 256 + octet, 0);
    if (start + length > bytes.length) break;
    found.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return tag === undefined || found[0]?.tag === tag ? found : [];
}

/** An object identifier as people write it (X.690 section 8.19). */
function dotted(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - first * 40);
    } else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}
