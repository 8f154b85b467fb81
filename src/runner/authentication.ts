import { decodeBase64, encodeBase64 } from '../smtp/base64';
import { isMechanism } from '../smtp/mechanisms';
import type { Reply } from '../smtp/reply';
import {
  createSasl,
  explainUnknown,
  needsPassword,
  type ChannelBinding,
  type SaslClient,
  type SaslNote,
} from '../smtp/sasl';
import type { Evaluated, Value } from './functions';
import { MASK, type CredentialKind, type Redactor } from './redaction';

/** What an exchange needs to know of the session that it is a part of. */
export interface AuthenticationContext {
  /** A fresh nonce of printable ASCII without a comma. */
  readonly nonce: () => string;
  /** The host that the client wants to speak to; undefined as long as there is none. */
  readonly host: () => string | undefined;
  /** What an exchange can be bound to; undefined without TLS, or where it cannot be told. */
  readonly channelBinding: () => ChannelBinding | undefined;
}

/**
 * The AUTH exchange of a session (RFC 4954 section 4): it answers challenges for `{{$sasl}}`, and it says what may be shown of
 * a line, as all that is sent in an exchange is a credential or may be one.
 */
export class Authentication {
  readonly #redactor: Redactor;
  readonly #context: AuthenticationContext;
  /** What the server's latest 334 asked, decoded; or why it cannot be, in words. */
  #challenge: Uint8Array | { readonly problem: string } | undefined;
  #sasl: SaslClient | undefined;
  /** Whether `{{$sasl}}` made the response that is about to be sent: only then is the exchange its own. */
  #isOurs = false;
  #note: SaslNote | undefined;
  /** What the latest EHLO reply offers; undefined without one. */
  #offered: readonly string[] | undefined;
  #mechanism = '';
  /** Responses of this exchange so far, that on the AUTH line among them. */
  #responses = 0;

  constructor(redactor: Redactor, context: AuthenticationContext) {
    this.#redactor = redactor;
    this.#context = context;
  }

  /**
   * Learns what a reply says or asks. When it says that an exchange of `{{$sasl}}` went well, the server must have proved
   * itself, if the mechanism has it do so.
   *
   * @returns why the server is not to be trusted, as a sentence
   */
  receive(reply: Reply): string | undefined {
    const [text = ''] = reply.lines;
    this.#challenge = reply.code === 334 ? decodeChallenge(text.trim()) : undefined;
    if (reply.code === 334) return undefined;
    const sasl = this.#sasl;
    this.#sasl = undefined;
    if (reply.code === 250) this.#learnOffer(reply);
    // What was offered in plain text counts for nothing under TLS (RFC 3207 section 4.2).
    if (reply.code === 220) this.#offered = undefined;
    if (reply.code !== 235 || sasl === undefined) return undefined;
    const verdict = sasl.verify(text);
    if (verdict.kind === 'error') return verdict.message;
    this.#note = verdict.note;
    return undefined;
  }

  /** What a person wants to know of the latest step, told once. */
  takeNote(): SaslNote | undefined {
    const note = this.#note;
    this.#note = undefined;
    return note;
  }

  /**
   * The client's next response in base64.
   *
   * @param args the user, the password and the identity to act for, as far as they are given
   * @param before what stands on the line before `{{$sasl}}`: an AUTH line begins an exchange
   * @param challenged whether the server waits for a response
   */
  async respond(args: readonly Value[], before: string, challenged: boolean): Promise<Evaluated> {
    const [, mechanism = challenged ? this.#mechanism : ''] = AUTH.exec(before) ?? [];
    const initial = AUTH.test(before);
    if (!initial && !challenged)
      return { problem: '$sasl stands on an AUTH line, or on a line that answers its challenge' };
    if (initial) this.#sasl = undefined;
    if (args.length > 0 || (this.#sasl === undefined && !needsPassword(mechanism))) {
      if (args.length === 1 && needsPassword(mechanism))
        return { problem: `$sasl needs a user and a password for ${mechanism}` };
      this.#sasl = this.#begin(mechanism, args);
      if (this.#sasl === undefined) return { problem: explainUnknown(mechanism) };
    }
    const sasl = this.#sasl;
    if (sasl === undefined)
      return { problem: 'the first {{$sasl}} of an exchange needs a user and a password' };
    this.#isOurs = true;
    if (initial && sasl.initialResponse === 'none') return { text: '', secret: false };
    return this.#step(sasl, initial);
  }

  /** What may be shown of a line outside an exchange: of an AUTH line, which begins one, its mechanism. */
  showCommand(text: string, shown: string): string {
    if (!mayBeAuth(text) || !/^\s*AUTH\b/i.test(text)) return shown;
    this.#settle();
    const [, mechanism = ''] = AUTH.exec(text) ?? [];
    const rest = text.replace(/^\s*AUTH\s*\S*\s*/i, '').trim();
    this.#mechanism = mechanism;
    this.#responses = 0;
    // Somebody forgot the mechanism, or glued it to the credential.
    const named = isMechanism(mechanism);
    if (!named && mechanism !== '') this.#redactor.addCredential(mechanism, 'both');
    if (rest !== '' && rest !== '=') this.#keep(rest);
    if (!named && mechanism !== '') return `AUTH ${MASK}`;
    return rest === '' || rest === '=' ? text : `${/^\s*\S+\s+\S+/.exec(text)?.[0] ?? 'AUTH'} ${MASK}`;
  }

  /** What may be shown of a line that answers a challenge: nothing, unless it gives up. */
  showResponse(text: string): string {
    this.#settle();
    if (text === '*' || text === '=' || text === '') return text;
    this.#keep(text);
    return MASK;
  }

  #begin(mechanism: string, args: readonly Value[]): SaslClient | undefined {
    const [user = '', password = '', authzid = ''] = args.map(({ text }) => text);
    const { nonce, host, channelBinding } = this.#context;
    const [server, binding] = [host(), channelBinding()];
    return createSasl(
      mechanism,
      { user, password, ...(authzid === '' ? {} : { authzid }) },
      {
        nonce,
        ...(server === undefined ? {} : { host: server }),
        ...(binding === undefined ? {} : { channelBinding: binding }),
        ...(this.#offered === undefined ? {} : { offered: this.#offered }),
      },
    );
  }

  async #step(sasl: SaslClient, initial: boolean): Promise<Evaluated> {
    const challenge = this.#challenge ?? new Uint8Array();
    const isUnreadable = 'problem' in challenge;
    if (!initial && isUnreadable && sasl.readsChallenges)
      return {
        problem: `the server’s challenge is not base64: ${challenge.problem.replace(/\.$/, '')}`,
        isServers: true,
      };
    const step = await sasl.step(initial ? undefined : isUnreadable ? new Uint8Array() : challenge);
    // A problem goes on to say that the line was not sent.
    if (step.kind === 'error') {
      const problem = step.message.replace(/\.$/, '');
      return step.isServers === true ? { problem, isServers: true } : { problem };
    }
    this.#note = step.note;
    for (const secret of step.secrets) this.#redactor.add(secret);
    const text = encodeBase64(step.bytes);
    // RFC 4954 section 4: on the AUTH line “=” says that the response is empty, and not that there is none.
    return { text: initial && text === '' ? '=' : text, secret: true };
  }

  /** A line that the author wrote takes the exchange out of the hands of `{{$sasl}}`. */
  #settle(): void {
    if (!this.#isOurs) this.#sasl = undefined;
    this.#isOurs = false;
  }

  #learnOffer({ lines }: Reply): void {
    // Only EHLO's reply has lines that begin so, and `AUTH=` is how some servers wrote it before RFC 2554.
    const offers = lines.slice(1).flatMap((line) => /^AUTH[ =](.*)$/i.exec(line)?.[1] ?? []);
    if (offers.length > 0) this.#offered = offers.join(' ').toUpperCase().trim().split(/\s+/);
  }

  #keep(response: string): void {
    const challenge = this.#challenge;
    const prompt = challenge === undefined || 'problem' in challenge ? '' : Buffer.from(challenge).toString();
    this.#redactor.addCredential(response, credentialKind(this.#mechanism, this.#responses, prompt));
    this.#responses++;
  }
}

/**
 * What a response gives away.
 *
 * @param responses how many came before it in its exchange
 * @param prompt what the server asked for, in clear
 */
export function credentialKind(mechanism: string, responses: number, prompt = ''): CredentialKind {
  if (mechanism.toUpperCase() !== 'LOGIN') return 'both';
  return responses === 0 && !/pass/i.test(prompt) ? 'user' : 'password';
}

const AUTH = /^\s*AUTH\s+(\S+)/i;

function decodeChallenge(text: string): Uint8Array | { readonly problem: string } {
  const decoded = decodeBase64(text);
  return decoded.ok ? decoded.bytes : { problem: decoded.message };
}

/** Nearly all lines begin with another letter, and to look at it costs a fraction of an expression. */
function mayBeAuth(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === UPPER_A || first === LOWER_A || first <= SPACE || first > ASCII;
}

const UPPER_A = 0x41;
const LOWER_A = 0x61;
const SPACE = 0x20;
const ASCII = 0x7f;
