import { createHash, X509Certificate } from 'node:crypto';
import type { TlsaRecord } from './resolver';

/** What a TLSA record comes to for the certificates that a server sent. */
export interface TlsaVerdict {
  readonly record: TlsaRecord;
  readonly matches: boolean;
  /** For the end of a sentence that begins with the record. */
  readonly words: string;
}

/**
 * Holds a TLSA record against the certificates that a server sent (RFC 6698 section 2.1, RFC 7672 section 3.1).
 *
 * @param chain DER, the server's own first
 * @param host the TLSA base domain, which the certificate has to carry if an authority is pinned
 */
export function checkTlsa(
  record: TlsaRecord,
  chain: readonly Uint8Array[],
  host: string,
  now: Date,
): TlsaVerdict {
  const unusable = whyUnusable(record);
  if (unusable !== undefined) return { record, matches: false, words: unusable };
  const certificates = chain.flatMap((der) => read(der) ?? []);
  if (record.usage === DANE_EE) return checkOwn(record, certificates[0]);
  return checkAuthority(record, certificates, host, now);
}

/** As zone files have it, with the data cut short: `3 1 1 0a1b2c3d…`. */
export function formatTlsa({ usage, selector, matchingType, data }: TlsaRecord): string {
  const text = Buffer.from(data).toString('hex');
  return `${usage} ${selector} ${matchingType} ${text.length > 16 ? `${text.slice(0, 16)}…` : text}`;
}

/** The name that a port's records are found at (RFC 6698 section 3). */
export function tlsaName(host: string, port: number): string {
  return `_${port}._tcp.${host}`;
}

const DANE_TA = 2;
const DANE_EE = 3;
const WHOLE_CERTIFICATE = 0;
const HASHES = [undefined, 'sha256', 'sha512'] as const;

function whyUnusable({ usage, selector, matchingType, data }: TlsaRecord): string | undefined {
  if (usage < DANE_TA)
    return 'is of no use: mail servers do not look at usages 0 and 1 (RFC 7672 section 3.1.3)';
  if (usage > DANE_EE || selector > 1 || matchingType >= HASHES.length)
    return 'is of no use: its numbers have no meaning';
  const length = [undefined, 32, 64][matchingType];
  if (length !== undefined && data.length !== length)
    return `is of no use: its hash has ${data.length} octets and not ${length}`;
  return undefined;
}

function checkOwn(record: TlsaRecord, own: X509Certificate | undefined): TlsaVerdict {
  return own !== undefined && matches(record, own)
    ? { record, matches: true, words: 'matches the server’s certificate' }
    : { record, matches: false, words: 'does not match the server’s certificate' };
}

/** The authority has to be sent, has to have issued what is before it, and the name and the dates count (RFC 7672 section 3.1.2). */
function checkAuthority(
  record: TlsaRecord,
  chain: readonly X509Certificate[],
  host: string,
  now: Date,
): TlsaVerdict {
  const at = chain.findIndex((certificate) => matches(record, certificate));
  const [own] = chain;
  if (own === undefined || at === -1)
    return { record, matches: false, words: 'matches none of the certificates that the server sent' };
  const which = `matches certificate ${at + 1} of those that the server sent (${chain[at]?.subject.split('\n').join(', ') ?? ''})`;
  const fault = faultBefore(chain.slice(0, at + 1), own, host, now);
  return fault === undefined
    ? { record, matches: true, words: which }
    : { record, matches: false, words: `${which}, but ${fault}` };
}

function faultBefore(
  chain: readonly X509Certificate[],
  own: X509Certificate,
  host: string,
  now: Date,
): string | undefined {
  const issued = chain.every((certificate, at) => {
    const issuer = chain[at + 1];
    return issuer === undefined || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  });
  if (!issued) return 'that one did not issue the server’s certificate';
  if (own.checkHost(host) === undefined) return `the server’s certificate is not for ${host}`;
  const isValid = chain.every(
    ({ validFrom, validTo }) =>
      Date.parse(validFrom) <= now.getTime() && now.getTime() <= Date.parse(validTo),
  );
  return isValid ? undefined : 'a certificate on the way there has expired or is not valid yet';
}

function matches({ selector, matchingType, data }: TlsaRecord, certificate: X509Certificate): boolean {
  const selected =
    selector === WHOLE_CERTIFICATE
      ? certificate.raw
      : certificate.publicKey.export({ type: 'spki', format: 'der' });
  const hash = HASHES[matchingType];
  const value = hash === undefined ? selected : createHash(hash).update(selected).digest();
  return value.equals(data);
}

function read(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}
