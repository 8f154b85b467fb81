import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { decodeBase64 } from '../base64';
import {
  information,
  distrust,
  refusal,
  response,
  warning,
  type Mechanics,
  type SaslCredentials,
  type SaslMechanism,
  type SaslOptions,
  type SaslRefusal,
  type SaslStep,
  type SaslVerdict,
} from './client';
import { readDigestChallenge, readDirectives, type DigestChallenge } from './digestChallenge';

/**
 * DIGEST-MD5 (RFC 2831), which RFC 6331 made historic; for servers that know nothing newer. Only `qop=auth`: what protects
 * the rest of a connection is TLS.
 */
export const digestMd5: SaslMechanism = (credentials, options) => new DigestMd5(credentials, options);

class DigestMd5 implements Mechanics {
  readonly initialResponse = 'none';
  readonly readsChallenges = true;
  readonly #credentials: SaslCredentials;
  readonly #options: SaslOptions;
  /** What the server has to prove itself with, in hexadecimal, once the client has. */
  #expected: string | undefined;
  #proved = false;

  constructor(credentials: SaslCredentials, options: SaslOptions) {
    this.#credentials = credentials;
    this.#options = options;
  }

  step(challenge = new Uint8Array()): SaslStep | undefined {
    if (this.#proved) return undefined;
    try {
      return this.#expected === undefined ? this.#respond(challenge) : this.#check(challenge);
    } catch {
      // Where OpenSSL runs in FIPS mode there is no MD5.
      return refusal('DIGEST-MD5 needs MD5, which this system does not allow.');
    }
  }

  verify(text: string): SaslVerdict {
    if (this.#proved) return { kind: 'accepted' };
    for (const word of text.split(/\s+/)) {
      const decoded = decodeBase64(word);
      if (this.#expected === undefined || !decoded.ok || decoded.bytes.length === 0) continue;
      const step = this.#check(decoded.bytes);
      return step.kind === 'error' ? step : { kind: 'accepted', note: PROVED };
    }
    return distrust(
      'The server says that all went well without rspauth: it has not proved that it knows the password (RFC 2831 section 2.1.3).',
    );
  }

  #respond(bytes: Uint8Array): SaslStep {
    const challenge = readDigestChallenge(bytes);
    if (challenge.kind === 'fault') return distrust(`The server’s challenge ${challenge.fault}.`);
    const { user, password, authzid } = this.#credentials;
    const { nonce: makeNonce = randomNonce, service = 'smtp', host = 'localhost' } = this.#options;
    const encode = encoder(challenge);
    for (const [name, value] of Object.entries({ 'user name': user, password, identity: authzid ?? '' })) {
      if (/\p{Cc}/u.test(value)) return refusal(`DIGEST-MD5 cannot send a ${name} with a control character.`);
      if (!challenge.isUtf8 && !isLatin1(value))
        return refusal(`The server does not read UTF-8, and the ${name} needs it.`);
    }
    const cnonce = makeNonce();
    const uri = `${service}/${host}`;
    const { nonce, realm, isUtf8 } = challenge;
    const secret = md5(`${hashed(user)}:${hashed(realm)}:${hashed(password)}`);
    const a1 = md5(
      Buffer.concat([
        secret,
        Buffer.from(`:${nonce}:${cnonce}`, 'latin1'),
        ...(authzid === undefined ? [] : [Buffer.from(':'), Buffer.from(encode(authzid), 'latin1')]),
      ]),
    ).toString('hex');
    const digest = (method: string): string => {
      const a2 = md5(`${method}:${uri}`).toString('hex');
      return md5(`${a1}:${nonce}:${NC}:${cnonce}:auth:${a2}`).toString('hex');
    };
    const proof = digest('AUTHENTICATE');
    this.#expected = digest('');
    const directives = [
      ...(isUtf8 ? ['charset=utf-8'] : []),
      `username=${quoted(encode(user))}`,
      ...(realm === '' ? [] : [`realm=${quoted(encode(realm))}`]),
      `nonce=${quoted(nonce)}`,
      `nc=${NC}`,
      `cnonce=${quoted(cnonce)}`,
      `digest-uri=${quoted(uri)}`,
      `response=${proof}`,
      'qop=auth',
      ...(authzid === undefined ? [] : [`authzid=${quoted(encode(authzid))}`]),
    ];
    return response(Buffer.from(directives.join(','), 'latin1'), {
      secrets: [proof, this.#expected],
      note: warning('DIGEST-MD5 is obsolete (RFC 6331): SCRAM-SHA-256 takes its place.'),
    });
  }

  #check(bytes: Uint8Array): SaslStep | SaslRefusal {
    const directives = readDirectives(Buffer.from(bytes).toString('latin1'));
    const rspauth = directives?.find(({ name }) => name === 'rspauth')?.value;
    if (rspauth === undefined)
      return distrust('The server’s last message lacks rspauth, with which it has to prove itself.');
    const [given, expected] = [Buffer.from(rspauth), Buffer.from(this.#expected ?? '')];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return distrust(
        'The server’s rspauth is wrong: it does not know the password, or somebody changed a message (RFC 2831 section 2.1.3).',
      );
    }
    this.#proved = true;
    return response('', { note: PROVED });
  }
}

const PROVED = information('The server’s rspauth is right: it knows the password, too.');

/** The count of requests with this nonce, of which there is one: no exchange is resumed. */
const NC = '00000001';

/** Bytes as a string of as many characters, and so the octets of text. */
function encoder({ isUtf8 }: DigestChallenge): (text: string) => string {
  return (text) => (isUtf8 ? Buffer.from(text).toString('latin1') : text);
}

/** RFC 2831 section 2.1.2.1: what ISO 8859-1 can hold is hashed in it, whatever it is sent in. */
function hashed(text: string): string {
  return isLatin1(text) ? text : Buffer.from(text).toString('latin1');
}

function isLatin1(text: string): boolean {
  return /^[\0-\xff]*$/.test(text);
}

function md5(content: string | Uint8Array): Buffer {
  const hash = createHash('md5');
  return (typeof content === 'string' ? hash.update(content, 'latin1') : hash.update(content)).digest();
}

function quoted(octets: string): string {
  return `"${octets.replace(/[\\"]/g, '\\$&')}"`;
}

function randomNonce(): string {
  return randomBytes(18).toString('base64');
}
