import { inLockStep } from '../pipelinedGroups';
import type { Rule, RuleDocumentation } from './rule';

/** A pipelined group for a server whose recorded EHLO reply does not offer PIPELINING (RFC 2920 section 3). */
export const rule: Rule = {
  code: 'pipelining-not-offered',
  group: 'conversation',
  severity: 'warning',
  checkGroup({ steps, fault }, { document }) {
    if (fault?.kind !== 'not-offered' || fault.step.command === undefined) return undefined;
    const change = inLockStep(document, steps);
    return {
      message: 'The server does not offer PIPELINING: each command waits for the reply to the one before it',
      span: fault.step.command.verbSpan,
      fixes: change === undefined ? [] : [{ title: 'Move each reply below its command', changes: [change] }],
    };
  },
};

export const documentation: RuleDocumentation = {
  why: `Only a server that offers \`PIPELINING\` can be relied on to read a group of commands that is sent at once (RFC 2920 section 3). A run sends them one by
one; say \`# @pipelining on\` to send the group as it stands.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 8BITMIME
C: MAIL FROM:<ann@example.com>
C: RCPT TO:<bob@example.org>
S: 250 Ok
S: 250 Ok`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 PIPELINING
C: MAIL FROM:<ann@example.com>
C: RCPT TO:<bob@example.org>
S: 250 Ok
S: 250 Ok`,
};
