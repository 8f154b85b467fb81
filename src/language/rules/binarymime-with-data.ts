import type { PlacedParameter } from '../conversationModel';
import type { Rule, RuleDocumentation } from './rule';

/** DATA for a message that was declared as BINARYMIME (RFC 3030 section 3). */
export const rule: Rule = {
  code: 'binarymime-with-data',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['DATA'],
    find({ command, transaction }) {
      const mail = transaction?.mail?.command;
      if (mail === undefined || command?.meant !== 'DATA' || !mail.parameters.some(isBinary))
        return undefined;
      return {
        message: 'A message with BODY=BINARYMIME is sent with BDAT, not with DATA',
        span: command.verbSpan,
      };
    },
  },
};

function isBinary({ name, value }: PlacedParameter): boolean {
  return name === 'BODY' && value?.toUpperCase() === 'BINARYMIME';
}

export const documentation: RuleDocumentation = {
  why: `Binary content may hold anything, a line with a single dot too, so that only \`BDAT\`, which counts octets, can send it. To \`DATA\` the server answers
503 (RFC 3030 section 3).`,
  bad: `C: MAIL FROM:<ann@example.com> BODY=BINARYMIME
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: DATA
S: 354 Go ahead
C: .
S: 250 Ok`,
  good: `C: MAIL FROM:<ann@example.com> BODY=BINARYMIME
S: 250 Ok
C: RCPT TO:<bob@example.org>
S: 250 Ok
C: BDAT 0 LAST
S: 250 Ok`,
};
