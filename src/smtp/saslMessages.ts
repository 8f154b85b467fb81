import { decodeToText } from './base64';

/** One thing that a message of an AUTH exchange holds. */
export interface SaslField {
  /** In plain words. */
  readonly name: string;
  /** Whom the client says it is; what must not be shown; or anything else. */
  readonly kind: 'user' | 'secret' | 'other';
  readonly value: string;
}

/**
 * What a client's message in an AUTH exchange holds, field by field; undefined if it has not the form of the mechanism, or
 * the mechanism is not known: then nothing can be said of what in it is secret. The steps of LOGIN are told apart by
 * `isPassword`.
 *
 * @param mechanism in upper case
 */
export function readClientMessage(
  mechanism: string,
  bytes: Uint8Array,
  isPassword = false,
): readonly SaslField[] | undefined {
  if (mechanism === 'NTLM') return readNtlm(bytes);
  const text = utf8(bytes);
  if (text === undefined) return undefined;
  if (mechanism.startsWith('SCRAM-')) return text === '' ? [] : readScram(text);
  switch (mechanism) {
    case 'PLAIN':
      return readPlain(text);
    case 'LOGIN':
      if (isPassword) return [secret('password', text)];
      // No name holds a NUL: this is a message of PLAIN, with its password.
      return text.includes('\0') ? undefined : [user(text)];
    case 'CRAM-MD5':
      return readCramMd5(text);
    case 'XOAUTH2':
    case 'OAUTHBEARER':
      return readOAuth(text);
    case 'EXTERNAL':
      return [user(text)];
    case 'ANONYMOUS':
      return [other('trace', text)];
    case 'DIGEST-MD5':
      return readDigest(text);
    default:
      return undefined;
  }
}

/** What a server's challenge holds; undefined if it has no fields, and is a text or nothing but octets. */
export function readChallenge(mechanism: string, bytes: Uint8Array): readonly SaslField[] | undefined {
  if (mechanism === 'NTLM') return readNtlm(bytes);
  const text = utf8(bytes);
  if (text === undefined) return undefined;
  if (mechanism.startsWith('SCRAM-')) return readScram(text);
  switch (mechanism) {
    case 'XOAUTH2':
    case 'OAUTHBEARER':
      return readOAuthError(text);
    case 'DIGEST-MD5':
      return readDigest(text);
    case 'CRAM-MD5':
      return /^<.+>$/.test(text) ? [other('challenge', text)] : undefined;
    default:
      return undefined;
  }
}

/** Bytes as text, if they are UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** RFC 4616 section 2. */
function readPlain(text: string): SaslField[] | undefined {
  const [authzid, authcid, password, ...rest] = text.split('\0');
  if (authzid === undefined || authcid === undefined || password === undefined || rest.length > 0)
    return undefined;
  const actsAs = authzid === '' ? [] : [other('acts as', authzid)];
  return [user(authcid), secret('password', password), ...actsAs];
}

/** RFC 2195 section 2. */
function readCramMd5(text: string): SaslField[] | undefined {
  const match = /^(.+) ([\da-f]{32})$/i.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return [user(match[1]), secret('digest', match[2])];
}

/** The attributes of SCRAM (RFC 5802 section 5.1), with the header of GS2 before a client's first message (section 7). */
function readScram(text: string): SaslField[] | undefined {
  const gs2 = /^(n|y|p=[^,]+),(?:a=([^,]*))?,/.exec(text);
  const fields: SaslField[] = [];
  if (gs2 !== null) {
    fields.push(other('channel binding', BINDINGS[gs2[1] ?? ''] ?? (gs2[1] ?? '').slice(2)));
    if (gs2[2] !== undefined) fields.push(other('acts as', saslName(gs2[2])));
  }
  const attributes = text.slice(gs2?.[0].length ?? 0);
  for (const attribute of attributes.split(',')) {
    const [, letter = '', value = ''] = /^([a-z])=(.*)$/is.exec(attribute) ?? [];
    if (letter === '') return undefined;
    const name = SCRAM_ATTRIBUTES[letter];
    if (letter === 'n') fields.push(user(saslName(value)));
    // The header of GS2 once more, and what binds to the channel, which need not be text.
    else if (letter === 'c') fields.push(other('channel binding data', decodeToText(value) ?? value));
    else
      fields.push(name === undefined || letter === 'p' ? secret(name ?? letter, value) : other(name, value));
  }
  return fields;
}

const BINDINGS: Readonly<Record<string, string>> = {
  n: 'the client supports none',
  y: 'the client supports it, and thinks that the server does not',
};

const SCRAM_ATTRIBUTES: Readonly<Record<string, string>> = {
  r: 'nonce',
  s: 'salt',
  i: 'iterations',
  p: 'proof',
  v: 'server signature',
  e: 'error',
  m: 'mandatory extension',
};

/** RFC 5802 section 5.1: a comma and an equals sign in a name are written as escapes. */
function saslName(text: string): string {
  return text.replace(/=2C/gi, ',').replace(/=3D/gi, '=');
}

/** Key and value pairs between SOH characters: RFC 7628 section 3.1, and Google's XOAUTH2, which has the user among them. */
function readOAuth(text: string): SaslField[] | undefined {
  if (text === '\x01') return [other('acknowledges the error', 'yes')]; // RFC 7628 section 3.2.3
  const fields: SaslField[] = [];
  const [first = '', ...rest] = text.split('\x01');
  const gs2 = /^[ny](?:|=[^,]*),(?:a=([^,]*))?,$/.exec(first);
  if (gs2?.[1] !== undefined) fields.push(user(saslName(gs2[1])));
  for (const pair of gs2 === null ? [first, ...rest] : rest) {
    if (pair === '') continue;
    const [, key = '', value = ''] = /^([a-z]+)=(.*)$/is.exec(pair) ?? [];
    if (key === '') return undefined;
    if (key === 'user') fields.push(user(value));
    else if (key === 'host' || key === 'port') fields.push(other(key, value));
    else {
      // Whatever else there is may be a token; its kind, mostly Bearer, is not.
      const [, kind, token = value] = /^([a-z]+) +(.+)$/is.exec(value) ?? [];
      fields.push(secret(kind === undefined ? key : `${kind} token`, token));
    }
  }
  return fields;
}

/** The error of RFC 7628 section 3.2.2, in JSON. */
function readOAuthError(text: string): SaslField[] | undefined {
  let error: unknown;
  try {
    error = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof error !== 'object' || error === null || Array.isArray(error)) return undefined;
  return Object.entries(error).map(([name, value]) =>
    other(name, typeof value === 'string' ? value : JSON.stringify(value)),
  );
}

/** The directives of RFC 2831 section 2.1. */
function readDigest(text: string): SaslField[] | undefined {
  const fields = [...text.matchAll(/([a-z-]+)=(?:"((?:\\.|[^"\\])*)"|([^,]*))(?:,|$)/gis)].map(
    ([, key = '', quoted, word = '']) => {
      const value = quoted === undefined ? word.trim() : quoted.replace(/\\(.)/gs, '$1');
      const name = key.toLowerCase();
      if (name === 'username') return user(value);
      return DIGEST_DIRECTIVES.has(name) ? other(name, value) : secret(name, value);
    },
  );
  return fields.length === 0 ? undefined : fields;
}

const DIGEST_DIRECTIVES: ReadonlySet<string> = new Set(
  'realm nonce cnonce nc qop digest-uri maxbuf charset cipher authzid algorithm stale rspauth'.split(' '),
);

/** The fixed parts of an NTLM message ([MS-NLMP] section 2.2.1), by their offsets. */
function readNtlm(bytes: Uint8Array): SaslField[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || latin1(bytes.subarray(0, 8)) !== 'NTLMSSP\0') return undefined;
  switch (view.getUint32(8, true)) {
    case 1:
      return [other('message', 'negotiation')];
    case 2:
      return [other('message', 'challenge')];
    case 3: {
      const isUnicode = bytes.length >= 64 && (view.getUint32(60, true) & 1) === 1;
      const text = (at: number): string => {
        if (bytes.length < at + 8) return '';
        const start = view.getUint32(at + 4, true);
        const field = bytes.subarray(start, start + view.getUint16(at, true));
        return isUnicode ? new TextDecoder('utf-16le').decode(field) : latin1(field);
      };
      const domain = text(28);
      return [user(text(36)), ...(domain === '' ? [] : [other('domain', domain)])];
    }
    default:
      return undefined;
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 512));
}

function user(value: string): SaslField {
  return { name: 'user name', kind: 'user', value };
}

function secret(name: string, value: string): SaslField {
  return { name, kind: 'secret', value };
}

function other(name: string, value: string): SaslField {
  return { name, kind: 'other', value };
}
