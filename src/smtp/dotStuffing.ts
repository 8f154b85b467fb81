/** Turns a file into message content, one chunk at a time. What it returns may share memory with the chunk given. */
export interface DotStuffer {
  push(chunk: Uint8Array): Uint8Array;
  /** What is missing for the content to end with CRLF; empty for empty content. The lone dot is not part of it. */
  end(): Uint8Array;
}

/**
 * Makes a transform for the content of `DATA`: a bare LF becomes CRLF (RFC 5321 section 2.3.8) and a line that begins with
 * a dot gets a second one (section 4.5.2). A bare CR stays as it is: it ends no line, and replacing it would change the
 * message; but one at the very end becomes the CR of the last CRLF. Any split into chunks gives the same bytes.
 *
 * `dots: false` leaves the dots alone, for `BDAT`, whose content is counted and so needs no stuffing (RFC 3030 section 2).
 */
export function createDotStuffer({ dots = true }: { readonly dots?: boolean } = {}): DotStuffer {
  let atLineStart = true;
  let afterCr = false;

  return {
    push(chunk) {
      if (chunk.length === 0) return chunk;
      const input = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const parts: Uint8Array[] = [];
      // Everything before `copied` is in `parts`; a line that needs no change costs one search and no copy.
      let copied = 0;
      const insert = (at: number, byte: Uint8Array) => {
        parts.push(input.subarray(copied, at), byte);
        copied = at;
      };
      for (let start = 0; start < input.length;) {
        if (dots && atLineStart && input[start] === DOT) insert(start, DOT_BYTES);
        const lf = input.indexOf(LF, start);
        atLineStart = lf !== -1;
        if (lf === -1) break;
        if (!(lf === 0 ? afterCr : input[lf - 1] === CR)) insert(lf, CR_BYTES);
        start = lf + 1;
      }
      afterCr = input[input.length - 1] === CR;
      if (parts.length === 0) return chunk;
      parts.push(input.subarray(copied));
      return Buffer.concat(parts);
    },
    end() {
      const missing = atLineStart ? EMPTY : afterCr ? LF_BYTES : CRLF_BYTES;
      atLineStart = true;
      afterCr = false;
      return missing;
    },
  };
}

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const CR_BYTES = Uint8Array.of(CR);
const LF_BYTES = Uint8Array.of(LF);
const CRLF_BYTES = Uint8Array.of(CR, LF);
const DOT_BYTES = Uint8Array.of(DOT);
const EMPTY = new Uint8Array();
