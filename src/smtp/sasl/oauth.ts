import { utf8 } from '../saslMessages';
import { refusal, response, warning, type SaslMechanism, type SaslNote, type SaslRefusal } from './client';

/**
 * XOAUTH2 (Google's and Microsoft's own): the user and an access token. If the server does not take them it says why in a
 * challenge, and waits for an empty response before its 535.
 */
export const xoauth2: SaslMechanism = ({ user, password: token }) =>
  oauth(() => unsendable('XOAUTH2', user, token) ?? `user=${user}\x01auth=Bearer ${token}\x01\x01`, '');

/**
 * OAUTHBEARER (RFC 7628 section 3.1). The error's challenge is answered with a single U+0001 (section 3.2.3). Host and port
 * are sent if both are known.
 */
export const oauthBearer: SaslMechanism = ({ user, password: token, authzid = user }, { host, port }) =>
  oauth(() => {
    const identity = authzid.replaceAll('=', '=3D').replaceAll(',', '=2C');
    const where = host === undefined || port === undefined ? '' : `host=${host}\x01port=${port}\x01`;
    return (
      unsendable('OAUTHBEARER', authzid, token) ??
      `n,${identity === '' ? '' : `a=${identity}`},\x01${where}auth=Bearer ${token}\x01\x01`
    );
  }, '\x01');

function oauth(message: () => string | SaslRefusal, acknowledgement: string): ReturnType<SaslMechanism> {
  let sent = 0;
  return {
    initialResponse: 'usual',
    readsChallenges: true,
    step(challenge = new Uint8Array()) {
      sent++;
      if (sent === 1) {
        const first = message();
        return typeof first === 'string' ? response(first) : first;
      }
      return sent === 2 ? response(acknowledgement, { note: explainError(challenge) }) : undefined;
    },
  };
}

/** Why a value cannot be sent: a control character would end a field, and begin another. */
function unsendable(mechanism: string, user: string, token: string): SaslRefusal | undefined {
  if (/\p{Cc}/u.test(user))
    return refusal(`${mechanism} cannot send a user name that holds a control character.`);
  if (token === '') return refusal(`${mechanism} needs an access token.`);
  if (/^bearer\s/i.test(token)) return refusal('The access token is given without the word Bearer.');
  if (!/^[\x21-\x7e]+$/.test(token))
    return refusal(
      'The access token holds a character that none has: RFC 6750 section 2.1 wants printable ASCII without spaces.',
    );
  return undefined;
}

/** The error of RFC 7628 section 3.2.2, which XOAUTH2 shares: an object in JSON. */
function explainError(challenge: Uint8Array): SaslNote {
  const text = utf8(challenge);
  if (text === undefined || text === '')
    return warning('The server refused the token, and does not say why.');
  return warning(`The server refused the token: ${readError(text) ?? `“${shorten(text)}”`}`);
}

function readError(text: string): string | undefined {
  try {
    const error: unknown = JSON.parse(text);
    if (typeof error !== 'object' || error === null) return undefined;
    const words = Object.entries(error)
      .slice(0, 8)
      .map(([name, value]: [string, unknown]) => describe(name, value));
    return words.length === 0 ? undefined : words.join(', ');
  } catch {
    // No JSON, or nested so deep that it cannot be written again.
    return undefined;
  }
}

function describe(name: string, value: unknown): string {
  const text = shorten(typeof value === 'string' ? value : JSON.stringify(value));
  const meaning = name === 'status' ? STATUSES.get(text) : undefined;
  const label = name === 'status' ? text : `${shorten(name)} ${text}`;
  return meaning === undefined ? label : `${label} (${meaning})`;
}

/** RFC 6750 section 3.1, RFC 7628 section 3.2.2, and the HTTP statuses that Google and Microsoft send. */
const STATUSES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['invalid_token', 'it has expired, was revoked, or is not meant for this server'],
  ['insufficient_scope', 'it does not allow sending mail'],
  ['invalid_request', 'the server could not read the request'],
  ['400', 'the token has expired, or is none of this server'],
  ['401', 'the token has expired, or is not meant for this user'],
  ['403', 'the token does not allow sending mail'],
]);

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
