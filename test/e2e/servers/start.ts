import { startDaemon, type DaemonOptions } from './daemon';
import type { Ports, PortName, RealServer, ServerName } from './server';

/** What is started, and where its mail ends up. */
export interface ServerOptions<Port extends PortName> extends Omit<DaemonOptions, 'name' | 'logs'> {
  readonly name: ServerName;
  readonly ports: Ports<Port>;
  /** Its log, which may be its output. */
  readonly log: string;
  readonly takeMessages: () => Promise<readonly Buffer[]>;
}

/** Starts a server whose processes are all that there is to stop. Rejects with the ends of its logs if that fails. */
export async function startServer<Port extends PortName>(
  options: ServerOptions<Port>,
): Promise<RealServer<Port>> {
  const { name, ports, log, output, takeMessages } = options;
  const daemon = await startDaemon({ ...options, logs: log === output ? [] : [log] });
  return { name, host: '127.0.0.1', ports, log, takeMessages, stop: () => daemon.stop() };
}
