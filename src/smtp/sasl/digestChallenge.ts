/** The directives of a DIGEST-MD5 challenge (RFC 2831 section 2.1.1). */
export interface DigestChallenge {
  readonly kind: 'challenge';
  readonly realm: string;
  readonly nonce: string;
  readonly isUtf8: boolean;
}

/** Reads a challenge, in ISO 8859-1 or UTF-8 as it says itself; or says what is wrong with it, as the end of a sentence. */
export function readDigestChallenge(
  bytes: Uint8Array,
): DigestChallenge | { readonly kind: 'fault'; readonly fault: string } {
  const directives = readDirectives(Buffer.from(bytes).toString('latin1'));
  if (directives === undefined) return fault('is not a list of directives');
  const values = (name: string): string[] =>
    directives.flatMap((directive) => (directive.name === name ? [directive.value] : []));
  for (const name of ['nonce', 'qop', 'stale', 'maxbuf', 'charset', 'algorithm', 'cipher']) {
    if (values(name).length > 1) return fault(`has the directive ${name} twice`);
  }
  const [nonce] = values('nonce');
  const [algorithm] = values('algorithm');
  const [qop = 'auth'] = values('qop');
  const [charset] = values('charset');
  if (nonce === undefined || nonce === '') return fault('lacks a nonce');
  if (algorithm?.toLowerCase() !== 'md5-sess') return fault('does not name the algorithm md5-sess');
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    return fault('names another charset than utf-8');
  const offered = qop.split(',').map((word) => word.trim().toLowerCase());
  if (!offered.includes('auth'))
    return fault('wants a protection of the connection (qop) that SMTP has from TLS');
  // With several realms a person would have to choose; the first is the server's own as a rule.
  const [realm = ''] = values('realm');
  const isUtf8 = charset !== undefined;
  return { kind: 'challenge', realm: isUtf8 ? asUtf8(realm) : realm, nonce, isUtf8 };
}

/** `name=value` and `name="quoted"`, parted by commas; undefined if the text is anything else. */
export function readDirectives(
  text: string,
): readonly { readonly name: string; readonly value: string }[] | undefined {
  const found: { name: string; value: string }[] = [];
  let at = 0;
  while (at < text.length) {
    DIRECTIVE.lastIndex = at;
    const match = DIRECTIVE.exec(text);
    if (match === null) return undefined;
    const [whole, name = '', quoted, word = ''] = match;
    // An empty element of a list is allowed.
    if (name !== '')
      found.push({
        name: name.toLowerCase(),
        value: quoted === undefined ? word : quoted.replace(/\\(.)/gs, '$1'),
      });
    at += whole.length;
  }
  return found;
}

/** One directive, or none, and the comma after it. */
const DIRECTIVE = /[ \t\r\n]*(?:([a-z0-9-]+)=(?:"((?:\\.|[^"\\])*)"|([^\s",]+))[ \t\r\n]*)?(?:,|$)/isy;

function asUtf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

function fault(text: string): { readonly kind: 'fault'; readonly fault: string } {
  return { kind: 'fault', fault: text };
}
