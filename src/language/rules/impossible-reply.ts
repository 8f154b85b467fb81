import { COMMANDS, repliesOf } from '../../smtp/commands';
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
  checkStep: {
    // What is refused has no other codes than those that are always possible.
    on: ['command', 'content', 'response'],
    find(step) {
      const { replies } = step.exchange;
      const first = replies[0];
      const occasion = first === undefined ? undefined : occasionOf(step);
      if (first === undefined || occasion === undefined) return undefined;
      // After a message, LMTP has a reply for each recipient (RFC 2033 section 4.2). Elsewhere a second one is something else.
      if (occasion !== MESSAGE || replies.length === 1) return wrongAnswer(first, occasion);
      let found: Finding[] | undefined;
      for (const reply of replies) {
        const wrong = wrongAnswer(reply, occasion);
        if (wrong !== undefined) (found ??= []).push(wrong);
      }
      return found;
    },
  },
};

/** What is answered, as `repliesOf` has it, and its codes. */
interface Occasion {
  readonly name: string;
  /** As text, because nearly all replies of a large file are just these. */
  readonly codes: ReadonlySet<string>;
}

const MESSAGE = toOccasion('MESSAGE');
const RESPONSE = toOccasion('RESPONSE');
const BY_VERB: ReadonlyMap<string, Occasion> = new Map(COMMANDS.map(({ verb }) => [verb, toOccasion(verb)]));

function toOccasion(name: string): Occasion {
  const codes = new Set(repliesOf(name).map(String));
  // A transaction that is resumed (RFC 1845 section 4): too rare to be proposed, and possible.
  if (name === 'MAIL') codes.add('355');
  return { name, codes };
}

/** What comes unasked may be a fragment's beginning, so nothing is said of it. */
function occasionOf({ exchange, command }: Step): Occasion | undefined {
  switch (exchange.request?.kind) {
    case 'content': {
      // A message without its end is another mistake; what follows it answers something else.
      const { terminator, lines } = exchange.request.content;
      return terminator === undefined && lines.at(-1)?.kind !== 'raw' ? undefined : MESSAGE;
    }
    case 'response':
      return RESPONSE;
    case 'command':
      return command === undefined ? undefined : BY_VERB.get(command.meant);
    case 'raw':
    case undefined:
      return undefined;
  }
}

function wrongAnswer(reply: ExpectedReply, occasion: Occasion): Finding | undefined {
  const pattern = reply.lines[0]?.pattern;
  if (pattern?.kind !== 'reply' || isPossible(pattern.codes, occasion) || reply.optional) return undefined;
  const [usual] = repliesOf(occasion.name);
  return usual === undefined ? undefined : finding(reply, pattern, occasion.name, usual);
}

function isPossible(codes: readonly string[], { name, codes: usual }: Occasion): boolean {
  if (codes.length === 1 && usual.has(codes[0] ?? '')) return true;
  return codes.some(
    (each) =>
      each.startsWith('4') ||
      each.startsWith('5') ||
      repliesOf(name).some((known) => codeMatches([each], String(known))),
  );
}

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
