/** A number with or without a unit, as it is compared with. */
export type Quantity =
  | { readonly kind: 'number'; readonly amount: number }
  /** Milliseconds. */
  | { readonly kind: 'duration'; readonly amount: number }
  /** Octets. */
  | { readonly kind: 'size'; readonly amount: number };

/** Reads `250`, `500ms`, `2s`, `1m`, `10kB`, `10MB`, `1GiB`; undefined if it is none. A size always ends with B, as `m` is minutes. */
export function readQuantity(text: string): Quantity | undefined {
  const [, number, unit] = /^(-?\d+(?:\.\d+)?) ?(ms|s|m|[kKMG]i?B|B)?$/.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  if (unit === undefined) return { kind: 'number', amount: Number(number) };
  const milliseconds = MILLISECONDS[unit];
  if (milliseconds !== undefined) return { kind: 'duration', amount: Number(number) * milliseconds };
  return { kind: 'size', amount: Number(number) * (OCTETS[unit] ?? 1) };
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const OCTETS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  kiB: 2 ** 10,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};
