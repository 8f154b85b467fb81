import type { TranscriptDocument } from '../../syntax/document';
import type { Step, TranscriptModel } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** HELO to a server that calls itself ESMTP in its greeting, so EHLO would serve (RFC 5321 section 3.2). */
export const rule: Rule = {
  code: 'outdated-helo',
  group: 'style',
  severity: 'hint',
  checkStep: {
    on: ['HELO'],
    find(step, { document, model }) {
      const { command } = step;
      if (command?.verb !== 'HELO' || outdated(document, model) !== step) return undefined;
      const start = command.span.start + command.text.toUpperCase().indexOf('HELO');
      const span = { start, end: start + 4 };
      const lower = command.text.trimStart().startsWith('helo');
      return {
        message: 'The server speaks ESMTP: EHLO greets it, and tells what it offers',
        span,
        fixes: [{ title: 'Change to EHLO', changes: [{ span, newText: lower ? 'ehlo' : 'EHLO' }] }],
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `The greeting says \`ESMTP\`, so the server knows \`EHLO\`, and a client uses it wherever it can (RFC 5321 section 3.2). After \`HELO\` no extension
may be used: no \`STARTTLS\`, no \`AUTH\`, no \`SIZE\`.`,
  bad: `S: 220 mail.example.com ESMTP
C: HELO client.example.com
S: 250 mail.example.com`,
  good: `S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250 mail.example.com`,
};

/** The first HELO that the server takes for all its ESMTP, if no EHLO comes before it. */
function outdated({ text }: TranscriptDocument, model: TranscriptModel): Step | undefined {
  // A file may hold any number of HELOs: the steps before them are looked at once.
  if (!OUTDATED.has(model)) OUTDATED.set(model, findOutdated(text, model));
  return OUTDATED.get(model);
}

const OUTDATED = new WeakMap<TranscriptModel, Step | undefined>();

function findOutdated(text: string, { steps }: TranscriptModel): Step | undefined {
  let extended = false;
  for (const step of steps) {
    const verb = step.command?.verb;
    if (verb === 'EHLO') return undefined; // HELO after it is the fall-back, and may be tested
    extended ||= isExtendedGreeting(text, step);
    if (verb === 'HELO' && extended && !isRefused(step)) return step;
  }
  return undefined;
}

function isExtendedGreeting(text: string, { exchange: { request, replies } }: Step): boolean {
  if (request !== undefined) return false;
  return replies.some(({ lines }) =>
    lines.some(
      ({ pattern }) =>
        pattern.kind === 'reply' &&
        pattern.code.start < pattern.code.end &&
        text.startsWith('220', pattern.code.start) &&
        /\bESMTP\b/.test(pattern.text?.value ?? ''),
    ),
  );
}
