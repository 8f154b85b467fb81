import { startTranscript } from '../conversationFixes';
import type { Rule, RuleDocumentation } from './rule';

/** A command after a recorded `S: <close>`. */
export const rule: Rule = {
  code: 'command-after-close',
  group: 'conversation',
  severity: 'error',
  *checkTranscript({ document, model }) {
    let told = false;
    for (const step of model.steps) {
      if (step.before.connection !== 'lost') told = false;
      else if (!told && step.command !== undefined) {
        told = true;
        yield {
          message: 'The server has closed the connection: nobody hears this',
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
