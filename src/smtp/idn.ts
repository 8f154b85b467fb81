/**
 * A domain with its A-labels in Unicode (RFC 5890 section 2.3.2.1): `xn--mnchen-3ya.example` is `münchen.example`.
 * Undefined if it has none, or one that does not decode.
 */
export function toUnicodeDomain(domain: string): string | undefined {
  if (!/(?:^|\.)xn--/i.test(domain)) return undefined;
  const labels = domain
    .split('.')
    .map((label) => (/^xn--/i.test(label) ? decodePunycode(label.slice(4)) : label));
  return labels.includes(undefined) ? undefined : labels.join('.');
}

/** A domain with its U-labels as A-labels; undefined if it is ASCII already, or no domain. */
export function toAsciiDomain(domain: string): string | undefined {
  if (!/[^\0-\x7f]/.test(domain) || /[\s/:?#@[\]\\]/.test(domain)) return undefined;
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return undefined;
  }
}

// The parameters of RFC 3492 section 5.
const BASE = 36;
const TMIN = 1;
const TMAX = 26;
const SKEW = 38;
const DAMP = 700;

/** RFC 3492 section 6.2. */
function decodePunycode(text: string): string | undefined {
  const delimiter = text.lastIndexOf('-');
  const output = Array.from(text.slice(0, Math.max(0, delimiter)), (letter) => letter.codePointAt(0) ?? 0);
  let n = 128;
  let bias = 72;
  let i = 0;
  for (let at = delimiter + 1; at < text.length;) {
    const before = i;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(text.charCodeAt(at++));
      if (digit === undefined) return undefined;
      i += digit * weight;
      const threshold = Math.min(TMAX, Math.max(TMIN, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    bias = adapt(i - before, length, before === 0);
    n += Math.floor(i / length);
    i %= length;
    if (n > 0x10ffff) return undefined;
    output.splice(i++, 0, n);
  }
  const label = String.fromCodePoint(...output);
  // What cannot be seen is no letter of a domain, and could hide something.
  return /[\p{C}\p{Z}]/u.test(label) ? undefined : label;
}

/** The value of a digit; undefined for what is none, the end of the text included. */
function digitOf(code: number): number | undefined {
  if (code >= 48 && code <= 57) return code - 22;
  const letter = (code | 32) - 97;
  return letter >= 0 && letter < 26 ? letter : undefined;
}

function adapt(change: number, length: number, isFirst: boolean): number {
  let delta = isFirst ? Math.floor(change / DAMP) : Math.floor(change / 2);
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > ((BASE - TMIN) * TMAX) / 2; k += BASE) delta = Math.floor(delta / (BASE - TMIN));
  return k + Math.floor(((BASE - TMIN + 1) * delta) / (delta + SKEW));
}
