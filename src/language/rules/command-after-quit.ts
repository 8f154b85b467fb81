import { startTranscript } from '../conversationFixes';
import type { Step } from '../conversationModel';
import type { Rule, RuleDocumentation } from './rule';

/** A command after QUIT was answered: the connection is closed (RFC 5321 section 4.1.1.10). */
export const rule: Rule = {
  code: 'command-after-quit',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['command'],
    evenRefused: true,
    find(step, { document }) {
      const { before, command } = step;
      if (before.connection !== 'closed' || command === undefined || isTold(step)) return undefined;
      return {
        message: 'The connection is closed after QUIT: nobody hears this',
        span: command.verbSpan,
        fixes: [
          {
            title: 'Start a transcript, on a connection of its own',
            changes: startTranscript(document, step),
          },
        ],
      };
    },
  },
};

/** Whether a command before this one was told the same. Goes back to the last one at most. */
function isTold({ previous }: Step): boolean {
  for (let step = previous; step !== undefined; step = step.previous) {
    if (step.before.connection !== 'closed') return false;
    if (step.command !== undefined) return true;
  }
  return false;
}

export const documentation: RuleDocumentation = {
  why: `The server closes the connection once it has answered \`QUIT\` (RFC 5321 section 4.1.1.10). What is to be said after it needs another connection:
a transcript of its own, with \`###\` above it.`,
  bad: `C: QUIT
S: 221 Bye
C: NOOP`,
  good: `C: QUIT
S: 221 Bye

### The next connection
C: NOOP`,
};
