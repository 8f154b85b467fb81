import type { Rule, RuleDocumentation } from './rule';

/** An option of `telnet`, `nc` or `openssl` that is not understood. */
export const rule: Rule = {
  code: 'unknown-connection-option',
  group: 'syntax',
  severity: 'warning',
  foundBy: 'parser',
};

export const documentation: RuleDocumentation = {
  why: `The option is passed over: the connection is made as if it were not there. Those that are understood stand in the
[reference](language.md#where-it-connects).`,
  bad: `openssl s_client -crlff -connect mail.example.com:465
S: 220
C: QUIT
S: 221`,
  good: `openssl s_client -crlf -connect mail.example.com:465
S: 220
C: QUIT
S: 221`,
};
