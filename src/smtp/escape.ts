/**
 * Text made safe to print: what would move a terminal's cursor, colour it, hide a character or turn the reading
 * direction shows as `\xHH` (one byte) or `\u{…}` instead. That is C0 but for the tab, DEL, C1, bidirectional
 * controls, line and paragraph separators, what has no width and no use in a line (zero-width spaces, byte order marks,
 * tags, but not the joiners of scripts and of emoji), and lone surrogates. For reading, not for going back: a backslash stays.
 */
export function visible(text: string): string {
  // Nearly all texts are plain, and to see that costs a third of looking for what to replace.
  if (!MAY_BE_UNSAFE.test(text)) return text;
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Whether lines of text, with CRLF between them, are safe to print as they stand, as nearly all are. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** {@link visible} for lines with CRLF between them. */
export function visibleLines(text: string): string {
  return isPlain(text) ? text : text.split('\r\n').map(visible).join('\r\n');
}

const PLAIN = /^(?:[\x20-\x7e\t]|\r\n)*$/;
const MAY_BE_UNSAFE = /[^\t\x20-\x7e]/;
const UNSAFE =
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** Bytes, or why not: `error` is a sentence for the author and `offset` the UTF-16 offset of the escape at fault. */
export type DecodedEscapes =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly error: string; readonly offset: number };

/**
 * The bytes of a `C!:` line: `\r \n \t \0 \s \\ \{`, `\xHH` (one byte) and `\u{H…}` (a character, as UTF-8) are decoded,
 * other text is UTF-8. Never throws.
 */
export function decodeEscapes(text: string): DecodedEscapes {
  const parts: Uint8Array[] = [];
  // A part is plain text, an escape, or a backslash (or half a surrogate pair) that begins none.
  for (const match of text.matchAll(/[^\\\ud800-\udfff]+|\\x[\da-fA-F]{2}|\\u\{[\da-fA-F]+\}|\\.|[^]/gu)) {
    const bytes = decodePart(match[0]);
    if (typeof bytes === 'string') return { ok: false, error: bytes, offset: match.index };
    parts.push(bytes);
  }
  return { ok: true, bytes: Buffer.concat(parts) };
}

const SINGLE: Readonly<Record<string, string>> = {
  r: '\r',
  n: '\n',
  t: '\t',
  0: '\0',
  s: ' ',
  '\\': '\\',
  '{': '{',
};

/** The bytes of one part, or a sentence about what is wrong with it. */
function decodePart(part: string): Uint8Array | string {
  if (/^[\ud800-\udfff]$/u.test(part)) return 'Half of a surrogate pair is no character and cannot be sent.';
  if (!part.startsWith('\\')) return Buffer.from(part);
  const code = /^\\(?:x(..)|u\{(.+)\})$/.exec(part);
  if (code?.[1] !== undefined) return Uint8Array.of(parseInt(code[1], 16));
  if (code?.[2] !== undefined) return decodeCodePoint(code[2]);
  const single = SINGLE[part.slice(1)];
  if (single !== undefined) return Buffer.from(single);
  if (part === '\\') return 'A backslash at the end of the line escapes nothing; write \\\\ for a backslash.';
  if (part === '\\x') return '\\x takes two hexadecimal digits, as in \\x1b.';
  if (part === '\\u') return '\\u takes hexadecimal digits in braces, as in \\u{e9}.';
  return `${part} is no escape; write \\\\ for a backslash.`;
}

function decodeCodePoint(digits: string): Uint8Array | string {
  const code = parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return `\\u{${digits}} is no Unicode character.`;
  return Buffer.from(String.fromCodePoint(code));
}
