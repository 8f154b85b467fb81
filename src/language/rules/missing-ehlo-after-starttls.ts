import { insertCommand } from '../conversationFixes';
import type { Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** A command behind STARTTLS without a new EHLO: what was said before TLS counts no more (RFC 3207 section 4.2). */
export const rule: Rule = {
  code: 'missing-ehlo-after-starttls',
  group: 'conversation',
  severity: 'warning',
  *checkTranscript({ document, model }) {
    let known: Step['before'] | undefined;
    for (const step of model.steps) {
      const { command, before } = step;
      if (before.greeted !== 'forgotten' || before === known) continue;
      if (command === undefined || !NEEDS_GREETING.has(command.meant) || isRefused(step)) continue;
      // A command that changes nothing leaves the state as it is: one finding is enough.
      known = before;
      const changes = insertCommand(document, model, step, `EHLO ${nameGiven(model.steps, step)}`, '250');
      yield {
        message: `EHLO is missing after STARTTLS: the server has forgotten all that was said before TLS`,
        span: command.verbSpan,
        fixes: changes === undefined ? [] : [{ title: 'Insert EHLO', changes }],
      };
    }
  },
};

const NEEDS_GREETING: ReadonlySet<string> = new Set([
  'MAIL',
  'RCPT',
  'DATA',
  'BDAT',
  'AUTH',
  'VRFY',
  'EXPN',
  'ETRN',
]);

/** The name that the client gave before, which it gives again. */
function nameGiven(steps: readonly Step[], before: Step): string {
  const earlier = steps.slice(0, steps.indexOf(before));
  const greeting = earlier.findLast(({ command }) => command?.meant === 'EHLO' && command.argument !== '');
  return greeting?.command?.argument ?? '{{$hostname}}';
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
