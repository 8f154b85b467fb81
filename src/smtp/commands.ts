import { COMMANDS, type CommandInfo } from './commandTable';

export { COMMANDS, type CommandInfo };
export { suggestCommand } from './commandSuggestion';

const BY_VERB: ReadonlyMap<string, CommandInfo> = new Map(COMMANDS.map((info) => [info.verb, info]));

/** The command with this verb in any case, or undefined if there is none. */
export function findCommand(verb: string): CommandInfo | undefined {
  return BY_VERB.get(upperCase(verb));
}

/**
 * Splits a command line at its first white space (RFC 5321 section 4.1.1).
 *
 * The verb is everything before it, in upper case, so `RCPT: a@b` has the verb `RCPT:`, which is no command. The
 * argument is without the white space around it; `argumentOffset` is where it starts in `line`, in UTF-16 units, and
 * the end of the line if there is none.
 */
export function parseVerb(line: string): { verb: string; argument: string; argumentOffset: number } {
  const start = line.length - line.trimStart().length;
  const end = start + line.slice(start).search(/\s|$/);
  const rest = line.slice(end).trimStart();
  return {
    verb: upperCase(line.slice(start, end)),
    argument: rest.trimEnd(),
    argumentOffset: line.length - rest.length,
  };
}

/** Upper case for ASCII only: `toUpperCase` would make `STARTTLS` of `ﬅarttls`, and longer text than it was given. */
function upperCase(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
