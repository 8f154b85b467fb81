import { replacement, type Fix } from '../../syntax/diagnostic';
import type { Command } from '../conversationModel';
import type { Rule, RuleDocumentation } from './rule';

/** A chunk after the last one (RFC 3030 section 2). */
export const rule: Rule = {
  code: 'bdat-after-last',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['BDAT'],
    find({ before, command, previous }) {
      if (before.content !== 'last' || command?.meant !== 'BDAT') return undefined;
      const fix = withoutLast(previous?.command);
      return {
        message: 'The chunk before this one was the last of its message; a new message starts with MAIL',
        span: command.verbSpan,
        fixes: fix === undefined ? [] : [fix],
      };
    },
  },
};

/** The chunk directly before this one is not the last. */
function withoutLast(chunk: Command | undefined): Fix | undefined {
  const [, size = '', last] = /^(\S+)(\s+LAST)\s*$/i.exec(chunk?.argument ?? '') ?? [];
  if (chunk?.verb !== 'BDAT' || last === undefined) return undefined;
  const start = chunk.argumentSpan.start + size.length;
  return replacement({ start, end: start + last.length }, '', 'Take LAST from the chunk before');
}

export const documentation: RuleDocumentation = {
  why: `\`LAST\` ends the message and with it the transaction. A \`BDAT\` after it is answered with 503, until there is a new \`MAIL\` (RFC 3030 section 2).`,
  bad: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: BDAT 0 LAST
S: 250 Ok
C: BDAT 0 LAST
S: 250 Ok`,
  good: `C: MAIL FROM:<ann@example.com>
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: BDAT 0
S: 250 Ok
C: BDAT 0 LAST
S: 250 Ok`,
};
