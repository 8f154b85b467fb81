import type { Mailbox, MailboxEntry, TestServerEvent } from '../server/index';
import { visible } from '../smtp/escape';

/** A line of the log; what a client sent is made safe to print. */
export function eventLine({ at, port, session, text }: TestServerEvent): string {
  return logLine(at, `${port}${session === undefined ? '' : ` ${session}`}: ${text}`);
}

/** A line about a message that was accepted: its queue id, its envelope, its size and its subject. */
export async function messageLine(entry: MailboxEntry, mailbox: Mailbox): Promise<string> {
  const { id, receivedAt, envelope, size } = entry;
  // A message that cannot be read has been accepted all the same.
  const subject = await mailbox.parse(entry).then(
    (message) => message.subject,
    () => undefined,
  );
  const to = envelope.to.map((address) => `<${address}>`).join(', ');
  const title = subject === undefined ? 'no subject' : `subject “${subject}”`;
  return logLine(receivedAt, `message ${id} from <${envelope.from}> to ${to}, ${size} octets, ${title}`);
}

/** A line of the log with its time, safe to print. */
export function logLine(at: Date, text: string): string {
  return `${at.toTimeString().slice(0, 8)} ${visible(text)}\n`;
}
