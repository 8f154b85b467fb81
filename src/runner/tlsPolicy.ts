import { askTlsPolicy, describeTlsPolicy, judgeTlsPolicy, type Finding } from '../policy/tlsPolicy';
import type { Endpoint } from './planTypes';
import { TIMEOUTS, type SessionState } from './sessionState';

/** Asks what DANE and MTA-STS say of a connection, where the file wants it shown, and tells it. */
export async function showTlsPolicy(state: SessionState, endpoint: Endpoint): Promise<void> {
  const { host, settings, signal } = state;
  const { tlsPolicy: wanted } = settings;
  if (wanted === undefined || endpoint.scheme === 'lmtp+unix') return;
  const domain = wanted.domain ?? state.domain;
  const timeUp = AbortSignal.timeout(state.timeout(TIMEOUTS.connect));
  state.tlsPolicy = await askTlsPolicy(
    { host: endpoint.host, port: endpoint.port, domain },
    { resolver: host.resolver, fetchText: host.fetchText },
    AbortSignal.any([signal, timeUp]),
  );
  tellAll(state, describeTlsPolicy(state.tlsPolicy));
}

/** Tells what the policies come to, now that there is a certificate. */
export function judgePolicy(state: SessionState): void {
  const { tlsPolicy, connection, host } = state;
  const { binding } = connection.transport;
  if (tlsPolicy === undefined || binding === undefined) return;
  tellAll(state, judgeTlsPolicy(tlsPolicy, binding.certificates, host.now()));
}

function tellAll(state: SessionState, findings: readonly Finding[]): void {
  for (const { severity, message } of findings) state.notice(severity, message);
}
