import { unheardCommand } from '../unheard';
import type { Rule, RuleDocumentation } from './rule';

/** A command after QUIT was answered: the connection is closed (RFC 5321 section 4.1.1.10). */
export const rule: Rule = {
  code: 'command-after-quit',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['command'],
    evenRefused: true,
    find: (step, { document }) =>
      unheardCommand(document, step, 'closed', 'The connection is closed after QUIT'),
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
