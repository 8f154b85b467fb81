import { startTranscript } from '../conversationFixes';
import type { Rule, RuleDocumentation } from './rule';

/** A command after QUIT was answered: the connection is closed (RFC 5321 section 4.1.1.10). */
export const rule: Rule = {
  code: 'command-after-quit',
  group: 'conversation',
  severity: 'error',
  *checkTranscript({ document, model }) {
    let told = false;
    for (const step of model.steps) {
      if (step.before.connection !== 'closed') told = false;
      else if (!told && step.command !== undefined) {
        told = true;
        yield {
          message: 'The connection is closed after QUIT: nobody hears this',
          span: step.command.verbSpan,
          fixes: [
            {
              title: 'Start a transcript, on a connection of its own',
              changes: startTranscript(document, step),
            },
          ],
        };
      }
    }
  },
};

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
