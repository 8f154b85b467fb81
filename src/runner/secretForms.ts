/** What a secret looks like where it is written in another way. */
export interface SecretForms {
  /** In clear, as the bytes of its encoding would show, or with other white space. */
  readonly clear: readonly string[];
  /** In base64 and hexadecimal, without what depends on its neighbours. */
  readonly encoded: readonly string[];
  /** In base64 of base64: a challenge may hold the line that it complains about. */
  readonly nested: readonly string[];
}

export function secretForms(secret: string): SecretForms {
  const spellings = new Set([secret, ...NORMALIZATIONS.map((form) => secret.normalize(form))]);
  return {
    clear: [...new Set([...spellings].flatMap(respaced).flatMap(misread))],
    encoded: [...new Set([...spellings].flatMap((each) => [...base64Cores(each), ...hexadecimal(each)]))],
    nested: base64Cores(secret)
      .filter((core) => core.length >= LEAST_NESTED)
      .flatMap(base64Cores),
  };
}

/** SASLprep (RFC 4013) and systems that store text decompose and compose letters. */
const NORMALIZATIONS = ['NFC', 'NFD', 'NFKC'] as const;

/**
 * UTF-8 read as Latin-1, which is also what decoded escapes look like, and Latin-1 read as UTF-8, where each byte that is
 * none becomes a replacement character.
 */
function misread(secret: string): string[] {
  if (/^[\x00-\x7f]*$/.test(secret)) return [secret];
  return [secret, Buffer.from(secret).toString('latin1'), Buffer.from(secret, 'latin1').toString('utf8')];
}

/** Folded at its spaces, as in a form of HTML, and in the “Q” encoding of RFC 2047. */
function respaced(secret: string): string[] {
  if (!/\s/.test(secret)) return [secret];
  const others = ['', '_', '+'].map((between) => secret.replace(/\s+/g, between));
  return [secret, ...others.filter((each) => each.length > 2)];
}

/** Fewer characters of base64 are in many a word. */
const LEAST_NESTED = 5;

/**
 * A text inside a longer one falls on one of three alignments to the groups of base64; the characters that hold bits of
 * its neighbours differ, those between them do not.
 */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const cores = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), whole);
  });
  const urlSafe = cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'));
  return [...cores, ...urlSafe].filter((core) => core.length > 2);
}

function hexadecimal(secret: string): string[] {
  const digits = Buffer.from(secret).toString('hex');
  return [digits, digits.toUpperCase()];
}
