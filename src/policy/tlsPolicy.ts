import { checkTlsa, formatTlsa, tlsaName } from './dane';
import { allowsHost, MAX_POLICY, policyUrl, readPolicy, readStsRecord, type StsPolicy } from './mtaSts';
import type { Resolver, TlsaAnswer } from './resolver';

/** What a domain and a host say of the TLS of their mail: DANE (RFC 7672) and MTA-STS (RFC 8461). */
export interface TlsPolicy {
  readonly host: string;
  readonly tlsaName: string;
  readonly tlsa: TlsaAnswer;
  /** In sentences: what there is of MTA-STS. */
  readonly sts: readonly Finding[];
}

/** A sentence for a person; a warning where mail would not be delivered. */
export interface Finding {
  readonly severity: 'information' | 'warning';
  readonly message: string;
}

/** What asking takes of the world. */
export interface PolicyWorld {
  readonly resolver: Resolver;
  readonly fetchText: FetchText;
}

/** Gets a short text over HTTPS, from a server whose certificate is verified; follows no redirection. */
export type FetchText = (url: string, limit: number, signal: AbortSignal) => Promise<FetchedText>;

export type FetchedText =
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string }
  /** In words, for the end of a sentence. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Asks for the policies.
 *
 * @param domain whose mail it is; undefined if only a host is known
 */
export async function askTlsPolicy(
  {
    host,
    port,
    domain,
  }: { readonly host: string; readonly port: number; readonly domain: string | undefined },
  world: PolicyWorld,
  signal: AbortSignal,
): Promise<TlsPolicy> {
  const name = tlsaName(host, port);
  const [tlsa, sts] = await Promise.all([
    IS_ADDRESS.test(host) ? ({ kind: 'none' } as const) : world.resolver.resolveTlsa(name, signal),
    domain === undefined ? NO_DOMAIN : askSts(domain, host, world, signal),
  ]);
  return { host, tlsaName: name, tlsa, sts };
}

/** An address has no name that a record could be found at. */
const IS_ADDRESS = /^[\d.]+$|:/;

const NO_DOMAIN: readonly Finding[] = [
  information(
    'MTA-STS: it is a policy of a mail domain; connect with mx://DOMAIN, or write “# @tls-policy show DOMAIN”',
  ),
];

/** What there is, before anything is known of the server. */
export function describeTlsPolicy({ tlsaName: name, tlsa, sts }: TlsPolicy): readonly Finding[] {
  return [describeDane(name, tlsa), ...sts];
}

/**
 * What the records of DANE come to.
 *
 * @param chain the certificates that the server sent, its own first; DER
 */
export function judgeTlsPolicy(
  { host, tlsa }: TlsPolicy,
  chain: readonly Uint8Array[],
  now: Date,
): readonly Finding[] {
  if (tlsa.kind !== 'found') return [];
  const verdicts = tlsa.records.map((record) => checkTlsa(record, chain, host, now));
  return [
    ...verdicts.map(({ record, words }) => information(`DANE: ${formatTlsa(record)} ${words}`)),
    verdicts.some(({ matches }) => matches)
      ? information('DANE: the certificate is accepted')
      : warning('DANE: no record matches; a mail server that heeds them would not deliver here'),
  ];
}

function describeDane(name: string, tlsa: TlsaAnswer): Finding {
  if (tlsa.kind === 'failed')
    return warning(`DANE: the TLSA records of ${name} cannot be looked up: ${tlsa.reason}`);
  if (tlsa.kind === 'none') return information(`DANE: there are no TLSA records at ${name}`);
  const { records, validation } = tlsa;
  const vouched =
    validation?.authentic === true
      ? `validated with DNSSEC, says the resolver ${validation.resolver}`
      : 'not validated with DNSSEC, so that mail servers would pass them over';
  return information(`DANE: ${name} has ${records.map(formatTlsa).join(', ')}; ${vouched}`);
}

async function askSts(
  domain: string,
  host: string,
  { resolver, fetchText }: PolicyWorld,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const name = `_mta-sts.${domain}`;
  const answer = await resolver.resolveTxt(name, signal);
  if (answer.kind === 'failed')
    return [warning(`MTA-STS: the TXT record of ${name} cannot be looked up: ${answer.reason}`)];
  const record = answer.kind === 'none' ? undefined : readStsRecord(answer.records);
  if (record === undefined) return [information(`MTA-STS: ${domain} has no policy`)];
  if ('problem' in record) return [warning(`MTA-STS: at ${name} ${record.problem}`)];
  const url = policyUrl(domain);
  const fetched = await fetchText(url, MAX_POLICY, signal);
  if (fetched.kind === 'failed')
    return [warning(`MTA-STS: ${domain} says it has a policy, but ${url} cannot be had: ${fetched.reason}`)];
  const policy = readPolicy(fetched.text);
  if ('problem' in policy) return [warning(`MTA-STS: the policy at ${url} is not valid: ${policy.problem}`)];
  return [
    information(
      `MTA-STS: ${domain} has policy ${record.id}: mode ${policy.mode}, mx ${policy.mx.join(', ') || 'none'}, for ${policy.maxAge} s`,
    ),
    ...(/^text\/plain\b/i.test(fetched.contentType)
      ? []
      : [warning(`MTA-STS: the policy is served as “${fetched.contentType}” and not as text/plain`)]),
    ...judgeHost(host, policy),
  ];
}

function judgeHost(host: string, policy: StsPolicy): Finding[] {
  if (policy.mode === 'none') return [];
  if (allowsHost(policy, host)) return [information(`MTA-STS: ${host} is one of its hosts`)];
  const effect = policy.mode === 'enforce' ? 'would not deliver to it' : 'would report it';
  return [warning(`MTA-STS: ${host} is none of its hosts; a mail server that heeds the policy ${effect}`)];
}

function information(message: string): Finding {
  return { severity: 'information', message };
}

function warning(message: string): Finding {
  return { severity: 'warning', message };
}
