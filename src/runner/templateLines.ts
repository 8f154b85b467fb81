/** A line of a file in which something may have to be filled in, or bytes in which nothing has. */
export type TemplatePiece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A line without its LF; its number is counted from 1. */
  | { readonly kind: 'line'; readonly number: number; readonly text: string; readonly ended: boolean }
  | { readonly kind: 'problem'; readonly number: number; readonly message: string };

/**
 * Splits a file into lines with `{{` and all that is between them, which is passed on as it is, whatever its encoding. At most
 * one line is kept, and none that is longer than {@link LONGEST}.
 */
export async function* templatePieces(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<TemplatePiece, void, void> {
  let pending = Buffer.alloc(0);
  let number = 1;
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([pending, chunk]);
    const end = bytes.lastIndexOf(LF) + 1;
    yield* piecesOf(bytes.subarray(0, end), number);
    number += count(bytes.subarray(0, end));
    pending = bytes.subarray(end);
    if (pending.length <= LONGEST) continue;
    if (pending.includes(BRACES)) {
      yield { kind: 'problem', number, message: `a line with {{ in it is longer than ${LONGEST} octets` };
      return;
    }
    // A brace at the very end may be the first of two.
    const cut = pending.at(-1) === BRACE ? pending.length - 1 : pending.length;
    yield { kind: 'bytes', bytes: pending.subarray(0, cut) };
    pending = pending.subarray(cut);
  }
  yield* piecesOf(pending, number);
}

/** Octets of a line with `{{` in it, which has to be in memory as a whole. */
const LONGEST = 1_048_576;
const LF = 0x0a;
const BRACE = 0x7b;
const BRACES = '{{';

/** @param number of the first line */
function* piecesOf(bytes: Buffer, number: number): Generator<TemplatePiece, void, void> {
  let done = 0;
  let counted = 0;
  for (let at = bytes.indexOf(BRACES); at !== -1; at = bytes.indexOf(BRACES, done)) {
    const start = bytes.lastIndexOf(LF, at) + 1;
    const lf = bytes.indexOf(LF, at);
    const end = lf === -1 ? bytes.length : lf;
    if (start > done) yield { kind: 'bytes', bytes: bytes.subarray(done, start) };
    number += count(bytes.subarray(counted, start));
    counted = start;
    yield lineOf(bytes.subarray(start, end), number, lf !== -1);
    done = lf === -1 ? bytes.length : lf + 1;
  }
  if (done < bytes.length) yield { kind: 'bytes', bytes: bytes.subarray(done) };
}

function lineOf(bytes: Buffer, number: number, ended: boolean): TemplatePiece {
  try {
    return { kind: 'line', number, text: UTF8.decode(bytes), ended };
  } catch {
    return { kind: 'problem', number, message: 'a line with {{ in it is not UTF-8' };
  }
}

function count(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
