/** A word of a command line, with its place; quotes are taken off as a shell would. */
export interface Word {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Splits at white space; `'…'` and `"…"` hold together. */
export function splitWords(text: string, offset = 0): Word[] {
  if (!text.includes("'") && !text.includes('"')) return splitPlainWords(text, offset);
  const words: Word[] = [];
  let value: string | undefined;
  let start = 0;
  let end = 0;
  const finish = (): void => {
    if (value !== undefined) words.push({ value, start: offset + start, end: offset + end });
    value = undefined;
  };
  // Piece by piece, as one expression for a whole word would overflow its stack on a very long one.
  for (const { 0: piece, index } of text.matchAll(/'[^']*'|"[^"]*"|[^\s'"]+/g)) {
    if (index !== end) finish();
    if (value === undefined) start = index;
    end = index + piece.length;
    value = (value ?? '') + (/^['"]/.test(piece) ? piece.slice(1, -1) : piece);
  }
  finish();
  return words;
}

/** The same where nothing is quoted, which is nearly everywhere. */
function splitPlainWords(text: string, offset: number): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length;) {
    const start = at;
    while (at < text.length && !isWhiteSpace(text, at)) at++;
    if (at > start) words.push({ value: text.slice(start, at), start: offset + start, end: offset + at });
    else at++;
  }
  return words;
}

/** What `\s` is to a regular expression. */
function isWhiteSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code <= 0x7f ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : /\s/.test(text.charAt(at));
}

/**
 * The candidate nearest to a word, for a did-you-mean; none when all are too far off to have been meant.
 * Distance: optimal string alignment (a swap of neighbours counts as one slip).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
