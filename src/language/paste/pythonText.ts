/** The text of a Python string or bytes literal with its quotes, as `repr()` writes it; bytes beyond ASCII are UTF-8. */
export function pythonText(literal: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const match of literal.slice(1, -1).matchAll(/\\x([\da-f]{2})|\\(.)|[^\\]+/gis)) {
    const [part, byte, escaped] = match;
    if (byte !== undefined) bytes.push(parseInt(byte, 16));
    else bytes.push(...encoder.encode(escaped === undefined ? part : (ESCAPES[escaped] ?? escaped)));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t' };
