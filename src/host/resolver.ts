import { getServers, promises as dns } from 'node:dns';
import { domainToASCII } from 'node:url';
import type { Answer, Resolver } from '../policy/resolver';

/**
 * The DNS through the system's resolvers, or those that are named: `192.0.2.1`, `192.0.2.1:53`, `[2001:db8::1]:53`.
 */
export function createResolver(servers: readonly string[] = getServers()): Resolver {
  const ask = <T>(
    name: string,
    signal: AbortSignal,
    query: (resolver: dns.Resolver, name: string) => Promise<readonly T[]>,
  ): Promise<Answer<T>> => askServers(servers, domainToASCII(name) || name, signal, query);
  return {
    resolveMx: (domain, signal) =>
      ask(domain, signal, async (resolver, name) =>
        (await resolver.resolveMx(name)).map(({ exchange, priority }) => ({
          exchange,
          preference: priority,
        })),
      ),
    resolve4: (host, signal) => ask(host, signal, (resolver, name) => resolver.resolve4(name)),
    resolve6: (host, signal) => ask(host, signal, (resolver, name) => resolver.resolve6(name)),
    resolveTxt: (name, signal) =>
      ask(name, signal, async (resolver, ascii) =>
        (await resolver.resolveTxt(ascii)).map((strings) => strings.join('')),
      ),
    resolveTlsa: async (name, signal) =>
      (await import('./tlsaQuery')).queryTlsa(domainToASCII(name) || name, servers, signal),
  };
}

/** Milliseconds for each try of each server. */
const TRY = 3_000;

async function askServers<T>(
  servers: readonly string[],
  name: string,
  signal: AbortSignal,
  query: (resolver: dns.Resolver, name: string) => Promise<readonly T[]>,
): Promise<Answer<T>> {
  const resolver = new dns.Resolver({ timeout: TRY, tries: 2 });
  const onAbort = (): void => resolver.cancel();
  try {
    resolver.setServers(servers);
    if (signal.aborted) return { kind: 'failed', reason: REASONS['ECANCELLED'] ?? '' };
    signal.addEventListener('abort', onAbort, { once: true });
    const records = await query(resolver, name);
    return records.length === 0 ? { kind: 'none' } : { kind: 'found', records };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENODATA' || code === 'ENOTFOUND') return { kind: 'none' };
    return { kind: 'failed', reason: REASONS[code] ?? code };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** c-ares's codes in words. */
const REASONS: Readonly<Record<string, string>> = {
  ETIMEOUT: 'the DNS did not answer',
  ECANCELLED: 'the DNS did not answer in time',
  ESERVFAIL: 'the DNS server failed (SERVFAIL)',
  EREFUSED: 'the DNS server refused to answer (REFUSED)',
  ECONNREFUSED: 'no DNS server can be reached',
  EBADRESP: 'the DNS server’s answer makes no sense',
  EFORMERR: 'the DNS server did not understand the question (FORMERR)',
  EBADNAME: 'this is not a name that the DNS can hold',
  EBADQUERY: 'this is not a name that the DNS can hold',
};
