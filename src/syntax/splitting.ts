/** How what a scripted server sends is cut into packets: the value of `# @split`. */
export type Splitting =
  | { readonly kind: 'off' }
  /** After each line feed. */
  | { readonly kind: 'lines' }
  /** So many octets in each. */
  | { readonly kind: 'every'; readonly octets: number }
  /** After these octets of each piece, in rising order. */
  | { readonly kind: 'at'; readonly offsets: readonly number[] }
  /** Where it falls: in the same places for the same seed. */
  | { readonly kind: 'random'; readonly seed: number };

/** Reads `off`, `lines`, `5`, `at 3 10`, `random` or `random 7`. */
export function parseSplitting(text: string): Splitting | undefined {
  const [word = '', ...more] = text
    .trim()
    .toLowerCase()
    .split(/[\s,]+/);
  const numbers = more.map(Number);
  if (!more.every((each) => /^\d{1,9}$/.test(each))) return undefined;
  if (word === 'at') {
    const rising = numbers.every((each, at) => each > (numbers[at - 1] ?? 0));
    return numbers.length > 0 && rising ? { kind: 'at', offsets: numbers } : undefined;
  }
  if (word === 'random') return numbers.length > 1 ? undefined : { kind: 'random', seed: numbers[0] ?? 1 };
  if (numbers.length > 0) return undefined;
  if (word === 'off' || word === 'lines') return { kind: word };
  return /^[1-9]\d{0,8}$/.test(word) ? { kind: 'every', octets: Number(word) } : undefined;
}
