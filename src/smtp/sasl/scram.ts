import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { decodeBase64, encodeBase64 } from '../base64';
import {
  distrust,
  information,
  refusal,
  response,
  warning,
  type ChannelBinding,
  type Mechanics,
  type SaslCredentials,
  type SaslMechanism,
  type SaslOptions,
  type SaslRefusal,
  type SaslStep,
  type SaslVerdict,
} from './client';
import { saslprep } from './saslprep';
import {
  explainError,
  isNonce,
  readServerFinal,
  readServerFirst,
  type ServerFinal,
  type ServerFirst,
} from './scramMessages';

type Hash = 'SHA-1' | 'SHA-256' | 'SHA-512';

/**
 * SCRAM (RFC 5802; RFC 7677 for SHA-256): each side proves to the other that it knows the password, which is never sent.
 *
 * @param isPlus whether the exchange is bound to the TLS connection, as the mechanisms in -PLUS are
 */
export function scram(hash: Hash, isPlus: boolean): SaslMechanism {
  return (credentials, options) => new Scram(hash, isPlus, credentials, options);
}

/** What the exchange is waiting for. */
type Stage =
  | { readonly name: 'begin' }
  | { readonly name: 'server-first'; readonly gs2: string; readonly bare: string; readonly nonce: string }
  | { readonly name: 'server-final'; readonly signature: Buffer }
  | { readonly name: 'proved' }
  | { readonly name: 'failed'; readonly error: string };

class Scram implements Mechanics {
  readonly initialResponse = 'usual';
  readonly readsChallenges = true;
  readonly #hash: Hash;
  readonly #isPlus: boolean;
  readonly #name: string;
  readonly #credentials: SaslCredentials;
  readonly #options: SaslOptions;
  #stage: Stage = { name: 'begin' };

  constructor(hash: Hash, isPlus: boolean, credentials: SaslCredentials, options: SaslOptions) {
    this.#hash = hash;
    this.#isPlus = isPlus;
    this.#name = `SCRAM-${hash}${isPlus ? '-PLUS' : ''}`;
    this.#credentials = credentials;
    this.#options = options;
  }

  step(challenge = new Uint8Array()): SaslStep | undefined | Promise<SaslStep> {
    const stage = this.#stage;
    switch (stage.name) {
      case 'begin':
        return this.#begin();
      case 'server-first': {
        const first = readServerFirst(challenge, stage.nonce);
        if (first.kind === 'error') return first;
        return first.kind === 'first' ? this.#prove(stage, first) : this.#end(first, Buffer.alloc(0));
      }
      case 'server-final': {
        const final = readServerFinal(challenge);
        return final.kind === 'error' ? final : this.#end(final, stage.signature);
      }
      case 'proved':
      case 'failed':
        return undefined;
    }
  }

  /** Some servers put their last message into the text of the 235, as other protocols do. */
  verify(text: string): SaslVerdict {
    const stage = this.#stage;
    switch (stage.name) {
      case 'proved':
        return { kind: 'accepted' };
      case 'failed':
        return distrust(
          `The server says that all went well, but had said before that it did not: ${explainError(stage.error)}.`,
        );
      case 'server-final': {
        const message = findFinal(text);
        const final = message === undefined ? undefined : readServerFinal(message);
        if (final === undefined) break;
        const step = final.kind === 'error' ? final : this.#end(final, stage.signature);
        if (step.kind === 'error') return step;
        return this.#stage.name === 'proved' ? { kind: 'accepted', note: PROVED } : this.verify('');
      }
      case 'begin':
      case 'server-first':
    }
    return distrust(
      `The server says that all went well without its signature: it has not proved that it knows the password, as ${this.#name} has it (RFC 5802 section 5).`,
    );
  }

  async #begin(): Promise<SaslStep> {
    const { user, authzid = '' } = this.#credentials;
    const prepared = await saslprep(user);
    if (prepared.kind === 'refused') return refusal(`The user name ${prepared.reason}.`);
    if (prepared.text === '') return refusal(`${this.#name} needs a user name.`);
    const identity = await saslprep(authzid);
    if (identity.kind === 'refused') return refusal(`The identity to act for ${identity.reason}.`);
    const binding = this.#bindingFlag();
    if (typeof binding !== 'string') return binding;
    const nonce = (this.#options.nonce ?? randomNonce)();
    if (!isNonce(nonce)) throw new Error('a nonce of SCRAM is printable ASCII without a comma');
    const gs2 = `${binding},${identity.text === '' ? '' : `a=${escapeName(identity.text)}`},`;
    const bare = `n=${escapeName(prepared.text)},r=${nonce}`;
    this.#stage = { name: 'server-first', gs2, bare, nonce };
    return response(`${gs2}${bare}`);
  }

  /**
   * What the client says of channel binding (RFC 5802 section 6): `y` lets the server find out that somebody took the
   * mechanisms in -PLUS out of its offer.
   */
  #bindingFlag(): string | SaslRefusal {
    const { channelBinding, offered } = this.#options;
    if (this.#isPlus) {
      if (channelBinding !== undefined) return `p=${channelBinding.type}`;
      return refusal(
        `${this.#name} binds the exchange to the TLS connection, and this connection has nothing to bind to.`,
      );
    }
    const notOffered = offered?.some((name) => name.toUpperCase() === `${this.#name}-PLUS`) === false;
    return channelBinding !== undefined && notOffered ? 'y' : 'n';
  }

  async #prove(stage: Extract<Stage, { name: 'server-first' }>, first: ServerFirst): Promise<SaslStep> {
    const prepared = await saslprep(this.#credentials.password);
    if (prepared.kind === 'refused') return refusal(`The password ${prepared.reason}.`);
    const binding = this.#isPlus ? this.#options.channelBinding : undefined;
    const withoutProof = `c=${channelData(stage.gs2, binding)},r=${first.nonce}`;
    const signed = `${stage.bare},${first.text},${withoutProof}`;
    let keys: Keys;
    try {
      keys = await deriveKeys(this.#hash, prepared.text, first, signed);
    } catch {
      // Where OpenSSL runs in FIPS mode it may forbid SHA-1, and short salts.
      return refusal(`${this.#name} needs PBKDF2 with ${this.#hash}, which this system does not allow.`);
    }
    this.#stage = { name: 'server-final', signature: keys.serverSignature };
    const proof = encodeBase64(keys.proof);
    return response(`${withoutProof},p=${proof}`, {
      // The server's signature, too, is something to guess a password from.
      secrets: [prepared.text, proof, encodeBase64(keys.serverSignature)],
    });
  }

  #end(final: ServerFinal, expected: Buffer): SaslStep {
    if (final.kind === 'failed') {
      this.#stage = { name: 'failed', error: final.error };
      // The server waits for a line before it says 535.
      return response('', { note: warning(`The server refused: ${explainError(final.error)}.`) });
    }
    const { signature } = final;
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      return distrust(
        'The server’s signature is wrong: it does not know the password, or somebody changed a message (RFC 5802 section 5).',
      );
    }
    this.#stage = { name: 'proved' };
    return response('', { note: PROVED });
  }
}

const PROVED = information('The server’s signature is right: it knows the password, too.');

interface Keys {
  readonly proof: Buffer;
  readonly serverSignature: Buffer;
}

/** RFC 5802 section 3. PBKDF2 runs on another thread, and `first.iterations` has been bounded. */
async function deriveKeys(hash: Hash, password: string, first: ServerFirst, signed: string): Promise<Keys> {
  const { digest, length } = DIGESTS[hash];
  const hmac = (key: Buffer, text: string): Buffer => createHmac(digest, key).update(text).digest();
  const salted = await promisify(pbkdf2)(password, first.salt, first.iterations, length, digest);
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash(digest).update(clientKey).digest();
  const clientSignature = hmac(storedKey, signed);
  return {
    proof: Buffer.from(clientKey.map((octet, at) => octet ^ (clientSignature[at] ?? 0))),
    serverSignature: hmac(hmac(salted, 'Server Key'), signed),
  };
}

/** As Node.js calls them, and their length in octets. */
const DIGESTS: Readonly<Record<Hash, { readonly digest: string; readonly length: number }>> = {
  'SHA-1': { digest: 'sha1', length: 20 },
  'SHA-256': { digest: 'sha256', length: 32 },
  'SHA-512': { digest: 'sha512', length: 64 },
};

function channelData(gs2: string, binding: ChannelBinding | undefined): string {
  return encodeBase64(Buffer.concat([Buffer.from(gs2), binding?.data ?? new Uint8Array()]));
}

/** RFC 5802 section 5.1: an attribute ends at a comma. */
function escapeName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}

function randomNonce(): string {
  return randomBytes(18).toString('base64');
}

/** The message in a reply's text, where an enhanced code or words may stand beside it. */
function findFinal(text: string): Uint8Array | undefined {
  for (const word of text.split(/\s+/)) {
    const decoded = decodeBase64(word);
    if (decoded.ok && /^[ve]=/.test(Buffer.from(decoded.bytes).toString('latin1'))) return decoded.bytes;
  }
  return undefined;
}
