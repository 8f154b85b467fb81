import { findMailHosts, type MailHost } from '../policy/mailHosts';
import { parseIpAddress } from '../syntax/ipAddress';
import type { ConnectionError } from '../transport/transport';
import type { Endpoint } from './planTypes';
import { TIMEOUTS, type SessionState } from './sessionState';

/**
 * RFC 5321 section 5.1 wants two at least and allows a limit: each may take as long as a connection may take, and a domain
 * may list as many as it likes.
 */
const MOST_HOSTS = 5;

/** Connects to a host; the error if there is no connection, `'told'` if that was told already. */
export type ConnectToHost = (
  endpoint: Endpoint,
  addresses: readonly string[] | undefined,
) => Promise<ConnectionError | 'told' | undefined>;

/**
 * Connects to the best of a domain's mail hosts that takes the connection (RFC 5321 section 5.1), and tells of each that it
 * tries.
 *
 * @returns whether there is a connection; why not has been told
 */
export async function connectToMailHost(
  state: SessionState,
  endpoint: Endpoint,
  connectTo: ConnectToHost,
): Promise<boolean> {
  const { plan } = state;
  const domain = endpoint.host;
  if (parseIpAddress(domain) !== undefined) {
    const message = `mx:// takes a mail domain, and ${domain} is an address`;
    state.failure({
      kind: 'plan',
      line: plan.line,
      message,
      hint: 'Write smtp:// for a host or an address.',
    });
    return false;
  }
  const found = await findMailHosts(domain, state.host.resolver, deadline(state));
  if (state.signal.aborted) {
    state.cancelled(plan.line);
    return false;
  }
  if (found.kind === 'failed') {
    state.failure({ kind: 'unknownHost', line: plan.line, message: found.message, hint: found.hint });
    return false;
  }
  state.domain = domain;
  const hosts = found.hosts.slice(0, MOST_HOSTS);
  const rest = found.hosts.length - hosts.length;
  const more = rest === 0 ? '' : ` and ${rest} more, which are not tried`;
  state.notice('information', `${domain} takes its mail at ${hosts.map(inWords).join(', ')}${more}`);
  for (const [at, { name }] of hosts.entries()) {
    if (at > 0) state.notice('information', `trying ${name}`);
    const error = await connectTo(
      { ...endpoint, scheme: 'smtp', host: name },
      await addressesOf(state, name),
    );
    if (error === undefined) return true;
    if (error === 'told') return false;
    if (error.kind === 'cancelled' || at === hosts.length - 1) {
      state.broken(error, plan.line);
      return false;
    }
    state.notice('warning', error.message);
  }
  return false;
}

function inWords({ name, preference }: MailHost): string {
  return preference === undefined ? `${name} (there is no MX record)` : `${name} (${preference})`;
}

/**
 * The addresses of a host by the DNS. Where it has none, and where a proxy is to look it up, the name itself is connected to:
 * it may stand in a hosts file.
 */
async function addressesOf(state: SessionState, name: string): Promise<readonly string[] | undefined> {
  if (state.proxy !== undefined) return undefined;
  const { resolver } = state.host;
  const signal = deadline(state);
  const answers = await Promise.all([resolver.resolve6(name, signal), resolver.resolve4(name, signal)]);
  const addresses = answers.flatMap((answer) => (answer.kind === 'found' ? answer.records : []));
  return addresses.length === 0 ? undefined : addresses;
}

function deadline(state: SessionState): AbortSignal {
  return AbortSignal.any([state.signal, AbortSignal.timeout(state.timeout(TIMEOUTS.connect))]);
}
