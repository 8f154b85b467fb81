import type { Span } from './span';
import { nearest } from './words';

/** Whom to have connect (`@proxy`). */
export interface ProxyServer {
  readonly kind: 'socks5' | 'http';
  /** IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

const KINDS: Readonly<Record<string, { readonly kind: ProxyServer['kind']; readonly port: number }>> = {
  socks5: { kind: 'socks5', port: 1080 },
  // What curl calls a proxy that looks names up itself, as all do here.
  socks5h: { kind: 'socks5', port: 1080 },
  http: { kind: 'http', port: 3128 },
};

/**
 * Reads `socks5://host:1080` or `http://user:password@host:3128`. The problem is in words that quote nothing of it: there may be
 * a password in it.
 */
export function parseProxyUrl(text: string): { proxy: ProxyServer } | { problem: string } {
  const [, scheme, userInfo, host, portText] = PROXY_URL.exec(text) ?? [];
  if (scheme === undefined || host === undefined)
    return { problem: 'the URL of a proxy is socks5://host:1080 or http://host:3128' };
  const known = KINDS[scheme.toLowerCase()];
  if (known === undefined) {
    const meant = nearest(scheme.toLowerCase(), Object.keys(KINDS));
    const hint = meant === undefined ? '' : `; did you mean ${meant}://?`;
    return { problem: `a proxy speaks socks5 or http, and not ${scheme}${hint}` };
  }
  const port = portText === undefined ? known.port : Number(portText);
  if (port < 1 || port > 65_535) return { problem: 'the port of the proxy is not between 1 and 65535' };
  const credentials = userInfo === undefined ? {} : readUserInfo(userInfo);
  return { proxy: { kind: known.kind, host: host.replace(/^\[|\]$/g, ''), port, ...credentials } };
}

const PROXY_URL = /^([a-z][a-z0-9+.-]*):\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(?::(\d+))?\/?$/i;

/** Where the password stands in a URL that has one. */
export function proxyPassword(text: string): Span | undefined {
  const [, scheme, userInfo] = PROXY_URL.exec(text) ?? [];
  const colon = userInfo?.indexOf(':') ?? -1;
  if (scheme === undefined || userInfo === undefined || colon === -1) return undefined;
  const start = scheme.length + '://'.length;
  return { start: start + colon + 1, end: start + userInfo.length };
}

/** As a person may see it. */
export function formatProxy({ kind, host, port }: ProxyServer): string {
  return `${kind}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function readUserInfo(text: string): { user: string; password?: string } {
  const colon = text.indexOf(':');
  if (colon === -1) return { user: decoded(text) };
  return { user: decoded(text.slice(0, colon)), password: decoded(text.slice(colon + 1)) };
}

/** `%40` is `@` (RFC 3986 section 2.1); what is no such escape stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
