import { unheardCommand } from '../unheard';
import type { Rule, RuleDocumentation } from './rule';

/** A command after a recorded `S: <close>`. */
export const rule: Rule = {
  code: 'command-after-close',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['command'],
    evenRefused: true,
    find: (step, { document }) =>
      unheardCommand(document, step, 'lost', 'The server has closed the connection'),
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
