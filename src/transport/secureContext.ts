import * as tls from 'node:tls';
import { trustedRoots } from './roots';
import type { TlsOptions } from './transport';

/**
 * The settings of a handshake as OpenSSL wants them. Reading the roots takes longer than a handshake, so the latest context is
 * kept: a run connects to one server again and again.
 *
 * @throws what OpenSSL says of settings that `checkTlsOptions` would have found wrong
 */
export function secureContext(options: TlsOptions): tls.SecureContext {
  const key = JSON.stringify(relevant(options));
  if (latest?.key !== key) {
    const ca = [...trustedRoots(), ...(options.ca ?? [])];
    latest = { key, context: tls.createSecureContext({ ...relevant(options), ca }) };
  }
  return latest.context;
}

let latest: { readonly key: string; readonly context: tls.SecureContext } | undefined;

function relevant({
  ca,
  cert,
  key,
  passphrase,
  minVersion,
  maxVersion,
  ciphers,
}: TlsOptions): tls.SecureContextOptions {
  return {
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(ciphers === undefined ? {} : { ciphers }),
  };
}
