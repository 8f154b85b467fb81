import { parseTemplate } from './template';

/** Octets on the wire of a line of a chunk, its CRLF counted (RFC 3030 section 2); undefined when only a run can tell. */
export function octetsOf(text: string): number | undefined {
  return text.includes('{{') ? undefined : UTF8.encode(text).length + 2;
}

/** Octets that a `C!:` line sends. */
export function rawOctets(text: string): number | undefined {
  const octets = octetsOf(text.replace(ESCAPE, unescaped));
  return octets === undefined ? undefined : octets - 2;
}

/** Whether the bytes of a `C!:` line end a message: the line with the dot, from its start or from the end of the line before. */
export function rawEndsMessage(text: string): boolean {
  return RAW_END.test(text);
}

/** Whether the bytes of a `C!:` line hold the end of a line, with or without a CR before it. */
export function rawEndsLine(text: string): boolean {
  return RAW_LINE_END.test(text);
}

/** A verb ends at white space or a colon, but not inside `{{…}}`. */
export function lengthOfVerb(text: string): number {
  if (text.startsWith('{{')) {
    const [first] = parseTemplate(text, 0);
    if (first !== undefined) return first.span.end;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON || code === SPACE || code === TAB || (code > 126 && /\s/.test(text.charAt(at))))
      return at;
  }
  return text.length;
}

/** As many octets as an escape stands for; which ones does not matter to the count. */
function unescaped(_: string, codePoint?: string): string {
  const code = codePoint === undefined ? 0 : parseInt(codePoint, 16);
  return '.'.repeat(code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
}

const UTF8 = new TextEncoder();
const ESCAPE = /\\(?:x[\da-f]{2}|u\{([\da-f]+)\}|.)/gi;
const RAW_END = /(?:^|\\r\\n)\.\\r\\n$/;
const RAW_LINE_END = /^(?:[^\\]|\\.)*?\\(?:n|x0a|u\{0*a\})/i;
const COLON = 58;
const SPACE = 32;
const TAB = 9;
