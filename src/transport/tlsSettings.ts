import { X509Certificate, createPrivateKey } from 'node:crypto';
import * as tls from 'node:tls';
import { codeOf, messageOf } from './errorCode';
import type { ConnectionError, TlsOptions } from './transport';

/**
 * What is wrong with the settings of a handshake, before anything is sent. OpenSSL would say little, and of a file of
 * authorities without any nothing at all.
 */
export function checkTlsOptions(options: TlsOptions): ConnectionError | undefined {
  const found =
    checkVersions(options) ??
    checkAuthorities(options.ca ?? []) ??
    checkCertificate(options) ??
    checkKey(options) ??
    checkTogether(options);
  return found === undefined ? undefined : { kind: 'tls', ...found };
}

interface Words {
  readonly message: string;
  readonly hint: string;
}

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

function checkVersions({ minVersion, maxVersion }: TlsOptions): Words | undefined {
  if (minVersion === undefined || maxVersion === undefined) return undefined;
  if (VERSIONS.indexOf(minVersion) <= VERSIONS.indexOf(maxVersion)) return undefined;
  return {
    message: 'No version of TLS is left to speak between @tls-min and @tls-max',
    hint: 'Set @tls-min to a version that is not newer than @tls-max.',
  };
}

function checkAuthorities(texts: readonly string[]): Words | undefined {
  for (const text of texts) {
    const problem = checkCertificates(text, '@tls-ca');
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkCertificate({ cert, key }: TlsOptions): Words | undefined {
  if (cert !== undefined) return checkCertificates(cert, '@tls-cert');
  if (key === undefined) return undefined;
  return {
    message: 'There is a key of the client (@tls-key) but no certificate for it',
    hint: 'Give the certificate with “# @tls-cert FILE”.',
  };
}

const CERTIFICATE =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;

function checkCertificates(text: string, directive: string): Words | undefined {
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) return noCertificate(text, directive);
  const broken = found.findIndex((pem) => !isCertificate(pem));
  if (broken === -1) return undefined;
  return {
    message: `Certificate ${broken + 1} in the file of ${directive} cannot be read`,
    hint: 'Look at it with “openssl x509 -noout -text -in FILE”.',
  };
}

function noCertificate(text: string, directive: string): Words {
  const message = `The file of ${directive} holds no certificate`;
  if (PRIVATE_KEY.test(text))
    return {
      message: `${message} but a private key`,
      hint: 'Are the files of @tls-cert and @tls-key the wrong way round?',
    };
  if (text.startsWith('0'))
    return {
      message: `${message} in PEM; it seems to be in DER`,
      hint: 'Convert it with “openssl x509 -inform der -in FILE -out FILE.pem”, or with “openssl pkcs12” if it is PKCS #12.',
    };
  return { message: `${message} in PEM`, hint: 'It has to begin with “-----BEGIN CERTIFICATE-----”.' };
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

function checkKey({ cert, key, passphrase }: TlsOptions): Words | undefined {
  if (cert === undefined) return undefined;
  if (key === undefined || !PRIVATE_KEY.test(key))
    return {
      message: `The file of ${key === undefined || key === cert ? '@tls-cert' : '@tls-key'} holds no private key`,
      hint: 'Give the key with “# @tls-key FILE”; it begins with “-----BEGIN PRIVATE KEY-----” or a name like it.',
    };
  try {
    createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
    return undefined;
  } catch (error) {
    return keyWords(error, passphrase);
  }
}

function keyWords(error: unknown, passphrase: string | undefined): Words {
  const code = codeOf(error);
  if (code === 'ERR_MISSING_PASSPHRASE' || (passphrase === undefined && ENCRYPTED.has(code)))
    return {
      message: 'The key of the client (@tls-key) is encrypted',
      hint: 'Give its passphrase with “# @tls-passphrase {{$secret NAME}}”.',
    };
  if (ENCRYPTED.has(code))
    return {
      message: 'The passphrase of @tls-passphrase does not open the key of the client (@tls-key)',
      hint: 'Try it with “openssl pkey -noout -in FILE”.',
    };
  return {
    message: `The key of the client (@tls-key) cannot be read: ${messageOf(error)}`,
    hint: 'Look at it with “openssl pkey -noout -in FILE”.',
  };
}

/** What OpenSSL says when it decrypts with the wrong passphrase, or finds none. */
const ENCRYPTED: ReadonlySet<string> = new Set([
  'ERR_OSSL_BAD_DECRYPT',
  'ERR_OSSL_EVP_BAD_DECRYPT',
  'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED',
]);

/** What only OpenSSL itself can say of them. The roots are left out: they are not the author's, and take long to read. */
function checkTogether({ cert, key, passphrase, ciphers }: TlsOptions): Words | undefined {
  if (cert === undefined && ciphers === undefined) return undefined;
  try {
    tls.createSecureContext({
      ...(cert === undefined ? {} : { cert }),
      ...(cert === undefined || key === undefined ? {} : { key }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(ciphers === undefined ? {} : { ciphers }),
    });
    return undefined;
  } catch (error) {
    return togetherWords(error);
  }
}

function togetherWords(error: unknown): Words {
  const code = codeOf(error);
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' || code === 'ERR_OSSL_X509_KEY_TYPE_MISMATCH')
    return {
      message: 'The key of the client (@tls-key) is not that of its certificate (@tls-cert)',
      hint: 'The first certificate in the file has to be the client’s own.',
    };
  if (code === 'ERR_SSL_NO_CIPHER_MATCH')
    return {
      message: 'OpenSSL knows no cipher suite of those in @tls-ciphers',
      hint: '“openssl ciphers -v” lists those that there are.',
    };
  if (code === 'ERR_SSL_EE_KEY_TOO_SMALL' || code === 'ERR_SSL_CA_MD_TOO_WEAK')
    return {
      message: 'The certificate of the client (@tls-cert) is too weak to be used',
      hint: 'To use it all the same, write “# @tls-ciphers DEFAULT@SECLEVEL=0”.',
    };
  return {
    message: `TLS cannot be spoken with these settings: ${messageOf(error)}`,
    hint: 'Check @tls-ca, @tls-cert, @tls-key, @tls-min, @tls-max and @tls-ciphers.',
  };
}
