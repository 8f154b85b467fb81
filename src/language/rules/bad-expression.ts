import type { Rule, RuleDocumentation } from './rule';

/** `{{` without its end, or with nothing in it that could be filled in. */
export const rule: Rule = { code: 'bad-expression', group: 'syntax', severity: 'error', foundBy: 'parser' };

export const documentation: RuleDocumentation = {
  why: `Two opening braces start a variable or a function, which ends with two closing ones. Nothing is ever sent with a hole in it, so this
has to be mended first. Where two braces are meant as they are, write \`\\{{\`.`,
  bad: `@name = client.example.com
C: EHLO {{name
S: 250`,
  good: `@name = client.example.com
C: EHLO {{name}}
S: 250`,
};
