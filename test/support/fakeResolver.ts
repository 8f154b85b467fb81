import type { Answer, MxRecord, Resolver, TlsaAnswer } from '../../src/policy/resolver';

/** The DNS of a test, by name; a name that is not there has no records. */
export interface FakeZone {
  readonly mx?: Readonly<Record<string, readonly MxRecord[] | FakeFailure>>;
  /** IPv4 and IPv6 alike. */
  readonly addresses?: Readonly<Record<string, readonly string[] | FakeFailure>>;
  readonly txt?: Readonly<Record<string, readonly string[] | FakeFailure>>;
  readonly tlsa?: Readonly<Record<string, TlsaAnswer>>;
}

/** Why nobody knows. */
export interface FakeFailure {
  readonly reason: string;
}

export function fakeResolver({ mx = {}, addresses = {}, txt = {}, tlsa = {} }: FakeZone = {}): Resolver {
  const family = (host: string, isWanted: (address: string) => boolean): Promise<Answer<string>> => {
    const found = addresses[host];
    return answer(found === undefined || 'reason' in found ? found : found.filter(isWanted));
  };
  return {
    resolveMx: (domain) => answer(mx[domain]),
    resolve4: (host) => family(host, (address) => !address.includes(':')),
    resolve6: (host) => family(host, (address) => address.includes(':')),
    resolveTxt: (name) => answer(txt[name]),
    resolveTlsa: (name) => Promise.resolve(tlsa[name] ?? { kind: 'none' }),
  };
}

function answer<T>(found: readonly T[] | FakeFailure | undefined): Promise<Answer<T>> {
  if (found !== undefined && 'reason' in found) return Promise.resolve({ kind: 'failed', ...found });
  return Promise.resolve(
    found === undefined || found.length === 0 ? { kind: 'none' } : { kind: 'found', records: found },
  );
}
