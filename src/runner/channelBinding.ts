import { tlsServerEndPoint } from '../smtp/sasl/channelBinding';
import type { ChannelBinding } from '../smtp/sasl/client';
import type { TlsBinding } from '../transport/transport';
import type { PlanSettings } from './planTypes';

/**
 * What a SASL exchange is bound to: the exporter of TLS 1.3 (RFC 9266), else the server's certificate (RFC 5929 section 4), or
 * what `@channel-binding` says.
 */
export function channelBindingOf(
  binding: TlsBinding | undefined,
  wanted: PlanSettings['channelBinding'],
): ChannelBinding | undefined {
  if (binding === undefined || wanted === 'off') return undefined;
  const { exporter, certificates } = binding;
  if (wanted !== 'tls-server-end-point' && exporter !== undefined)
    return { type: 'tls-exporter', data: exporter };
  const [own] = certificates;
  if (wanted === 'tls-exporter' || own === undefined) return undefined;
  const found = tlsServerEndPoint(own);
  return 'problem' in found ? undefined : found;
}
