import * as https from 'node:https';
import type { FetchedText, FetchText } from '../policy/tlsPolicy';
import { trustedRoots } from '../transport/roots';

/** Where a test has its server; nothing else differs. */
export interface FetchOptions {
  readonly ca?: readonly string[];
  readonly connectTo?: { readonly host: string; readonly port: number };
}

/**
 * Gets a text over HTTPS as RFC 8461 section 3.3 wants it: from a server whose certificate is good, without following where it
 * points to, and not more of it than asked for.
 */
export function createFetchText({ ca = [], connectTo }: FetchOptions = {}): FetchText {
  return (text, limit, signal) => {
    const url = new URL(text);
    return new Promise((resolve) => {
      const failed = (reason: string): void => resolve({ kind: 'failed', reason });
      const request = https.request(
        {
          host: connectTo?.host ?? url.hostname,
          port: connectTo?.port ?? (url.port === '' ? 443 : url.port),
          servername: url.hostname,
          path: url.pathname,
          headers: { Host: url.host },
          ca: [...trustedRoots(), ...ca],
          agent: false,
          signal,
        },
        (response) => {
          const { statusCode = 0, headers } = response;
          if (statusCode !== 200) {
            request.destroy();
            failed(
              statusCode >= 300 && statusCode < 400
                ? `it answers ${statusCode}, and redirections are not followed`
                : `it answers ${statusCode}`,
            );
            return;
          }
          void gather(response, limit).then((fetched) => {
            if (fetched === undefined) {
              request.destroy();
              failed(`it is longer than ${limit} octets`);
            } else resolve({ ...fetched, contentType: headers['content-type'] ?? '' });
          }, onError);
        },
      );
      const onError = (error: unknown): void =>
        failed(signal.aborted ? 'it did not come in time' : reasonOf(error));
      request.once('error', onError).end();
    });
  };
}

async function gather(
  chunks: AsyncIterable<Buffer>,
  limit: number,
): Promise<Omit<Extract<FetchedText, { kind: 'text' }>, 'contentType'> | undefined> {
  const all: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) return undefined;
    all.push(chunk);
  }
  return { kind: 'text', text: Buffer.concat(all).toString('utf8') };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host is not known to the DNS',
  EAI_AGAIN: 'the DNS did not answer',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the server cut the connection',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate was issued by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate was issued by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate was issued by an unknown authority',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code === '' ? String(error) : code);
}
