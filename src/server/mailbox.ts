import { parseMessage, type ParsedMessage } from './message';

/** The messages that the server has accepted, oldest first. Bounded in number and in octets. */
export interface Mailbox {
  /** A snapshot: it does not change under the caller. */
  readonly messages: readonly MailboxEntry[];
  /** Octets of all messages together. */
  readonly size: number;
  get(id: string): MailboxEntry | undefined;
  /** Reads the message's headers and parts. It is done once per entry, when first asked for. */
  parse(entry: MailboxEntry): Promise<ParsedMessage>;
  clear(): void;
}

export interface MailboxEntry {
  /** The queue id in the reply that accepted the message, for example `4C36923E0BC`. */
  readonly id: string;
  readonly receivedAt: Date;
  readonly envelope: Envelope;
  /** The message as it was sent, without the stuffed dots and the final dot (RFC 5321 section 4.5.2). */
  readonly raw: Buffer;
  /** Octets of `raw`. */
  readonly size: number;
}

export interface Envelope {
  /** The reverse-path without its angle brackets; empty for the null reverse-path `<>`. */
  readonly from: string;
  readonly to: readonly string[];
  readonly authenticatedUser?: string;
  readonly tls: boolean;
  /** The keyword of RFC 3848, for example `ESMTPSA` or `LMTP`. */
  readonly protocol: string;
}

/** The server's side of the mailbox. */
export interface MailboxStore extends Mailbox {
  add(entry: MailboxEntry): void;
}

/** @param limits `mailboxSize` in octets; a single message is never larger than it. */
export function createMailbox(limits: {
  readonly messages: number;
  readonly mailboxSize: number;
}): MailboxStore {
  let entries: readonly MailboxEntry[] = [];
  const parsed = new WeakMap<MailboxEntry, Promise<ParsedMessage>>();
  const sizeOf = (list: readonly MailboxEntry[]): number => list.reduce((sum, { size }) => sum + size, 0);
  return {
    get messages() {
      return entries;
    },
    get size() {
      return sizeOf(entries);
    },
    get: (id) => entries.find((entry) => entry.id === id),
    parse(entry) {
      const known = parsed.get(entry);
      if (known) return known;
      const message = parseMessage(entry.raw);
      parsed.set(entry, message);
      return message;
    },
    add(entry) {
      let kept = [...entries, entry].slice(-limits.messages);
      let size = sizeOf(kept);
      while (size > limits.mailboxSize) {
        size -= kept[0]?.size ?? size;
        kept = kept.slice(1);
      }
      entries = kept;
    },
    clear() {
      entries = [];
    },
  };
}
