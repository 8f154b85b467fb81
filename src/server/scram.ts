import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { saslprep } from '../smtp/sasl/saslprep';

/** The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. One for an exchange. */
export class ScramServer {
  readonly #users: ReadonlyMap<string, string>;
  #first:
    | { readonly bare: string; readonly gs2: string; readonly reply: string; readonly nonce: string }
    | undefined;
  #keys: { readonly user: string | undefined; readonly stored: Buffer; readonly server: Buffer } | undefined;

  constructor(users: ReadonlyMap<string, string>) {
    this.#users = users;
  }

  /** The challenge to the client's first message; undefined if that is none. */
  async begin(message: string): Promise<string | undefined> {
    // gs2-header: no channel binding (`n`), or a client that thinks that the server has none (`y`).
    const [, gs2, bare, name, clientNonce] =
      /^([ny],(?:a=[^,]*)?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/s.exec(message) ?? [];
    if (gs2 === undefined || bare === undefined || name === undefined || clientNonce === undefined)
      return undefined;
    const user = name.replaceAll('=2C', ',').replaceAll('=3D', '=');
    const authzid = /a=([^,]*)/.exec(gs2)?.[1] ?? '';
    const password = ['', name].includes(authzid) ? this.#users.get(user) : undefined;
    const salt = randomBytes(16);
    const prepared = await saslprep(password ?? randomBytes(16).toString('hex'));
    if (prepared.kind === 'refused') return undefined;
    const salted = await derive(prepared.text, salt, ITERATIONS, 32, 'sha256');
    const nonce = `${clientNonce}${randomBytes(18).toString('base64')}`;
    const reply = `r=${nonce},s=${salt.toString('base64')},i=${ITERATIONS}`;
    // Whether there is such a user is not told before the end.
    this.#keys = {
      user: password === undefined ? undefined : user,
      stored: createHash('sha256').update(hmac(salted, 'Client Key')).digest(),
      server: hmac(salted, 'Server Key'),
    };
    this.#first = { bare, gs2, reply, nonce };
    return reply;
  }

  /** Who the client's proof is of, and the server's own proof; undefined if it proves nothing. */
  finish(message: string): { readonly user: string; readonly proof: string } | undefined {
    const [, withoutProof, binding, nonce, proof] =
      /^(c=([^,]+),r=([^,]+)(?:,[^,]*)*),p=([A-Za-z0-9+/]+=*)$/.exec(message) ?? [];
    const first = this.#first;
    const keys = this.#keys;
    if (first === undefined || keys === undefined || withoutProof === undefined) return undefined;
    if (nonce !== first.nonce || binding !== Buffer.from(first.gs2).toString('base64')) return undefined;
    const signed = `${first.bare},${first.reply},${withoutProof}`;
    const signature = hmac(keys.stored, signed);
    const given = Buffer.from(proof ?? '', 'base64');
    if (given.length !== signature.length) return undefined;
    const clientKey = Buffer.from(given.map((byte, at) => byte ^ (signature[at] ?? 0)));
    const held = timingSafeEqual(createHash('sha256').update(clientKey).digest(), keys.stored);
    if (!held || keys.user === undefined) return undefined;
    return { user: keys.user, proof: `v=${hmac(keys.server, signed).toString('base64')}` };
  }
}

/** RFC 7677 section 4: at least. */
const ITERATIONS = 4096;
const derive = promisify(pbkdf2);

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
