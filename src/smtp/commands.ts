import { COMMANDS, type CommandInfo } from './commandTable';
import type { ReplyOccasion } from './replyCodes';

export { COMMANDS, type CommandInfo };
export { suggestCommand } from './commandSuggestion';

const BY_VERB: ReadonlyMap<string, CommandInfo> = new Map(COMMANDS.map((info) => [info.verb, info]));

/** The command with this verb in any case, or undefined if there is none. */
export function findCommand(verb: string): CommandInfo | undefined {
  return BY_VERB.get(upperCase(verb));
}

/**
 * The reply codes that the RFCs give for a command, by its verb in any case, or for another occasion (RFC 5321 section
 * 4.3.2). The usual one comes first, and what may answer any command last; empty if the command is not known.
 */
export function repliesOf(occasion: ReplyOccasion): readonly number[] {
  return OTHER_REPLIES.get(occasion) ?? findCommand(occasion)?.replies ?? [];
}

const OTHER_REPLIES: ReadonlyMap<ReplyOccasion, readonly number[]> = new Map([
  // RFC 5321 section 4.3.2, RFC 7504.
  ['GREETING', [220, 421, 521, 554]],
  // RFC 4954 sections 4 and 6.
  ['RESPONSE', [235, 334, 421, 432, 454, 500, 501, 534, 535, 538]],
  // 353 announces that PRDR's replies follow, one for each recipient.
  ['MESSAGE', [250, 353, 421, 450, 451, 452, 550, 552, 554]],
]);

/**
 * Splits a command line at its first white space (RFC 5321 section 4.1.1).
 *
 * The verb is everything before it, in upper case, so `RCPT: a@b` has the verb `RCPT:`, which is no command. The
 * argument is without the white space around it; `argumentOffset` is where it starts in `line`, in UTF-16 units, and
 * the end of the line if there is none.
 */
export function parseVerb(line: string): { verb: string; argument: string; argumentOffset: number } {
  const start = line.length - line.trimStart().length;
  const length = line.slice(start).search(/\s|$/);
  const end = start + length;
  const rest = line.slice(end).trimStart();
  return {
    verb: upperCase(line.slice(start, end)),
    argument: rest.trimEnd(),
    argumentOffset: line.length - rest.length,
  };
}

/** Upper case for ASCII only: `toUpperCase` would make `STARTTLS` of `ﬅarttls`, and longer text than it was given. */
function upperCase(text: string): string {
  if (!hasLowerCase(text)) return text;
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** A loop, as nearly every verb is in upper case already, and there are very many of them. */
function hasLowerCase(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x61 && code <= 0x7a) return true;
  }
  return false;
}
