import { findCommand, repliesOf } from '../../smtp/commands';
import type { ExpectedReply } from '../../syntax/document';
import { codeMatches, type ReplyPattern } from '../../syntax/pattern';
import type { Step } from '../conversationModel';
import type { Finding, Rule, RuleDocumentation } from './rule';

/**
 * A recorded reply with a code that its request can't have, 354 to RCPT for one (RFC 5321 section 4.3.2). Any 4yz and 5yz is
 * possible: servers refuse with codes of their own.
 */
export const rule: Rule = {
  code: 'impossible-reply',
  group: 'conversation',
  severity: 'error',
  *checkTranscript({ model }) {
    for (const step of model.steps) {
      const { replies } = step.exchange;
      const occasion = replies.length === 0 ? undefined : occasionOf(step);
      if (occasion === undefined) continue;
      for (const reply of replies) {
        const pattern = reply.lines[0]?.pattern;
        if (pattern?.kind === 'reply' && !reply.optional && !isPossible(pattern, occasion)) {
          const [usual] = repliesOf(occasion);
          if (usual !== undefined) yield finding(reply, pattern, occasion, usual);
        }
        // After a message, LMTP has a reply for each recipient (RFC 2033 section 4.2). Elsewhere a second one is something else.
        if (occasion !== 'MESSAGE') break;
      }
    }
  },
};

/** What is answered, as `repliesOf` has it. What comes unasked may be a fragment's beginning, so nothing is said of it. */
function occasionOf({ exchange, command }: Step): string | undefined {
  switch (exchange.request?.kind) {
    case 'content':
      return 'MESSAGE';
    case 'response':
      return 'RESPONSE';
    case 'command':
      return command === undefined || findCommand(command.meant) === undefined ? undefined : command.meant;
    case 'raw':
    case undefined:
      return undefined;
  }
}

function isPossible({ codes }: ReplyPattern, occasion: string): boolean {
  const [code = '', ...more] = codes;
  if (more.length === 0 && usualCodes(occasion).has(code)) return true;
  return codes.some(
    (each) =>
      each.startsWith('4') ||
      each.startsWith('5') ||
      repliesOf(occasion).some((known) => codeMatches([each], String(known))),
  );
}

/** As text, because nearly all replies of a large file are just these. */
function usualCodes(occasion: string): ReadonlySet<string> {
  let codes = USUAL_CODES.get(occasion);
  if (codes === undefined) USUAL_CODES.set(occasion, (codes = new Set(repliesOf(occasion).map(String))));
  return codes;
}

const USUAL_CODES = new Map<string, ReadonlySet<string>>();

function finding(
  { lines }: ExpectedReply,
  { codes, code }: ReplyPattern,
  occasion: string,
  usual: number,
): Finding {
  const asked =
    occasion === 'MESSAGE' ? 'a message' : occasion === 'RESPONSE' ? 'a response of AUTH' : occasion;
  const newText = String(usual);
  // A client goes by the first digit (RFC 5321 section 4.2.1), so another code of the right class is odd and no more.
  const sameClass = codes.some((each) =>
    repliesOf(occasion).some((known) => String(known).charAt(0) === each.charAt(0)),
  );
  return {
    message: `No server answers ${asked} with ${codes.join(' or ')}; ${usual} is the usual code`,
    span: code,
    ...(sameClass ? { severity: 'warning' } : {}),
    fixes: lines.length === 1 ? [{ title: `Change to ${newText}`, changes: [{ span: code, newText }] }] : [],
  };
}

export const documentation: RuleDocumentation = {
  why: `RFC 5321 section 4.3.2, and the RFCs of the extensions, give the codes that each command can be answered with: 354 only comes after \`DATA\`, 334 only
inside of \`AUTH\`, and \`DATA\` itself is not answered with 250. An expectation of another code will never hold. Any 4yz and 5yz passes, because servers
refuse with codes of their own; an unusual 2yz is a warning.`,
  bad: `C: RCPT TO:<bob@example.org>
S: 354 Go ahead`,
  good: `C: RCPT TO:<bob@example.org>
S: 250 Ok`,
};
