import type { TlsVersion } from '../syntax/connection';
import { parseDuration } from '../syntax/directives';
import { parseProxyHeader } from '../syntax/proxyHeader';
import { parseProxyUrl } from '../syntax/proxyUrl';
import type { PlanSettings, PlanTls } from './planTypes';

/**
 * How the run is to behave; the values have been checked.
 *
 * @param values of the directives, by name
 */
export function planSettings(values: ReadonlyMap<string, string>): PlanSettings {
  const value = (name: string): string | undefined => values.get(name);
  const timeout = value('timeout');
  const ip = value('ip');
  const pipelining = value('pipelining');
  const binding = value('channel-binding');
  const policy = value('tls-policy');
  return {
    match: value('match') === 'text' ? 'text' : 'code',
    onFailure: value('on-failure') === 'continue' ? 'continue' : 'stop',
    timeout: timeout === undefined ? undefined : parseDuration(timeout),
    pipelining: pipelining === 'on' || pipelining === 'off' ? pipelining : 'auto',
    family: ip === '4' ? 4 : ip === '6' ? 6 : undefined,
    bind: value('bind'),
    // A value that the parser has refused is a problem of the plan, told by its only run.
    repeat: /^[1-9]\d*$/.test(value('repeat') ?? '') ? Number(value('repeat')) : 1,
    proxy: proxy(value('proxy')),
    proxyHeader: proxyHeader(value('proxy-protocol')),
    channelBinding:
      binding === 'tls-exporter' || binding === 'tls-server-end-point' || binding === 'off'
        ? binding
        : undefined,
    tlsPolicy: policy === undefined ? undefined : { domain: policy.split(/\s+/)[1] },
    tls: tls(value),
  };
}

function tls(value: (name: string) => string | undefined): PlanTls {
  const sni = value('sni');
  return {
    verify: value('tls-verify') !== 'off',
    caFile: value('tls-ca'),
    certFile: value('tls-cert'),
    keyFile: value('tls-key'),
    passphrase: value('tls-passphrase'),
    minVersion: tlsVersion(value('tls-min')),
    maxVersion: tlsVersion(value('tls-max')),
    ciphers: value('tls-ciphers'),
    alpn: value('tls-alpn')?.split(/[\s,]+/),
    serverName: sni === 'off' ? undefined : sni,
    withoutSni: sni === 'off',
  };
}

function tlsVersion(text: string | undefined): TlsVersion | undefined {
  return text === 'TLSv1' || text === 'TLSv1.1' || text === 'TLSv1.2' || text === 'TLSv1.3'
    ? text
    : undefined;
}

function proxy(text: string | undefined): PlanSettings['proxy'] {
  const parsed = text === undefined ? undefined : parseProxyUrl(text);
  return parsed !== undefined && 'proxy' in parsed ? parsed.proxy : undefined;
}

function proxyHeader(text: string | undefined): PlanSettings['proxyHeader'] {
  const parsed = text === undefined ? undefined : parseProxyHeader(text);
  return parsed !== undefined && 'header' in parsed ? parsed.header : undefined;
}
