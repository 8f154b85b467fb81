import { looksLikeBase64 } from '../smtp/base64';
import { fragments } from './secretFragments';
import { secretForms } from './secretForms';
import { SecretSearch, type Hit } from './secretSearch';
import { glance, see, waysToSee, type View } from './secretViews';

/** What a secret is replaced with, whatever its length. */
export const MASK = '••••';

/** As much of a secret in clear is found by itself, so that a long token is known when it was cut off. */
const CLEAR_PIECE = 12;
/** The same of its base64: six octets. */
const ENCODED_PIECE = 8;

/**
 * Knows the secrets of a run and takes them out of every text that leaves it: in clear, in the base64 of whatever holds
 * them, in hexadecimal, with some or all characters escaped as in URLs, quoted-printable, xtext, C, JSON or HTML, in upper
 * and lower case, and broken into lines. A secret of one or two characters is masked where it stands and not searched for
 * elsewhere: it would take half of every line with it.
 */
export class Redactor {
  readonly #known = new Set<string>();
  readonly #exact = new Set<string>();
  readonly #search = new SecretSearch();
  /** All base64 and hexadecimal digits that are looked for, of which a line may begin or end with a part. */
  readonly #encoded = new Set<string>();
  /** All fours in them. */
  readonly #fours = new Set<string>();
  /** The longest words of passphrases: where none of them is, no passphrase was broken at a space. */
  readonly #words = new SecretSearch();
  #hasSpaces = false;
  /** Whether there is a passphrase whose words are too short to look for. */
  #hasShortWords = false;

  /** Keeps a secret out of all that is told from now on. */
  add(secret: string): void {
    if (secret.length <= 2 || this.#known.has(secret)) return;
    this.#known.add(secret);
    if (/\s/.test(secret)) this.#addWords(secret);
    const { clear, encoded, nested } = secretForms(secret);
    for (const form of nested) this.#search.add(form, true);
    for (const form of clear) for (const piece of pieces(form, CLEAR_PIECE)) this.#search.add(piece, false);
    for (const form of encoded) {
      for (const piece of pieces(form, ENCODED_PIECE)) this.#search.add(piece, true);
      this.#encoded.add(form);
      for (const four of pieces(form, 4)) this.#fours.add(four);
    }
  }

  /**
   * Keeps what an AUTH exchange sends: the base64 as it stands, and the password in what it encodes (RFC 4616: the part
   * after the last NUL; RFC 7628: the bearer token; RFC 5802: the proof; RFC 2195: the digest). What has several words is a
   * credential in clear, whose last is the password.
   */
  addCredential(sent: string, kind: CredentialKind): void {
    const text = sent.trim();
    if (text === '' || text === '*' || text === '=') return;
    this.#addPasswordIn(text.replace(/\\(?:x00|0{1,3})/g, '\0'));
    const words = text.split(/\s+/);
    if (words.length > 1) {
      this.add(words.at(-1) ?? '');
      this.add(words.slice(1).join(' '));
      return;
    }
    // A user name in clear is no secret, and taking it out of every address would leave nothing to read.
    if (kind !== 'user' || looksLikeBase64(text)) this.#addExact(text);
    const decoded = Buffer.from(text, 'base64').toString('utf8');
    const encoded = Buffer.from(decoded).toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
    if (kind === 'password') this.add(encoded ? decoded : text);
    if (encoded) this.#addPasswordIn(decoded);
  }

  #addPasswordIn(message: string): void {
    if (message.includes('\0')) this.add(message.slice(message.lastIndexOf('\0') + 1));
    for (const pattern of PROOFS) this.add(pattern.exec(message)?.[1] ?? '');
  }

  /** Whether there is anything to mask. */
  get isNeeded(): boolean {
    return this.#known.size + this.#exact.size > 0;
  }

  /** The text without any of the secrets. */
  mask(text: string): string {
    if (!this.isNeeded) return text;
    const hits = [...this.#hits(text)];
    return hits.length === 0 ? text : replace(text, hits);
  }

  /** Lines that belong together without any of the secrets, neither within one of them nor broken between them. */
  maskLines(lines: readonly string[]): readonly string[] {
    if (!this.isNeeded) return lines;
    if (lines.length < 2) return lines.map((line) => this.mask(line));
    const text = lines.join('\n');
    const hits = [...this.#hits(text, true)];
    let start = 0;
    for (const line of lines) {
      for (const hit of this.#hits(line))
        hits.push({ ...hit, start: start + hit.start, end: start + hit.end });
      start += line.length + 1;
    }
    return hits.length === 0 ? lines : replace(text, hits).split('\n');
  }

  /** @param onlyBroken whether only what goes on from one line to the next is looked for */
  *#hits(text: string, onlyBroken = false): Generator<Hit> {
    if (!onlyBroken && this.#mayFind(text)) yield* this.#locate(text, see(text, []), false);
    const mayBeSpaced = (joined: string, escaped: boolean): boolean =>
      this.#hasShortWords || (escaped && this.#hasSpaces) || this.#words.mayFind(joined);
    for (const way of waysToSee(text, mayBeSpaced))
      if (this.#mayFind(glance(text, way))) yield* this.#locate(text, see(text, way), onlyBroken);
  }

  #mayFind(text: string): boolean {
    return this.#search.mayFind(text) || fragments(text, this.#encoded, this.#fours).length > 0;
  }

  /** What a view shows, by where it stands in the text itself. */
  *#locate(text: string, view: View, onlyBroken: boolean): Generator<Hit> {
    const found = [...this.#search.find(view.text), ...fragments(view.text, this.#encoded, this.#fours)];
    for (const hit of found) {
      const parts = [...partsOf(text, view, hit.encoded && !onlyBroken ? around(view, hit) : hit)];
      if (!onlyBroken || parts.length > 1) yield* parts;
    }
  }

  #addWords(passphrase: string): void {
    this.#hasSpaces = true;
    const [longest = ''] = passphrase.split(/\s+/).sort((a, b) => b.length - a.length);
    this.#hasShortWords ||= longest.length <= 2;
    if (longest.length <= 2) return;
    for (const word of [longest, longest.toUpperCase(), longest.toLowerCase()]) this.#words.add(word, false);
  }

  /** What is only looked for as a whole: a part of a user name is in many an address. */
  #addExact(text: string): void {
    if (text.length <= 2 || this.#exact.has(text)) return;
    this.#exact.add(text);
    this.#search.add(text, false);
  }
}

/** What a line of an AUTH exchange gives away: a user name, a password, or both in one. */
export type CredentialKind = 'user' | 'password' | 'both';

const PROOFS: readonly RegExp[] = [
  /\x01auth=Bearer ([^\x01]+)/i,
  /^c=[^,]*,r=.*,p=([^,]+)/,
  /^\S+ ([\da-f]{32})$/i,
  /\bresponse=([\da-f]{32})/i,
];

/** All parts of that length, or the whole if it is no longer. */
function* pieces(text: string, length: number): Generator<string> {
  yield text.slice(0, length);
  for (let at = 1; at + length <= text.length; at++) yield text.slice(at, at + length);
}

/**
 * With the base64 that it stands in: what is beside it may hold the first and the last bits of a secret. Beyond a line end,
 * that is one character.
 */
function around({ text, starts, ends }: View, { start, end, encoded }: Hit): Hit {
  let first = start;
  while (first > 0 && BASE64.test(text.charAt(first - 1))) {
    first--;
    if (ends[first] !== starts[first + 1]) break;
  }
  let last = end;
  while (last < text.length && BASE64.test(text.charAt(last))) {
    last++;
    if (ends[last - 2] !== starts[last - 1]) break;
  }
  while (text.charAt(last) === '=') last++;
  return { start: first, end: last, encoded };
}

/** Where something that a view shows stands in the text itself: on each of its lines a part. */
function* partsOf(text: string, { starts, ends }: View, { start, end, encoded }: Hit): Generator<Hit> {
  let first = start;
  for (let at = start; at < end; at++) {
    const [here, next] = [ends[at] ?? 0, starts[at + 1] ?? 0];
    if (at < end - 1 && (here >= next || !/[\r\n]/.test(text.slice(here, next)))) continue;
    yield { start: starts[first] ?? 0, end: here, encoded };
    first = at + 1;
  }
}

const BASE64 = /[A-Za-z0-9+/]/;

/** Secrets that overlap are masked as one, so that neither leaves its end behind. Lines stay lines. */
function replace(text: string, hits: readonly Hit[]): string {
  let masked = '';
  let done = 0;
  for (const { start, end } of merged(hits)) {
    masked += text.slice(done, start) + text.slice(start, end).replace(/[^\r\n]+/g, MASK);
    done = end;
  }
  return masked + text.slice(done);
}

function merged(hits: readonly Hit[]): Hit[] {
  const apart: Hit[] = [];
  for (const hit of [...hits].sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last !== undefined && hit.start < last.end)
      apart[apart.length - 1] = { ...last, end: Math.max(last.end, hit.end) };
    else apart.push(hit);
  }
  return apart;
}
