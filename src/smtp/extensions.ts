/** What a server said in its EHLO (or LHLO) reply. */
export interface Capabilities {
  /** The domain that the server calls itself; empty if it gave none. */
  readonly domain: string;
  /** The keywords in upper case, in the order announced, with their parameters as they were written. */
  readonly keywords: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the text lines of an EHLO reply: the first is domain and greeting, each other one an extension (RFC 5321
 * section 4.1.1.1). A keyword that is announced twice has the parameters of both, and `AUTH=LOGIN`, which servers of
 * before RFC 2554 wrote and some still add for old clients, is `AUTH LOGIN`.
 */
export function parseEhlo(lines: readonly string[]): Capabilities {
  const [greeting = '', ...rest] = lines;
  const keywords = new Map<string, string[]>();
  for (const line of rest) {
    const [word = '', ...parameters] = line
      .trim()
      .replace(/^AUTH=/i, 'AUTH ')
      .split(/[ \t]+/);
    if (word === '') continue;
    const keyword = word.toUpperCase();
    const known = keywords.get(keyword) ?? [];
    const seen = new Set(known.map((parameter) => parameter.toUpperCase()));
    keywords.set(keyword, [
      ...known,
      ...parameters.filter((parameter) => parameter !== '' && !seen.has(parameter.toUpperCase())),
    ]);
  }
  return { domain: greeting.trim().split(/\s+/, 1)[0] ?? '', keywords };
}

/** A limit that the server announces behind LIMITS (RFC 9422 section 4), `MAILMAX` say; undefined if it names none. */
export function announcedLimit({ keywords }: Capabilities, name: string): number | undefined {
  for (const each of keywords.get('LIMITS') ?? []) {
    const [key = '', value = ''] = each.split('=', 2);
    if (key.toUpperCase() === name && /^[1-9]\d{0,5}$/.test(value)) return Number(value);
  }
  return undefined;
}
