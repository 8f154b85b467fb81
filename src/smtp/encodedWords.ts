/**
 * Text as it may stand in a header field for people (RFC 2047): from the first word that is not ASCII to the last one as
 * encoded words, of 75 characters at most, the rest as it is. ASCII is given back unchanged.
 */
export function encodeWords(text: string): string {
  const words = text.split(' ');
  const first = words.findIndex((word) => NOT_ASCII.test(word));
  if (first === -1) return text;
  const last = words.findLastIndex((word) => NOT_ASCII.test(word));
  const encoded = encodedWords(words.slice(first, last + 1).join(' '));
  return [...words.slice(0, first), ...encoded, ...words.slice(last + 1)].join(' ');
}

const NOT_ASCII = /[^\0-\x7f]/;

/** What 75 characters leave for base64 after `=?utf-8?B?` and `?=`, in octets: no character may be divided (section 5). */
const OCTETS = 45;

function encodedWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let octets = 0;
  for (const character of text) {
    const length = Buffer.byteLength(character);
    if (octets + length > OCTETS) {
      words.push(word);
      word = '';
      octets = 0;
    }
    word += character;
    octets += length;
  }
  return [...words, word].map((each) => `=?utf-8?B?${Buffer.from(each).toString('base64')}?=`);
}
