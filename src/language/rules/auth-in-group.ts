import { inLockStep } from '../pipelinedGroups';
import type { Rule, RuleDocumentation } from './rule';

/** Something sent behind an AUTH that waits for challenges (RFC 4954 section 3). */
export const rule: Rule = {
  code: 'auth-in-group',
  group: 'conversation',
  severity: 'warning',
  checkGroup({ steps, fault }, { document }) {
    if (fault?.kind !== 'auth') return undefined;
    const { command, exchange } = fault.step;
    const line = exchange.request?.kind === 'response' ? exchange.request.line.value : undefined;
    const span = command?.verbSpan ?? line;
    if (span === undefined) return undefined;
    const change = inLockStep(document, steps);
    return {
      message: 'In an AUTH exchange each line waits for the reply to the one before it',
      span,
      fixes: change === undefined ? [] : [{ title: 'Move each reply below its command', changes: [change] }],
    };
  },
};

export const documentation: RuleDocumentation = {
  why: `\`AUTH\` is the last command of a pipelined group, as what the client says next depends on the server's challenge (RFC 4954 section 3). Only an \`AUTH\`
that says all on its line, as \`PLAIN\` with its response, may be followed by other commands.`,
  bad: `C: AUTH PLAIN
C: {{$plain ann {{$secret ann}}}}
S: 334
S: 235 2.7.0 Authentication successful`,
  good: `C: AUTH PLAIN
S: 334
C: {{$plain ann {{$secret ann}}}}
S: 235 2.7.0 Authentication successful`,
};
