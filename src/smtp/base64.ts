/** Bytes, or why the text is no base64: `message` is a sentence, `offset` the UTF-16 offset of the fault. */
export type DecodedBase64 =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | {
      readonly ok: false;
      readonly reason: 'character' | 'padding' | 'length';
      readonly offset: number;
      readonly message: string;
    };

/**
 * Decodes base64 as SMTP authentication wants it (RFC 4648 section 4, RFC 4954 section 4): the standard alphabet, padding, no white
 * space or line ends. Strict where `Buffer` is not, because a server is. The lone `=` that stands for an empty initial
 * response in `AUTH` is no base64, and the caller's to know.
 */
export function decodeBase64(text: string): DecodedBase64 {
  const data = text.replace(/=+$/, '');
  const bad = /[^A-Za-z0-9+/]/u.exec(data);
  if (bad?.[0] === '=') return fault('padding', bad.index, 'Padding (=) may only stand at the end.');
  if (bad)
    return fault('character', bad.index, `${describeCharacter(bad[0])} is not in the base64 alphabet.`);
  if (data.length % 4 === 1) {
    return fault('length', data.length, 'The last group has one character, which is too few for a byte.');
  }
  const padding = text.length - data.length;
  const needed = (4 - (data.length % 4)) % 4;
  if (padding < needed) {
    return fault(
      'length',
      text.length,
      `The text is cut off: ${'='.repeat(needed - padding)} is missing at the end.`,
    );
  }
  if (padding > needed)
    return fault('padding', data.length + needed, 'There is more padding (=) than belongs here.');
  const bytes = Buffer.from(data, 'base64');
  // The bits of the last character that belong to no byte must be zero (RFC 4648 section 3.5); if not, it was mistyped.
  if (bytes.toString('base64') !== text) {
    return fault(
      'padding',
      data.length - 1,
      `The last character, ${data.slice(-1)}, has bits that no byte uses.`,
    );
  }
  return { ok: true, bytes };
}

/** Base64 with padding and without line ends; text is encoded as UTF-8. */
export function encodeBase64(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The text that is encoded, or undefined if it is no strict base64 or not of valid UTF-8. */
export function decodeToText(text: string): string | undefined {
  const decoded = decodeBase64(text);
  if (!decoded.ok) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decoded.bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether the text is very likely base64 of text: it decodes, and to UTF-8 without control characters other than those that
 * SASL messages use (NUL in PLAIN, SOH in XOAUTH2) and white space. A short word such as `user` decodes too, but to
 * bytes that are no text.
 */
export function looksLikeBase64(text: string): boolean {
  const decoded = text.length < 4 ? undefined : decodeToText(text);
  return decoded !== undefined && !/[\x02-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(decoded);
}

function fault(reason: 'character' | 'padding' | 'length', offset: number, message: string): DecodedBase64 {
  return { ok: false, reason, offset, message };
}

function describeCharacter(character: string): string {
  if (character === ' ') return 'A space';
  if (/[\p{C}\p{Z}]/u.test(character))
    return `The character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return `“${character}”`;
}
