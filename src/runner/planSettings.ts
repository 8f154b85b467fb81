import type { TlsVersion } from '../syntax/connection';
import { parseDuration } from '../syntax/directives';
import type { Directives } from './planDirectives';
import type { PlanSettings } from './planTypes';

/** How the run is to behave; the parser has checked the values. */
export function planSettings(directives: Directives): PlanSettings {
  const value = (name: string): string | undefined => directives.get(name)?.value;
  const timeout = value('timeout');
  const ip = value('ip');
  const pipelining = value('pipelining');
  return {
    match: value('match') === 'text' ? 'text' : 'code',
    onFailure: value('on-failure') === 'continue' ? 'continue' : 'stop',
    timeout: timeout === undefined ? undefined : parseDuration(timeout),
    pipelining: pipelining === 'on' || pipelining === 'off' ? pipelining : 'auto',
    family: ip === '4' ? 4 : ip === '6' ? 6 : undefined,
    bind: value('bind'),
    repeat: Number(value('repeat') ?? 1),
    tls: {
      verify: value('tls-verify') !== 'off',
      caFile: value('tls-ca'),
      certFile: value('tls-cert'),
      keyFile: value('tls-key'),
      minVersion: tlsVersion(value('tls-min')),
      maxVersion: tlsVersion(value('tls-max')),
      ciphers: value('tls-ciphers'),
      serverName: value('sni'),
    },
  };
}

function tlsVersion(text: string | undefined): TlsVersion | undefined {
  return text === 'TLSv1' || text === 'TLSv1.1' || text === 'TLSv1.2' || text === 'TLSv1.3'
    ? text
    : undefined;
}
