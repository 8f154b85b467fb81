import type { Host } from './host';
import type { Plan, Problem } from './planTypes';
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
