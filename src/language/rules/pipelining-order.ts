import { inLockStep } from '../pipelinedGroups';
import type { Rule, RuleDocumentation } from './rule';

/** A command in the middle of a pipelined group that has to be its last one (RFC 2920 section 3.1). */
export const rule: Rule = {
  code: 'pipelining-order',
  group: 'conversation',
  severity: 'warning',
  checkGroup({ steps, fault }, { document }) {
    if (fault?.kind !== 'order' || fault.step.command === undefined) return undefined;
    const change = inLockStep(document, steps);
    return {
      message: `${fault.step.command.meant} has to be the last command of a pipelined group: the client waits for its reply`,
      span: fault.step.command.verbSpan,
      fixes: change === undefined ? [] : [{ title: 'Move each reply below its command', changes: [change] }],
    };
  },
};

export const documentation: RuleDocumentation = {
  why: `In a pipelined group only \`MAIL\`, \`RCPT\`, \`RSET\` and \`BDAT\` may be followed by other commands. \`EHLO\`, \`DATA\`, \`VRFY\`, \`EXPN\`, \`NOOP\` and \`QUIT\` end one,
because what comes next depends on their replies (RFC 2920 section 3.1). A run waits for the reply; say \`# @pipelining on\` to send the group as it
stands.`,
  bad: `C: NOOP
C: MAIL FROM:<ann@example.com>
S: 250 Ok
S: 250 Ok`,
  good: `C: MAIL FROM:<ann@example.com>
C: NOOP
S: 250 Ok
S: 250 Ok`,
};
