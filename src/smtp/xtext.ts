/** Text, or why it is no xtext: `message` is a sentence, `offset` the UTF-16 offset of the fault. */
export type DecodedXtext =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly offset: number; readonly message: string };

/**
 * Encodes text as the xtext of `ENVID=`, `ORCPT=` and `AUTH=` (RFC 3461 section 4): printable ASCII stands for itself, but for
 * `+` and `=`, and any other octet of the UTF-8 form is `+` and two hexadecimal digits.
 */
export function encodeXtext(text: string): string {
  return Array.from(Buffer.from(text), (byte) =>
    byte < 33 || byte > 126 || byte === 0x2b || byte === 0x3d
      ? `+${byte.toString(16).toUpperCase().padStart(2, '0')}`
      : String.fromCharCode(byte),
  ).join('');
}

/** Decodes xtext (RFC 3461 section 4), whose hexadecimal digits are upper case; octets that are no UTF-8 become U+FFFD. */
export function decodeXtext(text: string): DecodedXtext {
  const bytes: number[] = [];
  for (const { 0: part, index } of text.matchAll(/\+[0-9A-F]{2}|[^]/gu)) {
    if (part.length === 3) bytes.push(parseInt(part.slice(1), 16));
    else if (part === '+') {
      return {
        ok: false,
        offset: index,
        message: 'A + takes two hexadecimal digits in upper case; + itself is +2B.',
      };
    } else if (!/^[!-<>-~]$/.test(part)) {
      const encoded = encodeXtext(part);
      return {
        ok: false,
        offset: index,
        message: `This character may not stand for itself; it is written ${encoded}.`,
      };
    } else bytes.push(part.charCodeAt(0));
  }
  return { ok: true, text: Buffer.from(bytes).toString() };
}
