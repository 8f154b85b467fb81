import { decodeBase64 } from '../base64';
import { utf8 } from '../saslMessages';
import { distrust, type SaslRefusal } from './client';

/** What the server's first message gives (RFC 5802 section 7, `server-first-message`). */
export interface ServerFirst {
  readonly kind: 'first';
  /** As it stands, which is what both sides sign. */
  readonly text: string;
  /** The client's nonce and the server's. */
  readonly nonce: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** What the server's last message gives: its signature, or the name of an error. */
export type ServerFinal =
  | { readonly kind: 'signature'; readonly signature: Uint8Array }
  | { readonly kind: 'failed'; readonly error: string };

/** How often a password may be hashed. */
const ITERATIONS = {
  /**
   * RFC 7677 section 4 and RFC 5802 section 5.1. Whoever poses as the server and asks for fewer would learn something
   * from which a password is quickly guessed.
   */
  least: 4096,
  /** More would be for no other purpose than to keep the client busy. */
  most: 1_000_000,
} as const;

/** Reads the server's first message, which has to carry on the client's nonce. */
export function readServerFirst(
  bytes: Uint8Array,
  clientNonce: string,
): ServerFirst | SaslRefusal | ServerFinal {
  const text = utf8(bytes);
  if (text === undefined) return distrust('The server’s first message is not UTF-8.');
  const attributes = text.split(',');
  const fault = findFault(attributes, ['r', 's', 'i']);
  if (fault === 'failed') return readError(attributes[0] ?? '');
  if (fault !== undefined) return distrust(`The server’s first message ${fault}.`);
  const [nonce = '', salt = '', iterations = ''] = attributes.map((attribute) => attribute.slice(2));
  // A nonce that is not ours may be from another exchange: an answer to it could be used in that one.
  if (!nonce.startsWith(clientNonce)) return distrust('The server’s nonce does not begin with the client’s.');
  if (nonce === clientNonce) return distrust('The server added nothing to the client’s nonce.');
  if (!isNonce(nonce)) return distrust('The server’s nonce has characters that RFC 5802 section 7 forbids.');
  const decoded = decodeBase64(salt);
  if (!decoded.ok) return distrust(`The server’s salt is not base64. ${decoded.message}`);
  if (decoded.bytes.length === 0) return distrust('The server’s salt is empty.');
  if (!/^[1-9]\d*$/.test(iterations)) return distrust('The server’s iteration count is not a number.');
  const count = Number(iterations);
  if (count < ITERATIONS.least) {
    return distrust(
      `The server asks for ${count} iterations, and less than ${ITERATIONS.least} would make the password easy to guess (RFC 7677 section 4).`,
    );
  }
  if (count > ITERATIONS.most) {
    return distrust(
      `The server asks for ${iterations.length > 12 ? 'far too many' : count} iterations; more than ${ITERATIONS.most} are refused, as they would only keep the client busy.`,
    );
  }
  return { kind: 'first', text, nonce, salt: decoded.bytes, iterations: count };
}

/** Reads the server's last message (`server-final-message`). */
export function readServerFinal(bytes: Uint8Array): ServerFinal | SaslRefusal {
  const text = utf8(bytes);
  if (text === undefined) return distrust('The server’s last message is not UTF-8.');
  const attributes = text.split(',');
  const fault = findFault(attributes, ['v']);
  if (fault === 'failed') return readError(attributes[0] ?? '');
  if (fault !== undefined) return distrust(`The server’s last message ${fault}.`);
  const decoded = decodeBase64((attributes[0] ?? '').slice(2));
  return decoded.ok
    ? { kind: 'signature', signature: decoded.bytes }
    : distrust(`The server’s signature is not base64. ${decoded.message}`);
}

/** Whether a nonce is printable ASCII without a comma (RFC 5802 section 7). */
export function isNonce(nonce: string): boolean {
  return /^[\x21-\x2b\x2d-\x7e]+$/.test(nonce);
}

/** What a server error means (RFC 5802 section 7, `server-error-value`), in words. */
export function explainError(error: string): string {
  const meaning = ERRORS.get(error);
  return meaning === undefined ? `“${error.slice(0, 80)}”` : `${error} (${meaning})`;
}

const ERRORS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['invalid-encoding', 'it could not read the client’s message'],
  ['extensions-not-supported', 'it does not know an extension that the client asked for'],
  ['invalid-proof', 'the password is wrong'],
  [
    'channel-bindings-dont-match',
    'it sees another TLS connection than the client: somebody may be in between',
  ],
  [
    'server-does-support-channel-binding',
    'it offers channel binding, which the client was not told: somebody may have changed its offer',
  ],
  ['channel-binding-not-supported', 'it does not support channel binding'],
  ['unsupported-channel-binding-type', 'it does not support this type of channel binding'],
  ['unknown-user', 'it does not know the user'],
  ['invalid-username-encoding', 'it could not read the user name'],
  ['no-resources', 'it has no resources left'],
  ['other-error', 'it does not say why'],
]);

/**
 * What is wrong with a message's attributes, as the end of a sentence; `failed` if the message is a server's error. The
 * expected ones come first and in order; extensions may follow and are passed over (RFC 5802 section 5.1).
 */
function findFault(attributes: readonly string[], expected: readonly string[]): string | undefined {
  if (attributes[0]?.startsWith('e=') === true) return 'failed';
  if (attributes[0]?.startsWith('m=') === true)
    return 'demands an extension (m=), and none is known that could be meant: RFC 5802 section 5.1 has the client fail';
  const names: string[] = [];
  for (const attribute of attributes) {
    const [, name] = /^([A-Za-z])=[^\0]+$/.exec(attribute) ?? [];
    if (name === undefined) return 'has a part that is no attribute with a value';
    if (names.includes(name)) return `has the attribute ${name}= twice`;
    names.push(name);
  }
  const missing = expected.find((name) => !names.includes(name));
  if (missing !== undefined) return `lacks the attribute ${missing}=`;
  if (expected.some((name, at) => names[at] !== name))
    return `has its attributes in another order than ${expected.map((name) => `${name}=`).join(', ')}`;
  return undefined;
}

function readError(attribute: string): ServerFinal {
  return { kind: 'failed', error: attribute.slice(2) };
}
