/**
 * Comments in brackets (RFC 5322 section 3.2.2) made spaces, so that offsets stay what they are; those in quoted strings
 * are none. Nested ones count.
 */
export function withoutComments(value: string): string {
  if (!value.includes('(')) return value;
  let depth = 0;
  let quoted = false;
  let result = '';
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    if (character === '\\' && (quoted || depth > 0)) {
      result += depth > 0 ? '  ' : value.slice(at, at + 2);
      at++;
      continue;
    }
    if (character === '"' && depth === 0) quoted = !quoted;
    if (character === '(' && !quoted) depth++;
    result += depth > 0 ? ' ' : character;
    if (character === ')' && depth > 0) depth--;
  }
  return result.slice(0, value.length);
}
