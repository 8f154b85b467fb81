import type { Reply } from '../smtp/reply';

/** A recipient that the server accepted, and what it said of the message for it in the end. */
export interface Recipient {
  /** The path as it was sent, `<user@example.com>`. */
  readonly address: string;
  readonly reply: Reply | undefined;
}

/**
 * The mail transaction as it stands: who the recipients are matters where the server answers for each of them, which LMTP
 * does always (RFC 2033 section 4.2) and PRDR when `MAIL` asks for it.
 */
export class Envelope {
  /** The latest `RCPT`, as long as it has had no reply. */
  #asked: string | undefined;
  #accepted: Recipient[] = [];
  #isLmtp: boolean;
  #prdr: 'no' | 'asked' | 'begun' = 'no';
  /** What PRDR's last reply says of the message as a whole. */
  #overall: Reply | undefined;
  /** Replies to the message so far. */
  #answered = 0;
  #recipients = 0;

  constructor({ isLmtp }: { readonly isLmtp: boolean }) {
    this.#isLmtp = isLmtp;
  }

  /** How many recipients were accepted since the latest `MAIL`, the end of the message notwithstanding. */
  get recipients(): number {
    return this.#recipients;
  }

  /**
   * Learns from a command whose reply is due next; in a group it was sent with others before the replies to those.
   *
   * @param verb in upper case
   */
  begin(verb: string, line: string): void {
    switch (verb) {
      case 'LHLO':
        this.#isLmtp = true;
        this.#abandon();
        break;
      case 'EHLO':
      case 'HELO':
      case 'RSET':
        this.#abandon();
        break;
      case 'MAIL':
        this.#abandon();
        if (/\sPRDR(?:\s|$)/i.test(line)) this.#prdr = 'asked';
        break;
      case 'RCPT':
        this.#asked = line;
    }
  }

  /** Learns from a reply to the latest `RCPT`. */
  answerRecipient(reply: Reply): void {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined || !isPositive(reply)) return;
    this.#accepted.push({ address: pathOf(asked), reply: undefined });
    this.#recipients++;
  }

  /** Learns from a reply to the message. */
  answerMessage(reply: Reply): void {
    if (this.#prdr === 'asked' && this.#answered === 0 && reply.code === 353) {
      this.#prdr = 'begun';
      return;
    }
    const at = this.#answered++;
    const recipient = this.#accepted[at];
    if (!this.#answersEach) return;
    if (recipient !== undefined) this.#accepted[at] = { ...recipient, reply };
    else if (this.#prdr === 'begun') this.#overall = reply;
  }

  /** Whether a message may draw a reply for each of its recipients. */
  get mayAnswerEach(): boolean {
    return this.#isLmtp || this.#prdr !== 'no';
  }

  /** How many more replies the message draws. */
  get repliesDue(): number {
    if (!this.#answersEach) return this.#answered === 0 ? 1 : 0;
    // After those for its recipients, PRDR has one for the message as a whole.
    const all = this.#accepted.length + (this.#prdr === 'begun' ? 1 : 0);
    return Math.max(all, 1) - this.#answered;
  }

  /** The recipients of whom the server has not said what becomes of the message; empty where there is one reply for all. */
  get unanswered(): readonly string[] {
    if (!this.#answersEach) return [];
    return this.#accepted.filter(({ reply }) => reply === undefined).map(({ address }) => address);
  }

  /** The recipients with what was said of each, once the message is answered; empty where there is one reply for all. */
  takeVerdicts(): readonly Recipient[] {
    const answered = this.#answersEach ? this.#accepted.filter(({ reply }) => reply !== undefined) : [];
    const overall = this.#overall;
    this.#reset();
    // A message that is refused as a whole goes to nobody, whoever had accepted it before.
    return overall === undefined || isPositive(overall)
      ? answered
      : answered.map((recipient) =>
          recipient.reply !== undefined && isPositive(recipient.reply)
            ? { ...recipient, reply: overall }
            : recipient,
        );
  }

  get #answersEach(): boolean {
    return this.#isLmtp || this.#prdr === 'begun';
  }

  #abandon(): void {
    this.#reset();
    this.#recipients = 0;
  }

  #reset(): void {
    this.#asked = undefined;
    this.#accepted = [];
    this.#prdr = 'no';
    this.#answered = 0;
    this.#overall = undefined;
  }
}

/** The path of a `RCPT` line. */
function pathOf(line: string): string {
  return /^\s*RCPT\s*TO:\s*(<[^>]*>|\S+)/i.exec(line)?.[1] ?? line.trim();
}

function isPositive({ code }: Reply): boolean {
  return code >= 200 && code < 300;
}
