import { parseMailbox, type Mailbox } from '../../smtp/address';

/**
 * The mailboxes in the value of a field such as From or To (RFC 5322 section 3.4), without names and comments. Undefined if
 * there is none, or if something in it is not read here: a group, `{{…}}`, a placeholder.
 */
export function mailboxesIn(value: string): readonly Required<Mailbox>[] | undefined {
  if (/\{\{|[:;]/.test(value.replace(QUOTED, ''))) return undefined;
  const plain = value.replace(COMMENT, ' ').replace(QUOTED, (text) => (text.endsWith('@') ? text : ' '));
  const mailboxes: Required<Mailbox>[] = [];
  for (const piece of plain.split(',')) {
    const address = (/<([^<>]*)>/.exec(piece)?.[1] ?? piece).trim();
    if (address === '') continue;
    const mailbox = parseMailbox(address);
    if ('kind' in mailbox || mailbox.domain === undefined) return undefined;
    mailboxes.push({ local: mailbox.local, domain: mailbox.domain });
  }
  return mailboxes.length === 0 ? undefined : mailboxes;
}

/** Whether two domains are the same, or one is a part of the other, as `mail.example.com` is of `example.com`. */
export function areRelated(one: string, other: string): boolean {
  const a = one.toLowerCase();
  const b = other.toLowerCase();
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

const COMMENT = /\([^()]*\)/g;
/** A quoted name, or a quoted local part with its @. */
const QUOTED = /"(?:[^"\\]|\\[^])*"@?/g;
