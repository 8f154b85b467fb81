import { inLockStep } from '../pipelinedGroups';
import type { Rule, RuleDocumentation } from './rule';

/** Something sent behind STARTTLS without waiting for its reply (RFC 3207 section 4). */
export const rule: Rule = {
  code: 'starttls-in-group',
  group: 'conversation',
  severity: 'error',
  checkGroup({ steps, fault }, { document }) {
    if (fault?.kind !== 'starttls' || fault.step.command === undefined) return undefined;
    const change = inLockStep(document, steps);
    return {
      message:
        'STARTTLS is the last command before its reply: what is sent behind it in clear is lost, or taken for an injection',
      span: fault.step.command.verbSpan,
      fixes: change === undefined ? [] : [{ title: 'Move each reply below its command', changes: [change] }],
    };
  },
};

export const documentation: RuleDocumentation = {
  why: `The handshake begins with the 220 to \`STARTTLS\`, so that it has to be the last command of a pipelined group (RFC 3207 section 4). What comes behind
it in clear is discarded by a careful server, and carried out under TLS by a careless one (CVE-2011-0411). To test just that, say
\`# @pipelining on\`.`,
  bad: `C: STARTTLS
C: EHLO client.example.com
S: 220 Go ahead
S: 250 mail.example.com`,
  good: `C: STARTTLS
S: 220 Go ahead
C: EHLO client.example.com
S: 250 mail.example.com`,
};
