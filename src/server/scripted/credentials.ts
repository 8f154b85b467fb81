import { findCommand, parseVerb } from '../../smtp/commands';
import { isMechanism } from '../../smtp/mechanisms';

const MASK = '••••';

/**
 * What a client said, without what may be a credential: the initial responses of AUTH commands (RFC 4954 section 4), and
 * the lines after them that are no commands.
 *
 * @param text lines with any line ends; the last one may have none
 * @param inExchange whether the first line answers a challenge
 */
export function withoutCredentials(text: string, inExchange: boolean): string {
  let isResponse = inExchange;
  return text
    .split(/(\r?\n)/)
    .map((part, at) => {
      // Line ends are at the odd places.
      if (at % 2 === 1 || part === '') return part;
      const masked = withoutInitialResponse(part);
      if (masked !== undefined) {
        isResponse = true;
        return masked;
      }
      // Of the first line it is known what it is; of those that came with it, what is a command may be one.
      if (at > 0 && findCommand(parseVerb(part).verb) !== undefined) isResponse = false;
      return isResponse ? MASK : part;
    })
    .join('');
}

/** Undefined for what is no AUTH command. */
function withoutInitialResponse(line: string): string | undefined {
  const [, head, mechanism, rest] = /^(\s*AUTH)(?:\s+(\S+)(.*))?$/is.exec(line) ?? [];
  if (head === undefined) return undefined;
  if (mechanism === undefined) return line;
  // Somebody forgot the mechanism.
  if (!isMechanism(mechanism)) return `${head} ${MASK}`;
  return rest?.trim() === '' ? `${head} ${mechanism}` : `${head} ${mechanism} ${MASK}`;
}
