import { insertCommand } from '../conversationFixes';
import type { Step } from '../conversationModel';
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
    find(step, { document, model }, at) {
      const { before, command } = step;
      if (before.greeted !== 'forgotten' || command === undefined || !isTooEarly(step)) return undefined;
      const { steps } = model;
      // A command that changes nothing leaves the state as it is: one finding is enough.
      if (lastTooEarly(steps, at)?.before === before) return undefined;
      const changes = insertCommand(document, model, step, `EHLO ${nameGiven(steps, at)}`, '250');
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

/** The one before; from each, only what stands between the two is looked at. */
function lastTooEarly(steps: readonly Step[], at: number): Step | undefined {
  for (let earlier = at - 1; earlier >= 0; earlier--) {
    const step = steps[earlier];
    if (step !== undefined && isTooEarly(step)) return step;
  }
  return undefined;
}

/** The name that the client gave before, which it gives again. */
function nameGiven(steps: readonly Step[], at: number): string {
  for (let earlier = at - 1; earlier >= 0; earlier--) {
    const command = steps[earlier]?.command;
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
