const NOTE = /^(?:<(?=[^<>@\s]*\s)[^<>]*>|\[[^\]]*\]|\([^)]*\)|\{(?=[^{}\s]+\s)[^{}]*\})$/;
const ELISION = /^\s*(?:\.\.\.|\. \. \.)\s*$/;
const HANDSHAKE = /^\s*<tls(?:\s[^<>]*)?>\s*$/i;
const TERMINATOR = /^<CR(?:><)?LF>\.<CR(?:><)?LF>$/i;

/**
 * A remark for the reader: an action in brackets, or an elision: `<negotiates TLS>`, `[86 octets]`, `(and so on)`, `...`,
 * `Blah blah blah...`. Asked of every line of dialogue, so the characters at its ends are looked at first.
 */
export function isNote(text: string): boolean {
  const first = text.charCodeAt(0);
  if (isWordCharacter(text.charCodeAt(text.length - 1)) && first !== DOT && first !== SPACE && first !== TAB)
    return false;
  const trimmed = text.trim();
  return trimmed.startsWith('...') || trimmed.endsWith('...') || trimmed === '. . .' || NOTE.test(trimmed);
}

/** Whether a line is nothing but a remark in brackets: as the first line of a chunk it stands for all of it. */
export function isBracketed(text: string): boolean {
  return NOTE.test(text.trim());
}

/** `<tls>`, `<tls FILE>`: what a scripted server does, and a run does by itself. */
export function isHandshake(text: string): boolean {
  return HANDSHAKE.test(text);
}

/** `...` or `. . .` and nothing else. */
export function isElision(text: string): boolean {
  return text.includes('.') && ELISION.test(text);
}

/** The end of a message as the RFCs print it (RFC 821 section 4.1.1): `<CRLF>.<CRLF>`, `<CR><LF>.<CR><LF>`. */
export function isPrintedTerminator(text: string): boolean {
  return text.charCodeAt(0) === 60 /* < */ && TERMINATOR.test(text);
}

const DOT = 46;
const SPACE = 32;
const TAB = 9;

/** Letters and digits: what many lines end in, and no note does but one that begins with its dots. */
function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}
