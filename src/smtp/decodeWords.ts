/**
 * Text with its encoded words decoded (RFC 2047), `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=`; white space between two of them goes
 * (section 6.2), and their octets are put together before they are read, as programs split characters. Words whose
 * character set is not known stay as they are. Undefined if there was nothing to decode.
 */
export function decodeWords(text: string): string | undefined {
  if (!text.includes('=?')) return undefined;
  const parts: (string | Octets)[] = [];
  let end = 0;
  for (const { 0: word, 1: language = '', 2: encoding = '', 3: encoded = '', index } of text.matchAll(WORD)) {
    const charset = language.replace(/\*.*/, '').toLowerCase(); // after an asterisk a language: RFC 2231 section 5
    const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(encoded, 'base64') : fromQ(encoded);
    const between = text.slice(end, index);
    const last = parts.at(-1);
    const follows = typeof last === 'object' && between.trim() === '';
    if (!follows) parts.push(between);
    if (decode({ charset, bytes }) === undefined) parts.push(word);
    else if (follows && last.charset === charset)
      parts[parts.length - 1] = { charset, bytes: Buffer.concat([last.bytes, bytes]) };
    else parts.push({ charset, bytes });
    end = index + word.length;
  }
  if (!parts.some((part) => typeof part === 'object')) return undefined;
  parts.push(text.slice(end));
  return parts.map((part) => (typeof part === 'string' ? part : (decode(part) ?? ''))).join('');
}

interface Octets {
  readonly charset: string;
  readonly bytes: Uint8Array;
}

const WORD = /=\?([^\s?]+)\?([bq])\?([^\s?]*)\?=/gi;

/** Undefined if the character set is not known. */
function decode({ charset, bytes }: Octets): string | undefined {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}

/** RFC 2047 section 4.2. */
function fromQ(text: string): Uint8Array {
  return Buffer.from(
    text
      .replaceAll('_', ' ')
      .replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}
