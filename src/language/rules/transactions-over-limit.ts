import { announcedLimit } from '../../smtp/extensions';
import { nothingKnown, type ConversationState } from '../conversationState';
import type { Step, TranscriptModel } from '../conversationModel';
import { hasCode } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** One MAIL more than the recorded EHLO reply says that a session may have (RFC 9422 section 4.1). */
export const rule: Rule = {
  code: 'transactions-over-limit',
  group: 'conversation',
  severity: 'warning',
  checkStep: {
    on: ['MAIL'],
    find(step, { model }) {
      const { before, exchange, command } = step;
      if (before.capabilities === undefined || command === undefined) return undefined;
      const limit = announcedLimit(before.capabilities, 'MAILMAX');
      // Only the first that is too many, as with recipients.
      if (limit === undefined || countsIn(model).get(step) !== limit + 1) return undefined;
      // The connection was closed at it, and what is recorded below is said on another one.
      if (hasCode(exchange, '421')) return undefined;
      return {
        message: `The server takes up to ${limit} ${limit === 1 ? 'message' : 'messages'} on a connection`,
        span: command.verbSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `With \`LIMITS MAILMAX=\` a server says how many \`MAIL\` commands it takes on one connection, those that it refuses counted as well (RFC 9422
section 4.1). One more gets a refusal, or the connection closed: what is left to send goes over a new one.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS MAILMAX=1
C: MAIL FROM:<ann@example.com>
S: 250
C: RSET
S: 250
C: MAIL FROM:<bob@example.com>`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 LIMITS MAILMAX=2
C: MAIL FROM:<ann@example.com>
S: 250
C: RSET
S: 250
C: MAIL FROM:<bob@example.com>`,
};

/** Which MAIL of its connection each is, from 1. Worked out once for a transcript, and only if its server has a limit. */
function countsIn(model: TranscriptModel): ReadonlyMap<Step, number> {
  let counts = COUNTS.get(model);
  if (counts === undefined) COUNTS.set(model, (counts = count(model)));
  return counts;
}

const COUNTS = new WeakMap<TranscriptModel, ReadonlyMap<Step, number>>();

function count({ steps }: TranscriptModel): ReadonlyMap<Step, number> {
  const counts = new Map<Step, number>();
  let last = 0;
  for (const step of steps) {
    if (mayBeNew(step.before)) last = 0;
    if (step.command?.verb === 'MAIL') counts.set(step, ++last);
    if (startsAnew(step)) last = 0;
  }
  return counts;
}

/** Whether what comes may be said on another connection: the last one is closed, or the text leaves something out. */
function mayBeNew(before: ConversationState): boolean {
  return before === nothingKnown() || before.connection === 'closed' || before.connection === 'lost';
}

/** A greeting, which may stand among the replies to a command, and what the server forgets everything at (RFC 3207 section 4.2). */
function startsAnew({ exchange, command }: Step): boolean {
  return command?.verb === 'QUIT' || hasCode(exchange, '220');
}
