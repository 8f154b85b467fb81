import { parametersOf } from './parameterTable';

/** What every server has to take at least, in octets, line ends included (RFC 5321 section 4.5.3.1). */
export const LIMITS = {
  /** Section 4.5.3.1.1. */
  localPart: 64,
  /** Section 4.5.3.1.2. */
  domain: 255,
  /** With its angle brackets and what stands between them (section 4.5.3.1.3). */
  path: 256,
  /** Verb to CRLF (section 4.5.3.1.4); {@link commandLineLimit} has what extensions add. */
  commandLine: 512,
  /** Code to CRLF (section 4.5.3.1.5). */
  replyLine: 512,
  /** Of a message, CRLF included, the dot that stuffing adds not (section 4.5.3.1.6). */
  textLine: 1000,
  /** Of a message (section 4.5.3.1.7). */
  messageContent: 65_536,
  /** In one transaction (section 4.5.3.1.8). */
  recipients: 100,
} as const;

/** A line of an AUTH exchange (RFC 4954 section 4.5), in octets with its CRLF. */
const AUTH_LINE = 12_288;

/**
 * How long a command line may be, in octets with its CRLF.
 *
 * @param verb in upper case
 * @param offered the keywords of the recorded EHLO reply; without it, each extension is taken for offered
 */
export function commandLineLimit(verb: string, offered?: ReadonlyMap<string, unknown>): number {
  if (verb === 'AUTH') return AUTH_LINE;
  let limit = LIMITS.commandLine;
  for (const { keywords, lineIncrease } of parametersOf(verb))
    if (offered === undefined || keywords.some((keyword) => offered.has(keyword))) limit += lineIncrease;
  return limit;
}
