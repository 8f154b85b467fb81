import type { TestServerPorts } from '../server/index';
import { readArguments } from './arguments';

export interface ServeOptions {
  readonly host: string;
  readonly ports: TestServerPorts;
  readonly user: string | undefined;
  readonly ca: string | undefined;
}

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  'tls-port': { type: 'string' },
  'lmtp-port': { type: 'string' },
  user: { type: 'string' },
  ca: { type: 'string' },
} as const;

/** Reads the arguments of `serve`, or says what is wrong with them. */
export function readServeOptions(args: readonly string[]): ServeOptions | { readonly problem: string } {
  const parsed = readArguments(args, OPTIONS);
  if ('problem' in parsed) return parsed;
  const { values, positionals } = parsed;
  if (positionals.length > 0)
    return { problem: 'a scripted server, which plays the S: side of a file, is not built yet' };
  const ports: Record<'port' | 'tls-port' | 'lmtp-port', number> = { port: 0, 'tls-port': 0, 'lmtp-port': 0 };
  for (const name of ['port', 'tls-port', 'lmtp-port'] as const) {
    const text = values[name] ?? '0';
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
      return { problem: `--${name} takes a port, 1 to 65535, or 0 for any free one` };
    ports[name] = Number(text);
  }
  if (values.user === '') return { problem: '--user takes the name of a user' };
  return {
    host: values.host ?? '127.0.0.1',
    ports: { smtp: ports.port, smtps: ports['tls-port'], lmtp: ports['lmtp-port'] },
    user: values.user,
    ca: values.ca,
  };
}
