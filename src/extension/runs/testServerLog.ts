import type { MailboxEntry } from '../../server/index';

/** Octets of a message that the log shows: enough to read a letter, and no attachment of megabytes. */
const SHOWN = 16_384;

/** An accepted message as the log shows it: its envelope, then the message as it was sent. */
export function formatMessage({ id, envelope, raw, size }: MailboxEntry): string {
  const { from, to, protocol } = envelope;
  const heading = `─── ${id} ─── ${protocol}, ${size} octets, from <${from}> to ${to.map((each) => `<${each}>`).join(', ')}`;
  const body = raw.subarray(0, SHOWN).toString('utf8').replace(/\r\n/g, '\n');
  const rest = size > SHOWN ? `\n… ${size - SHOWN} more octets` : '';
  return `${heading}\n${body.replace(/^/gm, '  ').trimEnd()}${rest}\n`;
}
