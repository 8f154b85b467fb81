/** An enhanced mail system status code, `2.1.5` (RFC 3463 section 2). */
export interface EnhancedCode {
  readonly class: EnhancedClass;
  /** 0 to 999. */
  readonly subject: number;
  /** 0 to 999. */
  readonly detail: number;
  /** The code as it is usually written, without leading zeros. */
  readonly text: string;
}

export type EnhancedClass = 2 | 4 | 5;

/** A code as the IANA registry of SMTP enhanced status codes has it, for every class at once: `X.1.1`. */
export interface EnhancedCodeInfo {
  readonly subject: number;
  readonly detail: number;
  /** The text it is registered with. */
  readonly text: string;
  /** What it tells a person, in a sentence. */
  readonly explanation: string;
  /** The classes that it makes sense in. */
  readonly classes: readonly EnhancedClass[];
  /** The reply codes that the registry associates with it; empty if it names none. */
  readonly replies: readonly number[];
  /** Where it is defined, `RFC 3463 section 3.2`. */
  readonly rfc: string;
}

/** The enhanced code that a reply's text begins with (RFC 2034 section 4), or undefined if there is none. */
export function parseEnhancedCode(text: string): EnhancedCode | undefined {
  // Hardly any text has one, and a look at one character costs less than an expression.
  if (text.charAt(1) !== '.') return undefined;
  const match = /^([245])\.(\d{1,3})\.(\d{1,3})(?!\S)/.exec(text);
  if (!match) return undefined;
  const [subject, detail] = [Number(match[2]), Number(match[3])];
  const codeClass = match[1] === '2' ? 2 : match[1] === '4' ? 4 : 5;
  return { class: codeClass, subject, detail, text: `${codeClass}.${subject}.${detail}` };
}

/** What is registered for a code, whatever its class; undefined if nothing is. */
export function findEnhancedCode({
  subject,
  detail,
}: Pick<EnhancedCode, 'subject' | 'detail'>): EnhancedCodeInfo | undefined {
  return ENHANCED_CODES.find((info) => info.subject === subject && info.detail === detail);
}

/**
 * A code in words, `permanent failure, addressing: bad destination mailbox address`. A detail that is not registered
 * leaves the class and subject; text that is no code gives undefined.
 */
export function describeEnhancedCode(code: EnhancedCode | string): string | undefined {
  const parsed = typeof code === 'string' ? parseEnhancedCode(code) : code;
  if (!parsed) return undefined;
  const outcome = describeEnhancedClass(parsed.class);
  const subject = describeEnhancedSubject(parsed.subject);
  if (subject === undefined) return outcome;
  const info = findEnhancedCode(parsed);
  return `${outcome}, ${subject}${info === undefined ? '' : `: ${info.text}`}`;
}

/** What became of the request, by the first number (RFC 3463 section 3.1). */
export function describeEnhancedClass(codeClass: EnhancedClass): string {
  return { 2: 'success', 4: 'temporary failure', 5: 'permanent failure' }[codeClass];
}

/** What the second number is about (RFC 3463 section 3.1); undefined if nothing is registered. */
export function describeEnhancedSubject(subject: number): string | undefined {
  return SUBJECTS[subject];
}

const SUBJECTS: readonly string[] = [
  'undefined',
  'addressing',
  'mailbox',
  'mail system',
  'network and routing',
  'mail delivery protocol',
  'message content',
  'security or policy',
];

/**
 * The IANA registry, a line for each code: subject.detail | registered text | classes | associated reply codes | RFC and
 * section | explanation. The classes are those that the definition allows or that the associated reply codes imply.
 */
const REGISTRY = `
0.0|other undefined status|245||3463 3.1|All that is known is whether it worked.
1.0|other address status|245||3463 3.2|Something about an address; nothing more is said.
1.1|bad destination mailbox address|45|451 550|3463 3.2|There is no such mailbox at this server: the part before the @ is unknown.
1.2|bad destination system address|45||3463 3.2|The recipient’s domain does not exist or takes no mail.
1.3|bad destination mailbox address syntax|5|501|3463 3.2|The recipient’s address is not written as an address.
1.4|destination mailbox address ambiguous|45||3463 3.2|More than one mailbox could be meant.
1.5|destination address valid|2|250|3463 3.2|The recipient is accepted.
1.6|destination mailbox has moved, no forwarding address|5||3463 3.2|The mailbox was here once; nobody knows its new address.
1.7|bad sender’s mailbox address syntax|5||3463 3.2|The sender’s address is not written as an address.
1.8|bad sender’s system address|45|451 501|3463 3.2|The sender’s domain does not exist or could not take a bounce.
1.9|message relayed to non-compliant mailer|245||3886 4|The message went on to a system that cannot tell more about it.
1.10|recipient address has null MX|5|556|7505 4.2|The recipient’s domain says in the DNS that it takes no mail at all.
2.0|other or undefined mailbox status|245||3463 3.3|The mailbox exists, but something about it is in the way.
2.1|mailbox disabled, not accepting messages|45||3463 3.3|The mailbox exists and takes no mail.
2.2|mailbox full|45|552|3463 3.3|The recipient has to make room first.
2.3|message length exceeds administrative limit|5|552|3463 3.3|The message is larger than this recipient may get.
2.4|mailing list expansion problem|45|450 452|3463 3.3|The mailbox is a list, and the list could not be expanded.
3.0|other or undefined mail system status|245|221 250 421 451 550 554|3463 3.4|The server itself, not the mailbox; nothing more is said.
3.1|mail system full|45|452|3463 3.4|The server has no room left.
3.2|system not accepting network messages|45|453 521|3463 3.4|The server takes no mail at present: it is shutting down, overloaded or in maintenance.
3.3|system not capable of selected features|45||3463 3.4|The server cannot do what the message or its parameters ask for.
3.4|message too big for system|5|552 554|3463 3.4|The message is larger than the server takes from anybody.
3.5|system incorrectly configured|45||3463 3.4|The server’s own configuration is in the way.
3.6|requested priority was changed|2|250 251|6710 8|Accepted, but not at the priority that was asked for.
4.0|other or undefined network or routing status|45||3463 3.5|Something about the network; nothing more is said.
4.1|no answer from host|4|451|3463 3.5|The next host did not answer.
4.2|bad connection|4|421|3463 3.5|The connection was lost or timed out.
4.3|directory server failure|45|451 550|3463 3.5|A look-up failed, mostly in the DNS.
4.4|unable to route|45||3463 3.5|No way to the next host is known.
4.5|mail system congestion|4|451|3463 3.5|There is too much mail at the moment.
4.6|routing loop detected|45||3463 3.5|The message goes round in circles.
4.7|delivery time expired|45||3463 3.5|The message was tried for too long and is given up.
5.0|other or undefined protocol status|245|220 250 251 252 253 451 452 454 458 459 501 502 503 554|3463 3.6|Something about the conversation; nothing more is said.
5.1|invalid command|45|430 500 501 503 530 550 554 555|3463 3.6|The command is unknown, or comes at the wrong moment.
5.2|syntax error|5|500 501 502 550 555|3463 3.6|The command is not written as it should be.
5.3|too many recipients|45|451|3463 3.6|Send to those accepted, and the rest with another copy of the message.
5.4|invalid command arguments|45|451 501 502 503 504 550 555|3463 3.6|The command is known; its argument or a parameter is not accepted.
5.5|wrong protocol version|45||3463 3.6|Client and server do not speak the same version.
5.6|authentication exchange line is too long|45|500|4954 6|The response is longer than the server reads.
6.0|other or undefined media error|45||3463 3.7|Something about the content; nothing more is said.
6.1|media not supported|5||3463 3.7|The next system cannot take this kind of content.
6.2|conversion required and prohibited|45||3463 3.7|The content would have to be converted, and must not be.
6.3|conversion required but not supported|5|554|3463 3.7|The content would have to be converted, and cannot be: 8-bit text for a 7-bit system, say.
6.4|conversion with loss performed|25|250|3463 3.7|Something of the content was lost when it was converted.
6.5|conversion failed|45||3463 3.7|The content could not be converted.
6.6|message content not available|45|554|4468 5|The content was to be fetched from elsewhere, and could not be.
6.7|non-ASCII addresses not permitted for that sender or recipient|5|550 553|6531 3.5|The next system cannot take an address in UTF-8 here.
6.8|UTF-8 string reply is required, but not permitted by the client|25|252 550 553|6531 3.5|The answer holds UTF-8, and the client did not say SMTPUTF8.
6.9|UTF-8 header message cannot be transferred to one or more recipients|5|550|6531 3.5|A recipient’s system cannot take headers in UTF-8.
6.10|UTF-8 string reply is required, but not permitted by the client|25||6531 3.5|A duplicate of X.6.8, and deprecated.
7.0|other or undefined security status|245|220 235 450 454 500 501 503 504 530 535 550|3463 3.8|Security or policy; the server may not say more.
7.1|delivery not authorized, message refused|45|451 454 502 503 533 550 551|3463 3.8|The server’s policy refuses it: relaying without authentication, a block list, a filter.
7.2|mailing list expansion prohibited|5|550|3463 3.8|The sender may not write to this list.
7.3|security conversion required but not possible|5||3463 3.8|One secure protocol would have to become another.
7.4|security features not supported|5|504|3463 3.8|The message asks for security that is not to be had: an unknown mechanism, say.
7.5|cryptographic failure|45||3463 3.8|A key is missing or wrong.
7.6|cryptographic algorithm not supported|45||3463 3.8|The algorithm is not known here.
7.7|message integrity failure|245||3463 3.8|The message was changed or damaged on its way.
7.8|authentication credentials invalid|5|535 554|4954 6|The user name or password is wrong, or not enough.
7.9|authentication mechanism is too weak|5|534|4954 6|Policy asks for a stronger mechanism for this user.
7.10|encryption needed|5|523|5248 3|The mechanism needs TLS around it first.
7.11|encryption required for requested authentication mechanism|5|524 538|4954 6|Say STARTTLS first, or use another mechanism.
7.12|a password transition is needed|4|422 432|4954 6|Authenticate once with PLAIN; the mechanism works afterwards.
7.13|user account disabled|5|525|5248 3|The password may be right; an administrator has switched the account off.
7.14|trust relationship required|5|535 554|5248 3|The server has to be trusted by another one to fetch the content.
7.15|priority level is too low|45|450 550|6710 8|At present, or for ever, only mail of higher priority is taken.
7.16|message is too big for the specified priority|45|552|6710 8|A smaller message, or one of another priority, would be taken.
7.17|mailbox owner has changed|5||7293 10|The mailbox belongs to somebody else since the date given with RRVS.
7.18|domain owner has changed|5||7293 10|The domain belongs to somebody else since the date given with RRVS.
7.19|RRVS test cannot be completed|45||7293 10|Nobody knows since when the mailbox has had its owner.
7.20|no passing DKIM signature found|5|550|7372 3.1|The message has no DKIM signature that verifies.
7.21|no acceptable DKIM signature found|5|550|7372 3.1|A DKIM signature verifies, but not one that counts here.
7.22|no valid author-matched DKIM signature found|5|550|7372 3.1|No DKIM signature is of the domain in From.
7.23|SPF validation failed|5|550|7372 3.2|The sender’s domain says that this client may not send for it.
7.24|SPF validation error|45|451 550|7372 3.2|The SPF record of the sender’s domain could not be read.
7.25|reverse DNS validation failed|45|550|7372 3.3|The client’s address has no name, or the name does not lead back to it.
7.26|multiple authentication checks failed|45|550|7372 3.4|Neither SPF nor DKIM passed, or DMARC did not.
7.27|sender address has null MX|5|550|7505 4.2|The sender’s domain takes no mail, so a bounce could not reach it.
7.28|mail flood detected|45||IANA|Too much mail in too short a time.
7.29|ARC validation failure|5|550|8617 10.3|The chain of ARC seals is broken.
7.30|REQUIRETLS support required|5|550|8689 5|The message must go over TLS all the way, and the next system does not support that.`;

/** Every code of the registry, in order. */
// Marked as pure, so that the runner, which only parses codes, does not carry the table.
export const ENHANCED_CODES: readonly EnhancedCodeInfo[] = /* @__PURE__ */ readRegistry();

function readRegistry(): EnhancedCodeInfo[] {
  return REGISTRY.trim()
    .split('\n')
    .map((line) => {
      const [code = '', text = '', classes = '', replies = '', source = '', explanation = ''] =
        line.split('|');
      const [subject, detail] = code.split('.').map(Number);
      return {
        subject: subject ?? 0,
        detail: detail ?? 0,
        text,
        explanation,
        classes: ([2, 4, 5] as const).filter((each) => classes.includes(String(each))),
        replies: replies.split(' ').filter(Boolean).map(Number),
        rfc: source.replace(/^(\d+) (.+)/, 'RFC $1 section $2'),
      };
    });
}
