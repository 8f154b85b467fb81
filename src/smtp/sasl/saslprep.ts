/** A prepared string, or why there is none: the end of a sentence that begins with what the string is. */
export type Prepared =
  | { readonly kind: 'prepared'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * SASLprep (RFC 4013), so that both sides work the same octets out of what a person typed. Code points that Unicode 3.2 did
 * not know are allowed, as in a query string (RFC 5802 section 5.1).
 */
export async function saslprep(text: string): Promise<Prepared> {
  // Printable ASCII is its own preparation. The tables, which take a while to unpack, are left alone for it.
  if (/^[\x20-\x7e]*$/.test(text)) return { kind: 'prepared', text };
  if (text.length > MAX_LENGTH) return refused(`is longer than ${MAX_LENGTH} characters`);
  const library = await import('@mongodb-js/saslprep');
  try {
    return { kind: 'prepared', text: library.saslprep(text, { allowUnassigned: true }) };
  } catch (error) {
    // The library looks for the first character of what has none left, once all were mapped to nothing.
    if (error instanceof TypeError) return { kind: 'prepared', text: '' };
    const message = error instanceof Error ? error.message : '';
    if (message.includes('RandALCat'))
      return refused('mixes writing from right to left with other writing as RFC 4013 section 2.4 forbids');
    return refused('holds a character that RFC 4013 section 2.3 forbids');
  }
}

/** UTF-16 units: far more than a name or a password has, and few enough to be spread over arguments. */
const MAX_LENGTH = 4096;

function refused(reason: string): Prepared {
  return { kind: 'refused', reason };
}
