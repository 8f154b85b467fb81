import { parseIpAddress } from './ipAddress';

/** What `@proxy-protocol` asks for: what `src/smtp/proxyProtocol.ts` encodes, which may not know of this room, nor this of it. */
export type ParsedProxyHeader =
  | {
      readonly kind: 'proxied';
      readonly version: 1 | 2;
      readonly source: ParsedAddress;
      readonly destination: ParsedAddress;
    }
  | { readonly kind: 'unknown'; readonly version: 1 | 2 }
  | { readonly kind: 'local'; readonly version: 2 };

export interface ParsedAddress {
  readonly text: string;
  /** Four octets, or sixteen. */
  readonly octets: readonly number[];
  readonly port: number;
}

/** Reads `v1|v2 SRC:PORT DST:PORT`, `v1|v2 unknown` or `v2 local`; the problem in words if it is none of them. */
export function parseProxyHeader(text: string): { header: ParsedProxyHeader } | { problem: string } {
  const [name = '', first = '', second, ...more] = text.trim().split(/\s+/);
  const version = /^v1$/i.test(name) ? 1 : /^v2$/i.test(name) ? 2 : undefined;
  if (version === undefined || more.length > 0) return { problem: SYNTAX };
  if (second === undefined) {
    const word = first.toLowerCase();
    if (word === 'unknown') return { header: { kind: 'unknown', version } };
    if (word !== 'local') return { problem: SYNTAX };
    return version === 2
      ? { header: { kind: 'local', version } }
      : { problem: 'version 1 of the PROXY protocol has no LOCAL; write v1 unknown' };
  }
  const source = parseAddress(first);
  const destination = parseAddress(second);
  if (source === undefined || destination === undefined) {
    const wrong = source === undefined ? first : second;
    return {
      problem: `“${wrong}” is not an IP address and a port, such as 192.0.2.1:25 or [2001:db8::1]:25`,
    };
  }
  if (source.octets.length !== destination.octets.length)
    return { problem: 'both addresses have to be of one version of IP' };
  return { header: { kind: 'proxied', version, source, destination } };
}

const SYNTAX =
  'write v1 or v2 and two addresses with ports, as in “v2 192.0.2.1:49152 198.51.100.1:25”, or “v1 unknown”, “v2 local”';

function parseAddress(text: string): ParsedAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const octets = parseIpAddress(address);
  const port = Number(match?.[3]);
  // In brackets stands IPv6, and nothing else does.
  const fits = octets !== undefined && (octets.length === 16) === (match?.[1] !== undefined);
  return fits && port <= 65_535 ? { text: address, octets, port } : undefined;
}
