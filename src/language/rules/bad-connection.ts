import type { Rule, RuleDocumentation } from './rule';

/** A connection line that names no server. */
export const rule: Rule = { code: 'bad-connection', group: 'syntax', severity: 'error', foundBy: 'parser' };

export const documentation: RuleDocumentation = {
  why: `The line says where to connect, and no server can be read from it. \`CONNECT\` takes a URL: \`smtp://\` in clear, \`smtps://\` with TLS
from the first byte, \`smtp+starttls://\` with STARTTLS before the transcript begins.`,
  bad: `CONNECT mail.example.com
S: 220
C: QUIT
S: 221`,
  good: `CONNECT smtp://mail.example.com
S: 220
C: QUIT
S: 221`,
};
