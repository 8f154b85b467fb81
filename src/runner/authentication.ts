import { decodeBase64, encodeBase64, looksLikeBase64 } from '../smtp/base64';
import type { Reply } from '../smtp/reply';
import { createSasl, type SaslClient } from '../smtp/sasl';
import type { Evaluated, Value } from './functions';
import { MASK, type Redactor } from './redaction';

/**
 * The AUTH exchange of a session (RFC 4954 section 4): it answers challenges for `{{$sasl}}`, and it says what may be shown of
 * a line, as all that is sent in an exchange is a credential or may be one.
 */
export class Authentication {
  readonly #redactor: Redactor;
  /** What the server's latest 334 asked, decoded. */
  #challenge: Uint8Array | undefined;
  #sasl: SaslClient | undefined;
  #mechanism = '';
  /** Responses of this exchange so far, that on the AUTH line among them. */
  #responses = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** Learns what a reply asks. */
  note(reply: Reply): void {
    const decoded = reply.code === 334 ? decodeBase64((reply.lines[0] ?? '').trim()) : undefined;
    this.#challenge = decoded?.ok === true ? decoded.bytes : undefined;
  }

  /**
   * The client's next response in base64.
   *
   * @param before what stands on the line before `{{$sasl}}`: an AUTH line begins an exchange
   * @param challenged whether the server waits for a response
   */
  respond(
    user: Value | undefined,
    password: Value | undefined,
    before: string,
    challenged: boolean,
  ): Evaluated {
    const [, mechanism = challenged ? this.#mechanism : ''] = AUTH.exec(before) ?? [];
    const initial = AUTH.test(before);
    if (!initial && !challenged)
      return { problem: '$sasl stands on an AUTH line, or on a line that answers its challenge' };
    if (initial) this.#sasl = undefined;
    if (user !== undefined && password !== undefined) {
      this.#sasl = createSasl(mechanism, { user: user.text, password: password.text });
      if (this.#sasl === undefined)
        return {
          problem: `$sasl does not know the mechanism ${mechanism} yet (it knows PLAIN, LOGIN and CRAM-MD5)`,
        };
    }
    const sasl = this.#sasl;
    if (sasl === undefined)
      return { problem: 'the first {{$sasl}} of an exchange needs a user and a password' };
    // Many servers take LOGIN's user name on the AUTH line, though the server speaks first.
    if (initial && !sasl.hasInitialResponse && sasl.mechanism !== 'LOGIN') return { text: '', secret: false };
    const step = sasl.step(initial ? undefined : (this.#challenge ?? new Uint8Array()));
    return step.kind === 'error'
      ? { problem: step.message }
      : { text: encodeBase64(step.bytes), secret: true };
  }

  /** What may be shown of a line outside an exchange: of an AUTH line, which begins one, its mechanism. */
  showCommand(text: string, shown: string): string {
    if (!/^\s*AUTH\b/i.test(text)) return shown;
    const [, mechanism = ''] = AUTH.exec(text) ?? [];
    const rest = text.replace(/^\s*AUTH\s*\S*\s*/i, '').trim();
    this.#mechanism = mechanism;
    this.#responses = 0;
    // Somebody forgot the mechanism, or glued it to the credential: RFC 4422 section 3.1 says what a name looks like.
    const named = /^[\w-]{1,20}$/.test(mechanism) && !looksLikeBase64(mechanism);
    if (!named && mechanism !== '') this.#redactor.addCredential(mechanism, 'both');
    if (rest !== '' && rest !== '=') this.#note(rest);
    if (!named && mechanism !== '') return `AUTH ${MASK}`;
    return rest === '' || rest === '=' ? text : `${/^\s*\S+\s+\S+/.exec(text)?.[0] ?? 'AUTH'} ${MASK}`;
  }

  /** What may be shown of a line that answers a challenge: nothing, unless it gives up. */
  showResponse(text: string): string {
    if (text === '*' || text === '=' || text === '') return text;
    this.#note(text);
    return MASK;
  }

  #note(response: string): void {
    const prompt = Buffer.from(this.#challenge ?? []).toString();
    const isUser =
      this.#mechanism.toUpperCase() === 'LOGIN' && this.#responses === 0 && !/pass/i.test(prompt);
    const isPassword = this.#mechanism.toUpperCase() === 'LOGIN' && !isUser;
    this.#redactor.addCredential(response, isUser ? 'user' : isPassword ? 'password' : 'both');
    this.#responses++;
  }
}

const AUTH = /^\s*AUTH\s+(\S+)/i;
