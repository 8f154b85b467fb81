import type { CommandLine } from './document';
import { mayBeClass } from './pattern';

/**
 * An AUTH exchange while it goes on: the client's lines are responses for as long as the recorded replies are challenges or,
 * where none is recorded, for as many steps as the mechanism has (RFC 4954 section 4).
 */
export class AuthDialogue {
  readonly command: CommandLine;
  /** Client lines that the mechanism still needs; undefined for a mechanism not known here. */
  #remaining: number | undefined;
  #step = 0;
  /** The codes recorded for the last client line of the exchange; `none` while there are none. */
  #recorded: 'none' | 'challenge' | 'either' = 'none';

  /** @param args what follows AUTH on its line */
  constructor(command: CommandLine, args: string) {
    const [mechanism = '', initial] = args.split(/\s+/);
    const serverFirst = SERVER_FIRST.test(mechanism);
    const steps = STEPS[mechanism.toUpperCase()] ?? (/^SCRAM-/i.test(mechanism) ? 3 : undefined);
    this.command = command;
    this.#remaining =
      steps === undefined ? undefined : steps - (initial === undefined || serverFirst ? 0 : 1);
  }

  /** Which response comes next, from 0. */
  get step(): number {
    return this.#step;
  }

  /** Whether the client's next line, which has this text, is a response. */
  isDue(text: string): boolean {
    if (this.#recorded === 'either') return looksLikeResponse(text);
    return this.#recorded === 'challenge' || (this.#remaining ?? 0) > 0;
  }

  /** The client says its next response. */
  respond(text: string): void {
    this.#step++;
    this.#recorded = 'none';
    if (text === '*')
      this.#remaining = 0; // the client gives up: RFC 4954 section 4
    else if (this.#remaining !== undefined) this.#remaining = Math.max(0, this.#remaining - 1);
  }

  /** A reply to a line of the exchange is recorded; whether it goes on. */
  learn(codes: readonly string[]): boolean {
    if (!mayBeClass(codes, '3')) return false;
    this.#recorded = codes.every((code) => code.startsWith('3')) ? 'challenge' : 'either';
    return true;
  }
}

/** Whether a line after `S: 334|235` goes on with the exchange: commands are short words, or several. */
function looksLikeResponse(text: string): boolean {
  return (
    text === '*' ||
    text === '=' ||
    text === '' ||
    text.startsWith('{{') ||
    /^(?:[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9+/]+={1,2})$/.test(text)
  );
}

/** Client lines of each mechanism, the initial response among them. */
const STEPS: Readonly<Record<string, number>> = {
  PLAIN: 1,
  LOGIN: 2,
  'CRAM-MD5': 1,
  'DIGEST-MD5': 2,
  XOAUTH2: 1,
  OAUTHBEARER: 1,
  EXTERNAL: 1,
  NTLM: 2,
};

/** The server speaks first (RFC 2195, RFC 2831): what stands on the AUTH line is no response, so all are still to come. */
const SERVER_FIRST = /^(?:CRAM|DIGEST)-MD5$/i;
