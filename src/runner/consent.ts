import { formatEndpoint, isLoopback, isLoopbackHost } from '../syntax/connection';
import { formatProxy } from '../syntax/proxyUrl';
import type { Host } from './host';
import type { Endpoint, Plan, Problem, Send } from './planTypes';
import { MASK } from './redaction';
import type { SessionState } from './sessionState';
import type { Scope } from './variables';

/** Whether a transcript may be run. */
export type Consent =
  | { readonly kind: 'given' }
  /** A person said no, which is no failure. */
  | { readonly kind: 'declined'; readonly reason: string }
  /** Nobody could be asked, or not what was meant: nothing is sent. */
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Asks what `@confirm` says, before anything else is asked or sent. */
export async function askConsent({ confirm }: Plan, host: Host, scope: Scope): Promise<Consent> {
  if (confirm === undefined) return { kind: 'given' };
  const { line } = confirm;
  const filled = await scope.fill(confirm.question);
  if ('problem' in filled) return { kind: 'refused', problem: { line, message: filled.problem } };
  // A secret is not for the question to give away.
  const question = filled.values.map(({ text, secret }) => (secret ? MASK : text)).join('');
  return ask(host, { line, question, short: question, named: `“${question}”` });
}

/**
 * Asks, once the directives are filled in, before exact bytes, or commands that do not wait for their replies, go to another
 * machine: `C!:` lines and `@pipelining on` are there for what a server is not supposed to be sent, and that may be meant for the
 * one on this machine, which a file's server was last time.
 */
export async function askForBreaches(
  { plan, settings, host, proxy }: Pick<SessionState, 'plan' | 'settings' | 'host' | 'proxy'>,
  endpoint: Endpoint,
): Promise<Consent> {
  const { steps, line: transcript } = plan;
  // The loopback of a proxy elsewhere is another machine's.
  if (isLoopback(endpoint) && (proxy === undefined || isLoopbackHost(proxy.host))) return { kind: 'given' };
  const line = firstOf(steps, ({ send }) => (send === undefined ? undefined : rawLineOf(send)));
  if (line === undefined && settings.pipelining !== 'on') return { kind: 'given' };
  const way = proxy === undefined ? '' : ` by way of ${formatProxy(proxy)}`;
  const to = `${formatEndpoint(endpoint)}${way}`;
  if (line === undefined)
    return ask(host, {
      line: transcript,
      question: `Send commands without waiting for replies (@pipelining on) to ${to}?`,
      short: `@pipelining on to ${to}`,
      named: `To send commands without waiting for replies (@pipelining on) to ${to}`,
    });
  return ask(host, {
    line,
    question: `Send exact bytes (C!: in line ${line}) to ${to}?`,
    short: `exact bytes to ${to}`,
    named: `To send exact bytes (C!:) to ${to}`,
  });
}

interface Asked {
  readonly line: number;
  readonly question: string;
  /** What was asked, for who said no. */
  readonly short: string;
  /** The beginning of a sentence. */
  readonly named: string;
}

async function ask(host: Host, { line, question, short, named }: Asked): Promise<Consent> {
  switch (await host.confirm(question)) {
    case 'yes':
      return { kind: 'given' };
    case 'no':
      return { kind: 'declined', reason: `not confirmed: ${short}` };
    case 'nobody': {
      const message = `${named} has to be confirmed, and nobody can be asked: the command line takes --yes`;
      return { kind: 'refused', problem: { line, message } };
    }
  }
}

function rawLineOf(send: Send): number | undefined {
  if (send.kind === 'raw') return send.line;
  const body = send.kind === 'content' ? send.body : send.kind === 'command' ? send.chunk : undefined;
  return firstOf(body?.parts ?? [], (part) => (part.kind === 'raw' ? part.line : undefined));
}

function firstOf<T>(all: readonly T[], find: (each: T) => number | undefined): number | undefined {
  for (const each of all) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
