/** A line as it goes on the wire; a text is spared the copy, and has to be ASCII. */
export function wireOf(line: string): Uint8Array | string {
  const wire = `${line}\r\n`;
  return ASCII.test(wire) ? wire : Buffer.from(wire);
}

const ASCII = /^[\x00-\x7f]*$/;
