import { formatEndpoint, isLoopback, type Endpoint } from '../syntax/connection';
import type { Host } from './host';
import type { Plan, Problem, Step } from './planTypes';
import { MASK } from './redaction';
import type { Scope } from './variables';

/** Whether a transcript with `@confirm` may be run. */
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
  return ask(question, line, host);
}

/**
 * Asks before raw bytes, or commands that do not wait for their replies, go to another machine: they are there to see what a
 * server does with what it must not take, and somebody else's server may not be the one to try.
 */
export async function askRawConsent(plan: Plan, endpoint: Endpoint, host: Host): Promise<Consent> {
  // Agreed to once, for all of them.
  if (isLoopback(endpoint) || (plan.repetition?.index ?? 1) > 1) return { kind: 'given' };
  const where = `${formatEndpoint(endpoint)}, which is not this machine`;
  const raw = plan.steps.find(hasRaw);
  if (raw !== undefined) return ask(`Send raw bytes (C!:) to ${where}?`, raw.line, host);
  if (plan.settings.pipelining !== 'on') return { kind: 'given' };
  return ask(`Send commands without waiting for replies (@pipelining on) to ${where}?`, plan.line, host);
}

function hasRaw({ send }: Step): boolean {
  if (send?.kind === 'raw') return true;
  const body = send?.kind === 'content' ? send.body : send?.kind === 'command' ? send.chunk : undefined;
  return body?.parts.some((part) => part.kind === 'raw') === true;
}

async function ask(question: string, line: number, host: Host): Promise<Consent> {
  switch (await host.confirm(question)) {
    case 'yes':
      return { kind: 'given' };
    case 'no':
      return { kind: 'declined', reason: `not confirmed: ${question}` };
    case 'nobody':
      return {
        kind: 'refused',
        problem: {
          line,
          message: `“${question}” has to be confirmed, and nobody can be asked: the command line takes --yes`,
        },
      };
  }
}
