import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FROM, LARGE, MESSAGE, MESSAGES, TO } from './conversation';
import type { Client, Scenario, Target } from './scenario';

/** Messages that are sent by a program that is a process for each of them. */
const SOME = 5;

/** Postfix's smtp-source, in C: one connection in lock-step, content that it makes itself, no TLS. */
export function smtpSource(
  program: string,
  scenario: Scenario,
  { host, port, tls }: Target,
): Client | undefined {
  if (scenario === 'pipelined' || tls !== undefined) return undefined;
  const size = scenario === 'large' ? LARGE : MESSAGE.length;
  const messages = scenario === 'large' ? 1 : MESSAGES;
  const args = ['-d', '-s', '1', '-m', String(messages), '-l', String(size), '-f', FROM, '-t', TO];
  return { name: 'smtp-source', isProgram: true, send: () => succeed(program, [...args, `${host}:${port}`]) };
}

/** Swaks, in Perl: a process and a connection for each message, so that a few have to speak for all. */
export function swaks(
  program: string,
  scenario: Scenario,
  { host, port, tls }: Target,
  files: { readonly small: string; readonly large: string },
): Client | undefined {
  const large = scenario === 'large';
  const args = [
    ...['--server', host, '--port', String(port), '--from', FROM, '--to', TO, '--helo', 'client.example.com'],
    ...['--data', `@${large ? files.large : files.small}`, '--silent', '3'],
    ...(scenario === 'pipelined' ? ['--pipeline'] : []),
    ...(tls === undefined ? [] : ['--tls-on-connect']),
  ];
  const messages = large ? 1 : SOME;
  return {
    name: large ? 'swaks' : `swaks (${SOME} messages, each a process; × ${MESSAGES / SOME})`,
    isProgram: true,
    scale: large ? 1 : MESSAGES / SOME,
    send: async () => {
      for (let message = 0; message < messages; message++) await succeed(program, args);
    },
  };
}

/** The whole command line, from its start to its end. */
export function ourProgram(file: string): Client {
  const args = ['dist/cli.js', 'run', '--reporter', 'json', file];
  return {
    name: 'smtp-transcript run --reporter json',
    isProgram: true,
    send: () => succeed(process.execPath, args),
  };
}

async function succeed(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2_000)));
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2_000)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${said}`);
}
