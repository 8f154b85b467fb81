import type { SessionEvent } from '../runner/events';

type TlsFacts = Extract<SessionEvent, { type: 'tls' }>['facts'];
type CertificateFacts = TlsFacts['chain'][number];

/**
 * What a handshake came to, in lines: what was agreed, and whose certificate it is. The chain, which is what one looks at to see
 * why a certificate is not good, follows where it is not, or where all is to be told.
 */
export function describeTls(facts: TlsFacts, verbose: boolean): string[] {
  const { authorized, chain, verification } = facts;
  return [
    agreed(facts, verbose),
    certificate(facts, verbose),
    ...(verbose || !authorized ? chain.map((each, at) => link(each, at, verbose)) : []),
    ...(verbose && authorized && verification.words !== '' ? [verification.words] : []),
  ];
}

function agreed({ protocol, cipher, keyExchange, sni, alpn, resumed }: TlsFacts, verbose: boolean): string {
  return [
    `${protocol} ${cipher}`,
    ...(verbose && keyExchange !== undefined ? [keyExchangeName(keyExchange)] : []),
    ...(sni === undefined ? [] : [`SNI ${sni}`]),
    ...(alpn === undefined ? [] : [`ALPN ${alpn}`]),
    ...(resumed ? ['session resumed'] : []),
  ].join(', ');
}

function keyExchangeName({ type, name = type, bits }: NonNullable<TlsFacts['keyExchange']>): string {
  return `key exchange ${name}${bits === undefined ? '' : ` (${bits} bits)`}`;
}

/** Names that are shown where not all is to be told: the certificate of a big host has hundreds. */
const FEW = 4;

function certificate(facts: TlsFacts, verbose: boolean): string {
  const { authorized, chain, daysLeft, names, subject, verification } = facts;
  const verdict = authorized ? 'verified' : `NOT verified (${verification.code})`;
  if (chain.length === 0) return `no certificate, ${verdict}`;
  return `certificate for ${listed(names, verbose) || subject}, ${validity(daysLeft)}, ${verdict}`;
}

function listed(names: readonly string[], verbose: boolean): string {
  if (verbose || names.length <= FEW) return names.join(', ');
  return `${names.slice(0, FEW).join(', ')} and ${names.length - FEW} more`;
}

/** Numbered as `openssl s_client` does: the server's own is 0. */
function link(facts: CertificateFacts, depth: number, verbose: boolean): string {
  const { subject, issuer, daysLeft, key, validTo, sent, fingerprint } = facts;
  return [
    `  ${depth}. ${subject === issuer ? `${subject}, self-signed` : `${subject} ← ${issuer}`}`,
    validity(daysLeft),
    ...(verbose ? [`until ${validTo.slice(0, 10)}`, key] : []),
    ...(sent ? [] : ['known here']),
    ...(verbose ? [`SHA-256 ${fingerprint}`] : []),
  ].join(', ');
}

function validity(daysLeft: number): string {
  return daysLeft < 0 ? `expired ${days(-daysLeft)} ago` : `${days(daysLeft)} left`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
