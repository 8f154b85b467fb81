/** What a secret is replaced with, whatever its length. */
export const MASK = '••••';

/**
 * Knows the secrets of a run and takes them out of every text that leaves it, in clear and in base64. A secret of one or
 * two characters is masked where it stands and not searched for elsewhere: it would take half of every line with it.
 */
export class Redactor {
  #secrets: readonly string[] = [];
  #pattern: RegExp | undefined;

  /** Keeps a secret out of all that is told from now on. */
  add(secret: string): void {
    const variants = [secret, base64(secret), base64(`${secret}\n`)].filter((text) => text.length > 2);
    const added = variants.filter((text) => !this.#secrets.includes(text));
    if (added.length === 0) return;
    // The longest first, so that a secret inside another does not leave the other's ends.
    this.#secrets = [...this.#secrets, ...added].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(this.#secrets.map(escapeForRegExp).join('|'), 'g');
  }

  /**
   * Keeps what an AUTH exchange sends: the base64 as it stands, and the password in what it encodes (RFC 4616: the
   * part after the last NUL).
   */
  addCredential(sent: string, isPassword: boolean): void {
    const text = sent.trim();
    if (text === '' || text === '*' || text === '=') return;
    if (isPassword) this.add(text);
    else if (text.length > 2) this.#addExact(text);
    const decoded = Buffer.from(text, 'base64').toString('utf8');
    const parts = decoded.split('\0');
    const password = parts.length > 1 ? parts.at(-1) : isPassword ? decoded : undefined;
    if (
      password !== undefined &&
      password !== '' &&
      Buffer.from(decoded).toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')
    ) {
      this.add(password);
    }
  }

  mask(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, MASK);
  }

  #addExact(text: string): void {
    if (this.#secrets.includes(text)) return;
    this.#secrets = [...this.#secrets, text].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(this.#secrets.map(escapeForRegExp).join('|'), 'g');
  }
}

/** Without its padding, as it may stand inside a longer text. */
function base64(text: string): string {
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
