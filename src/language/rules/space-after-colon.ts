import type { Rule, RuleDocumentation } from './rule';

/** White space around the colon of `MAIL FROM:<…>` (RFC 5321 section 3.3); without brackets that is `bracketed-address`. */
export const rule: Rule = {
  code: 'space-after-colon',
  group: 'style',
  severity: 'hint',
  checkStep: {
    on: ['MAIL', 'RCPT'],
    find({ command }) {
      if ((command?.verb !== 'MAIL' && command?.verb !== 'RCPT') || !AROUND.test(command.text))
        return undefined;
      const [, before, colon] = SPACED.exec(command.text) ?? [];
      if (before === undefined || colon === undefined) return undefined;
      const start = command.span.start + before.length;
      const span = { start, end: start + colon.length };
      return {
        message: 'No space stands before or after the colon',
        span,
        fixes: [{ title: 'Remove the space', safe: true, changes: [{ span, newText: ':' }] }],
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `The address follows the colon at once (RFC 5321 section 3.3). Many servers pass over a space there, others answer \`501\`.`,
  bad: 'C: MAIL FROM: <ann@example.com>',
  good: 'C: MAIL FROM:<ann@example.com>',
};

const AROUND = /\s:|:\s/;
const SPACED = /^(\s*\w+\s+(?:FROM|TO))(\s+:\s*|:\s+)(?=<)/i;
