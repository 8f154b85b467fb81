/**
 * Whether a line is a sentence or a heading and no command: several words, the first of which is written as words are, and
 * nothing in it that only a command has. What is wrong about such a line is that it is there, not that it lacks a prefix.
 */
export function isProse(text: string): boolean {
  if (NO_PROSE.test(text)) return false;
  const words = text.trim().split(/\s+/);
  const [first = ''] = words;
  if (CAPITALIZED.test(first)) return words.length > (text.trimEnd().endsWith(':') ? 1 : 2);
  return LOWER_CASE.test(first) && words.length > 3;
}

const CAPITALIZED = /^["“(]?[A-Z][a-z’']*[,:]?$/;
/** A verb may be written so as well, and few take three words. */
const LOWER_CASE = /^["“(]?[a-z’']+[,:]?$/;
const NO_PROSE = /[<>@=]|^\s*(?:mail|rcpt)\s/i;
