/** An enhanced mail system status code, `2.1.5` (RFC 3463 section 2). */
export interface EnhancedCode {
  readonly class: 2 | 4 | 5;
  /** 0 to 999. */
  readonly subject: number;
  /** 0 to 999. */
  readonly detail: number;
  /** The code as it is usually written, without leading zeros. */
  readonly text: string;
}

/** The enhanced code that a reply's text begins with (RFC 2034 section 4), or undefined if there is none. */
export function parseEnhancedCode(text: string): EnhancedCode | undefined {
  const match = /^([245])\.(\d{1,3})\.(\d{1,3})(?!\S)/.exec(text);
  if (!match) return undefined;
  const [subject, detail] = [Number(match[2]), Number(match[3])];
  const codeClass = match[1] === '2' ? 2 : match[1] === '4' ? 4 : 5;
  return { class: codeClass, subject, detail, text: `${codeClass}.${subject}.${detail}` };
}

/**
 * A code in words, `permanent failure, addressing: bad destination mailbox address`. A detail that is not registered
 * leaves the class and subject; text that is no code gives undefined.
 */
export function describeEnhancedCode(code: EnhancedCode | string): string | undefined {
  const parsed = typeof code === 'string' ? parseEnhancedCode(code) : code;
  if (!parsed) return undefined;
  const outcome = { 2: 'success', 4: 'temporary failure', 5: 'permanent failure' }[parsed.class];
  const [subject, ...details] = REGISTRY[parsed.subject]?.split('|') ?? [];
  if (subject === undefined) return outcome;
  const detail = details[parsed.detail];
  return `${outcome}, ${subject}${detail === undefined ? '' : `: ${detail}`}`;
}

/**
 * The IANA registry of enhanced status codes: a line per subject that begins with its name and goes on with the
 * details from 0 up. A string per subject instead of an object per code, because this is read on hover and otherwise
 * only takes room in the extension's activation bundle. The sources are RFC 3463 and, from its last codes on, RFC 3886 and
 * 7505 (addressing), 6710 (system), 4954 (protocol), 4468 and 6531 (content), 4954, 5248, 6710, 7293, 7372, 7505, 8617
 * and 8689 (security).
 */
const REGISTRY: readonly string[] = [
  'undefined|other undefined status',
  'addressing|other address status|bad destination mailbox address|bad destination system address|bad destination mailbox address syntax|destination mailbox address ambiguous|destination address valid|destination mailbox has moved, no forwarding address|bad sender’s mailbox address syntax|bad sender’s system address|message relayed to non-compliant mailer|recipient address has null MX',
  'mailbox|other or undefined mailbox status|mailbox disabled, not accepting messages|mailbox full|message length exceeds administrative limit|mailing list expansion problem',
  'mail system|other or undefined mail system status|mail system full|system not accepting network messages|system not capable of selected features|message too big for system|system incorrectly configured|requested priority was changed',
  'network and routing|other or undefined network or routing status|no answer from host|bad connection|directory server failure|unable to route|mail system congestion|routing loop detected|delivery time expired',
  'mail delivery protocol|other or undefined protocol status|invalid command|syntax error|too many recipients|invalid command arguments|wrong protocol version|authentication exchange line is too long',
  'message content|other or undefined media error|media not supported|conversion required and prohibited|conversion required but not supported|conversion with loss performed|conversion failed|message content not available|non-ASCII addresses not permitted for that sender or recipient|UTF-8 string reply is required, but not permitted by the client|UTF-8 header message cannot be transferred to one or more recipients|UTF-8 string reply is required, but not permitted by the client',
  'security or policy|other or undefined security status|delivery not authorized, message refused|mailing list expansion prohibited|security conversion required but not possible|security features not supported|cryptographic failure|cryptographic algorithm not supported|message integrity failure|authentication credentials invalid|authentication mechanism is too weak|encryption needed|encryption required for requested authentication mechanism|a password transition is needed|user account disabled|trust relationship required|priority level is too low|message is too big for the specified priority|mailbox owner has changed|domain owner has changed|the owner’s date cannot be tested|no passing DKIM signature found|no acceptable DKIM signature found|no valid author-matched DKIM signature found|SPF validation failed|SPF validation error|reverse DNS validation failed|multiple authentication checks failed|sender address has null MX|mail flood detected|ARC validation failure|REQUIRETLS support required',
];
