import { generate } from 'selfsigned';

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes the certificate of one run of the server, for `localhost` and both loopback addresses. It is self-signed, so
 * it is at once what the server shows and what a client has to trust. It is no CA: whoever comes to trust it has
 * trusted this server and nothing else, and the key never leaves the process's memory.
 *
 * ECDSA on P-256 because such a key takes milliseconds to make, where an RSA one takes a noticeable part of a second.
 */
export async function createCertificate(): Promise<Certificate> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: SAN_DNS, value: 'localhost' },
          { type: SAN_IP, ip: '127.0.0.1' },
          { type: SAN_IP, ip: '::1' },
        ],
      },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}

/** The tags of a GeneralName (RFC 5280 section 4.2.1.6). */
const SAN_DNS = 2;
const SAN_IP = 7;
