/**
 * The header of the PROXY protocol with which a proxy tells a server who is behind it ("The PROXY protocol, versions 1 & 2",
 * HAProxy, 2020).
 */
export type ProxyHeader =
  | {
      readonly kind: 'proxied';
      readonly version: 1 | 2;
      readonly source: ProxyAddress;
      readonly destination: ProxyAddress;
    }
  /** The proxy does not tell: `UNKNOWN` in version 1, `AF_UNSPEC` in version 2. */
  | { readonly kind: 'unknown'; readonly version: 1 | 2 }
  /** The proxy speaks for itself, as it does to see whether a server lives; version 2 only. */
  | { readonly kind: 'local'; readonly version: 2 };

export interface ProxyAddress {
  /** As the author wrote it. */
  readonly text: string;
  /** Four octets, or sixteen. */
  readonly octets: readonly number[];
  readonly port: number;
}

/** The header's octets, which come before everything else on a connection. */
export function encodeProxyHeader(header: ProxyHeader): Uint8Array {
  return header.version === 1 ? encodeText(header) : encodeBinary(header);
}

/** The header as a person reads it: version 1's own line, and the same words for version 2. */
export function formatProxyHeader(header: ProxyHeader): string {
  switch (header.kind) {
    case 'local':
      return 'PROXY LOCAL';
    case 'unknown':
      return 'PROXY UNKNOWN';
    case 'proxied': {
      const { source, destination } = header;
      const family = source.octets.length === 4 ? 'TCP4' : 'TCP6';
      return `PROXY ${family} ${source.text} ${destination.text} ${source.port} ${destination.port}`;
    }
  }
}

/** Section 2.1: a line of text. */
function encodeText(header: ProxyHeader): Uint8Array {
  return new TextEncoder().encode(`${formatProxyHeader(header)}\r\n`);
}

/** Section 2.2. */
const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const LOCAL = 0x20;
const PROXY = 0x21;
const UNSPECIFIED = 0x00;
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;

function encodeBinary(header: ProxyHeader): Uint8Array {
  if (header.kind !== 'proxied')
    return Uint8Array.from([...SIGNATURE, header.kind === 'local' ? LOCAL : PROXY, UNSPECIFIED, 0, 0]);
  const { source, destination } = header;
  const addresses = [
    ...source.octets,
    ...destination.octets,
    ...twoOctets(source.port),
    ...twoOctets(destination.port),
  ];
  const family = source.octets.length === 4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6;
  return Uint8Array.from([...SIGNATURE, PROXY, family, ...twoOctets(addresses.length), ...addresses]);
}

function twoOctets(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}
