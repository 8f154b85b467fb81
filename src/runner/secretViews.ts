/**
 * A text as somebody sees it who undoes its escapes and joins its lines. `starts` and `ends` tell for each UTF-16 unit from
 * where to where it stands in the text itself.
 */
export interface View {
  readonly text: string;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

/** What is undone, in order. */
export type Way = readonly Undo[];

interface Undo {
  readonly pattern: RegExp;
  readonly replace: (match: string) => string;
}

/** `%2F` of URLs, `=2F` of quoted-printable, `+2F` of xtext (RFC 3461 section 4), escapes of C and JSON, entities of HTML. */
const ESCAPES: Undo = {
  pattern:
    /[%=+][\dA-Fa-f]{2}|\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|u\{[\dA-Fa-f]{1,6}\}|[0-7]{3}|.)|&(?:#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|[a-z]{2,4});/g,
  replace: unescape,
};

/**
 * What a person does not see: colours and other sequences of a terminal, control characters, a letter that a backspace takes
 * away, and what has no width (soft hyphens, joiners, signs of direction).
 */
const UNSEEN: Undo = {
  pattern: /\x1b\[[0-?]*[ -/]*[@-~]|[^\r\n]\x08|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\p{Cf}/gu,
  replace: () => '',
};

/** A dump of octets, which stand in twos or fours of hexadecimal digits with something between them. */
const DUMPS: Undo = {
  pattern: /(?<![\da-z])(?:0x)?(?:[\da-f]{2}){1,2}(?:(?:, ?|[ :-])(?:0x)?(?:[\da-f]{2}){1,2}){2,}/gi,
  replace: (match) => match.replace(/0x|[^\da-f]/gi, ''),
};

/** Characters of a text that is searched for dumps: a line of a reply has 512 octets at most, and a message is long. */
const LONGEST_DUMP = 2_000;

/** A line end with the white space of a continued header. */
const FOLDS: Undo = { pattern: /(?:\r\n?|\n)[ \t]*/g, replace: () => '' };

/** A line end with the code of a continued reply. */
const CODES: Undo = { pattern: /(?:\r\n?|\n)[2-5]\d\d[- ]/g, replace: () => '' };

/** A soft break of quoted-printable (RFC 2045 section 6.7). */
const SOFT_BREAKS: Undo = { pattern: /=\r?\n/g, replace: () => '' };

/** A passphrase is broken at its spaces, of which there may be more or fewer then. */
const SPACES: Undo = { pattern: /(?:\r\n?|\n)(?:[2-5]\d\d[- ])?|[ \t]+/g, replace: () => '' };

/**
 * The ways in which a text has to be looked at, beside as it stands.
 *
 * @param mayBeSpaced whether a text may hold something with white space in it that was broken there; `escaped` if it
 * may also be escaped
 */
export function* waysToSee(
  text: string,
  mayBeSpaced: (joined: string, escaped: boolean) => boolean,
): Generator<Way> {
  yield* waysBehind([], text, mayBeSpaced);
  // Nearly all texts are plain, and to see that costs less than to look for what is not seen.
  if (!/[^\t\r\n -~]/.test(text)) return;
  const seen = glance(text, [UNSEEN]);
  if (seen.length === text.length) return;
  yield [UNSEEN];
  yield* waysBehind([UNSEEN], seen, mayBeSpaced);
}

/** @param first what has been undone already, which makes it `text` */
function* waysBehind(
  first: Way,
  text: string,
  mayBeSpaced: (joined: string, escaped: boolean) => boolean,
): Generator<Way> {
  const broken = /[\r\n]/.test(text);
  const escaped = /[%=+\\&]/.test(text) && text.search(ESCAPES.pattern) !== -1;
  // What ends a line may also be a part of a secret, so it is not taken for a break alone.
  const breaks: Way[] = [[...first, FOLDS]];
  if (broken && /=\r?\n/.test(text)) breaks.push([...first, SOFT_BREAKS, FOLDS]);
  if (broken && /[\r\n][2-5]\d\d[- ]/.test(text)) breaks.push([...first, CODES, FOLDS]);
  if (broken && mayBeSpaced(glance(text, [FOLDS]), escaped)) breaks.push([...first, SPACES]);
  if (broken) yield* breaks;
  // An escape may stand for a line end; one that stands for a space is no white space of a line.
  if (escaped) for (const way of breaks) yield [...way, ESCAPES, FOLDS];
  // What is put into a URL, or into JSON, may have been escaped for another before.
  if (escaped && /%25|&amp;|\\\\/.test(text))
    for (const way of breaks) yield [...way, ESCAPES, FOLDS, ESCAPES];
  if (text.length <= LONGEST_DUMP && text.search(DUMPS.pattern) !== -1) yield [...first, DUMPS];
}

/** Only the text of a view, which is quick. */
export function glance(text: string, way: Way): string {
  return way.reduce((seen, { pattern, replace }) => seen.replace(pattern, replace), text);
}

/** A view with the places of all that it shows. */
export function see(text: string, way: Way): View {
  const units = Array.from({ length: text.length }, (_, at) => at);
  let view: View = { text, starts: units, ends: units.map((at) => at + 1) };
  for (const undo of way) view = undone(view, undo);
  return view;
}

function undone({ text, starts, ends }: View, { pattern, replace }: Undo): View {
  const seen = { text: '', starts: [] as number[], ends: [] as number[] };
  const keep = (from: number, to: number): void => {
    seen.text += text.slice(from, to);
    for (let at = from; at < to; at++) {
      seen.starts.push(starts[at] ?? 0);
      seen.ends.push(ends[at] ?? 0);
    }
  };
  let done = 0;
  for (const { 0: match, index } of text.matchAll(pattern)) {
    keep(done, index);
    done = index + match.length;
    const replacement = replace(match);
    seen.text += replacement;
    for (let unit = 0; unit < replacement.length; unit++) {
      seen.starts.push(starts[index] ?? 0);
      seen.ends.push(ends[done - 1] ?? 0);
    }
  }
  keep(done, text.length);
  return seen;
}

function unescape(escape: string): string {
  const kind = escape.charAt(0);
  if (kind === '&') return unescapeEntity(escape);
  if (kind !== '\\') return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  const [, hex, octal] = /^\\(?:[xu]\{?([\dA-Fa-f]{2,})\}?|([0-7]{3}))$/.exec(escape) ?? [];
  if (hex !== undefined) return character(Number.parseInt(hex, 16), escape);
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  const letter = escape.slice(1);
  return LETTERS[letter] ?? letter;
}

const LETTERS: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', 0: '\0', s: ' ' };

function unescapeEntity(entity: string): string {
  const [, hex, decimal, name = ''] = /^&(?:#[xX]([\dA-Fa-f]+)|#(\d+)|(\w+));$/.exec(entity) ?? [];
  if (hex !== undefined) return character(Number.parseInt(hex, 16), entity);
  if (decimal !== undefined) return character(Number(decimal), entity);
  return ENTITIES[name] ?? entity;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function character(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
