import { looksLikeBase64 } from '../smtp/base64';

/** What a secret is replaced with, whatever its length. */
export const MASK = '••••';

/**
 * Knows the secrets of a run and takes them out of every text that leaves it, in clear and in base64, wherever the base64
 * of a longer text holds them. A secret of one or two characters is masked where it stands and not searched for
 * elsewhere: it would take half of every line with it.
 */
export class Redactor {
  readonly #clear = new Set<string>();
  /** Base64 that is sure to occur where a text with a secret in it is encoded. */
  readonly #encoded = new Set<string>();

  /** Keeps a secret out of all that is told from now on. */
  add(secret: string): void {
    if (secret.length <= 2) return;
    this.#clear.add(secret);
    for (const core of base64Cores(secret)) this.#encoded.add(core);
  }

  /**
   * Keeps what an AUTH exchange sends: the base64 as it stands, and the password in what it encodes (RFC 4616: the part
   * after the last NUL; RFC 7628: the bearer token). What has several words is a credential in clear, whose last is the
   * password.
   */
  addCredential(sent: string, kind: CredentialKind): void {
    const text = sent.trim();
    if (text === '' || text === '*' || text === '=') return;
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
    if (!encoded) return;
    if (decoded.includes('\0')) this.add(decoded.slice(decoded.lastIndexOf('\0') + 1));
    this.add(/\x01auth=Bearer ([^\x01]+)/i.exec(decoded)?.[1] ?? '');
  }

  /** The text without any of the secrets. */
  mask(text: string): string {
    const found: Found[] = [];
    for (const secret of this.#clear) {
      for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1))
        found.push({ start: at, end: at + secret.length });
    }
    for (const core of this.#encoded) {
      for (let at = text.indexOf(core); at !== -1; at = text.indexOf(core, at + 1))
        found.push(base64Around(text, at, at + core.length));
    }
    return found.length === 0 ? text : replace(text, found);
  }

  #addExact(text: string): void {
    if (text.length > 2) this.#clear.add(text);
  }
}

/** What a line of an AUTH exchange gives away: a user name, a password, or both in one. */
export type CredentialKind = 'user' | 'password' | 'both';

interface Found {
  readonly start: number;
  readonly end: number;
}

function replace(text: string, found: Found[]): string {
  let masked = '';
  let done = 0;
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    // Secrets that overlap are masked as one, so that neither leaves its end behind.
    if (start >= done) masked += text.slice(done, start) + MASK;
    done = Math.max(done, end);
  }
  return masked + text.slice(done);
}

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

/** All of the base64 that a core stands in: what is beside it may hold the first and the last bits of the secret. */
function base64Around(text: string, start: number, end: number): Found {
  let first = start;
  while (first > 0 && BASE64.test(text.charAt(first - 1))) first--;
  let last = end;
  while (last < text.length && BASE64.test(text.charAt(last))) last++;
  while (text.charAt(last) === '=') last++;
  return { start: first, end: last };
}

const BASE64 = /[A-Za-z0-9+/]/;
