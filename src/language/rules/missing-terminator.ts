import type { Rule, RuleDocumentation } from './rule';

/** A message without the line with a single dot that ends it. */
export const rule: Rule = {
  code: 'missing-terminator',
  group: 'syntax',
  severity: 'error',
  foundBy: 'parser',
};

export const documentation: RuleDocumentation = {
  why: `A line with nothing but a dot ends the message (RFC 5321 section 4.1.1.4). Until it comes, the server takes all that is sent for text of
the message and answers nothing.`,
  bad: `C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: Hello
C:
C: How are you?
S: 250 Ok`,
  good: `C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: Hello
C:
C: How are you?
C: .
S: 250 Ok`,
};
