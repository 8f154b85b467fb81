import { startTranscript } from '../conversationFixes';
import type { Step } from '../conversationModel';
import type { Rule, RuleDocumentation } from './rule';

/** A command after a recorded `S: <close>`. */
export const rule: Rule = {
  code: 'command-after-close',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['command'],
    evenRefused: true,
    find(step, { document }) {
      const { before, command } = step;
      if (before.connection !== 'lost' || command === undefined || isTold(step)) return undefined;
      return {
        message: 'The server has closed the connection: nobody hears this',
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
    if (step.before.connection !== 'lost') return false;
    if (step.command !== undefined) return true;
  }
  return false;
}

export const documentation: RuleDocumentation = {
  why: `\`S: <close>\` expects that the server closes the connection. If it does, nothing can be sent any more: what is to be said needs a transcript of its
own, with \`###\` above it.`,
  bad: `C: HELO client.example.com
S: <close>
C: NOOP`,
  good: `C: HELO client.example.com
S: <close>

### The next connection
C: NOOP`,
};
