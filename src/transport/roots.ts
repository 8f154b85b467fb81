import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/** Where Linux and the BSDs keep the system's trusted roots. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let cached: readonly string[] | undefined;

/**
 * The system's trusted roots besides Node's own: an administrator who installed the company's authority expects it to
 * count. Read once, when the first handshake needs them.
 */
export function trustedRoots(): readonly string[] {
  cached ??= distinct([...rootCertificates, ...systemRoots()]);
  return cached;
}

/** The first of the system's files that is there, and what NODE_EXTRA_CA_CERTS names besides. */
function systemRoots(): readonly string[] {
  const named = process.env['SSL_CERT_FILE'];
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  const system = (named === undefined ? SYSTEM_FILES : [named])
    .map(readIfThere)
    .find((text) => text !== undefined);
  const texts = [system, extra === undefined ? undefined : readIfThere(extra)];
  return texts.filter((text) => text !== undefined);
}

/** Each certificate once: every handshake reads them all, and the lists have most of them in common. */
function distinct(texts: readonly string[]): readonly string[] {
  const certificates = texts.flatMap((text) => text.match(CERTIFICATE) ?? []);
  return [...new Map(certificates.map((text) => [text.replace(/\s+/g, ''), text])).values()];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined; // not on this system
  }
}
