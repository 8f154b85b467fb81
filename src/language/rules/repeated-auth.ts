import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** AUTH after an AUTH that succeeded (RFC 4954 section 4). */
export const rule: Rule = {
  code: 'repeated-auth',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['AUTH'],
    find(step) {
      const { before, command } = step;
      if (before.authenticated !== 'yes' || command?.meant !== 'AUTH') return undefined;
      // The refusal may come after a challenge.
      const { next } = step;
      if (next?.exchange.request?.kind === 'response' && isRefused(next)) return undefined;
      return {
        message: 'The client is authenticated already: a session has one AUTH that succeeds',
        span: command.verbSpan,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `After an \`AUTH\` that succeeded, servers refuse every other one in the session with 503 (RFC 4954 section 4). To be somebody else, connect anew.`,
  bad: `C: AUTH PLAIN {{$plain ann {{$secret ann}}}}
S: 235 2.7.0 Authentication successful
C: AUTH PLAIN {{$plain bob {{$secret bob}}}}
S: 235 2.7.0 Authentication successful`,
  good: `C: AUTH PLAIN {{$plain ann {{$secret ann}}}}
S: 535 5.7.8 Authentication failed
C: AUTH PLAIN {{$plain bob {{$secret bob}}}}
S: 235 2.7.0 Authentication successful`,
};
