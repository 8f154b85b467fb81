/** Encodes a file as base64 in lines, one chunk at a time (RFC 2045 section 6.8). */
export interface Base64LineEncoder {
  /** Whole lines, each with CRLF; what does not fill one is kept. */
  push(chunk: Uint8Array): Uint8Array;
  /** The last line, with CRLF; empty if there is none. */
  end(): Uint8Array;
}

/** 76 characters, the most that a line may have. */
const OCTETS_PER_LINE = 57;
const CHARACTERS_PER_LINE = 76;
const CRLF = '\r\n';

/** Any split into chunks gives the same bytes. No more than a line of them is kept. */
export function createBase64LineEncoder(): Base64LineEncoder {
  let kept: Uint8Array = new Uint8Array();

  return {
    push(chunk) {
      const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      const whole = bytes.length - (bytes.length % OCTETS_PER_LINE);
      // A copy of its own: the chunk's memory may be used again by whoever gave it.
      kept = Uint8Array.from(bytes.subarray(whole));
      return Buffer.from(linesOf(bytes.subarray(0, whole)), 'latin1');
    },
    end() {
      const rest = linesOf(kept);
      kept = new Uint8Array();
      return Buffer.from(rest, 'latin1');
    },
  };
}

/** How many octets a file of this size has as base64 in lines, their CRLF counted. */
export function base64LinesLength(octets: number): number {
  return Math.ceil(octets / 3) * 4 + Math.ceil(octets / OCTETS_PER_LINE) * CRLF.length;
}

function linesOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  let lines = '';
  for (let at = 0; at < text.length; at += CHARACTERS_PER_LINE)
    lines += text.slice(at, at + CHARACTERS_PER_LINE) + CRLF;
  return lines;
}
