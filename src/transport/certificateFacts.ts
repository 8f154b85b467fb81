import { X509Certificate } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';
import type { CertificateFacts } from './transport';

/** What a certificate says of itself. */
export function certificateFacts(
  certificate: X509Certificate,
  sent: boolean,
  now = Date.now(),
): CertificateFacts {
  const bits = keyBits(certificate);
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    names: namesOf(certificate),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    daysLeft: Math.floor((Date.parse(certificate.validTo) - now) / DAY),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    key: keyName(certificate),
    ...(bits === undefined ? {} : { keyBits: bits }),
    sent,
  };
}

/** Reads DER; undefined if it is no certificate. */
export function readCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

const DAY = 86_400_000;

/** The alternative names, or the common name of a certificate that has none (RFC 6125 section 6.4.4). */
function namesOf({ subject, subjectAltName }: X509Certificate): readonly string[] {
  const names = splitAlternatives(subjectAltName ?? '');
  if (names.length > 0) return names;
  return [/^CN=(.*)$/m.exec(subject)?.[1] ?? ''].filter((name) => name !== '');
}

/**
 * Node writes a value as a JSON string when it holds what would be mistaken for the list's own punctuation: a name may be
 * written to look like several.
 */
function splitAlternatives(text: string): string[] {
  return [...text.matchAll(/(?:^|, )([\w ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].flatMap(([, kind, value = '']) => {
    if (kind === 'IP Address') return [canonicalAddress(value)];
    return kind === 'DNS' ? [value.startsWith('"') ? unquoted(value) : value] : [];
  });
}

/** As people write it, RFC 5952: OpenSSL prints every group of an IPv6 address. */
function canonicalAddress(address: string): string {
  return isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}

function unquoted(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : value;
  } catch {
    return value;
  }
}

/** Node has each attribute on a line of its own, the most specific last. */
function distinguishedName(text: string | undefined): string {
  return (text ?? '').split('\n').join(', ');
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA-PSS',
  dsa: 'DSA',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};

/** As people call the curves, and not OpenSSL. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function keyName(certificate: X509Certificate): string {
  const key = keyOf(certificate);
  if (key === undefined) return 'unknown';
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = key;
  if (type === 'ec') return `EC ${CURVES[details?.namedCurve ?? ''] ?? details?.namedCurve ?? 'unknown'}`;
  const name = KEY_NAMES[type] ?? type;
  return details?.modulusLength === undefined ? name : `${name} ${details.modulusLength}`;
}

function keyBits(certificate: X509Certificate): number | undefined {
  const key = keyOf(certificate);
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  // The number in a curve's name is its size: prime256v1, secp384r1, brainpoolP512r1.
  const size = /\d{3}/.exec(namedCurve ?? '')?.[0];
  return modulusLength ?? (size === undefined ? undefined : Number(size));
}

/** A key of a kind that this OpenSSL does not know cannot be read, which is no reason to say nothing of the rest. */
function keyOf(certificate: X509Certificate): X509Certificate['publicKey'] | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}

function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}
