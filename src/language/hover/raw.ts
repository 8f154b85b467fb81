import { decodeEscapes, visible } from '../../smtp/escape';
import type { RawLine } from '../../syntax/document';
import { code } from './markdown';
import { wordAt, type Found, type Place } from './place';

/** An escape in a `C!:` line. */
export function hoverRaw(place: Place, { value }: RawLine): Found | undefined {
  const escape = wordAt(place, value, /\\(?:x[\da-f]{2}|u\{[\da-f]+\}|.)/gi);
  if (escape === undefined) return undefined;
  const decoded = decodeEscapes(escape.text);
  if (!decoded.ok) return { span: escape.span, text: decoded.error };
  const octets = [...decoded.bytes]
    .map((octet) => octet.toString(16).toUpperCase().padStart(2, '0'))
    .join(' ');
  const name = NAMES[octets];
  return {
    span: escape.span,
    text: `${code(escape.text)} sends ${decoded.bytes.length === 1 ? 'the octet' : 'the octets'} ${octets}${
      name === undefined ? `, ${code(visible(Buffer.from(decoded.bytes).toString()))}` : `, ${name}`
    }.`,
  };
}

const NAMES: Readonly<Record<string, string>> = {
  '0D': 'a carriage return (CR)',
  '0A': 'a line feed (LF)',
  '09': 'a tab',
  '00': 'NUL',
  '20': 'a space',
};
