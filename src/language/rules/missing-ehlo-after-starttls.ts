import { insertCommand } from '../conversationFixes';
import type { Step } from '../conversationModel';
import { sameState } from '../sameState';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

const NEEDS_GREETING = ['MAIL', 'RCPT', 'DATA', 'BDAT', 'AUTH', 'VRFY', 'EXPN', 'ETRN'] as const;
const NEEDING: ReadonlySet<string> = new Set(NEEDS_GREETING);

/** A command behind STARTTLS without a new EHLO: what was said before TLS counts no more (RFC 3207 section 4.2). */
export const rule: Rule = {
  code: 'missing-ehlo-after-starttls',
  group: 'conversation',
  severity: 'warning',
  checkStep: {
    on: NEEDS_GREETING,
    find(step, { document, model }) {
      const { before, command } = step;
      if (before.greeted !== 'forgotten' || command === undefined || !isTooEarly(step)) return undefined;
      // A command that changes nothing leaves the state as it is: one finding is enough.
      const last = lastTooEarly(step);
      if (last !== undefined && sameState(last.before, before)) return undefined;
      const changes = insertCommand(document, model, step, `EHLO ${nameGiven(step)}`, '250');
      return {
        message: `EHLO is missing after STARTTLS: the server has forgotten all that was said before TLS`,
        span: command.verbSpan,
        fixes: changes === undefined ? [] : [{ title: 'Insert EHLO', changes }],
      };
    },
  },
};

function isTooEarly(step: Step): boolean {
  const { before, command } = step;
  return (
    before.greeted === 'forgotten' && command !== undefined && NEEDING.has(command.meant) && !isRefused(step)
  );
}

/** The one before, after the same STARTTLS; from each, only what stands between the two is looked at. */
function lastTooEarly({ previous }: Step): Step | undefined {
  for (let step = previous; step !== undefined; step = step.previous) {
    if (isTooEarly(step)) return step;
    if (step.command?.meant === 'STARTTLS' && !isRefused(step)) return undefined;
  }
  return undefined;
}

/** The name that the client gave before, which it gives again. */
function nameGiven({ previous }: Step): string {
  for (let step = previous; step !== undefined; step = step.previous) {
    const { command } = step;
    if (command?.meant === 'EHLO' && command.argument !== '') return command.argument;
  }
  return '{{$hostname}}';
}

export const documentation: RuleDocumentation = {
  why: `With the TLS handshake the server forgets what it knew from the client, and what it offered before counts no more: only a new \`EHLO\` tells
what it offers now, the mechanisms of \`AUTH\` above all (RFC 3207 section 4.2). Many servers refuse everything else with 503 until then.`,
  bad: `C: STARTTLS
S: 220 Ready to start TLS
C: MAIL FROM:<ann@example.com>`,
  good: `C: STARTTLS
S: 220 Ready to start TLS
C: EHLO client.example.com
S: 250 mail.example.com
C: MAIL FROM:<ann@example.com>`,
};
