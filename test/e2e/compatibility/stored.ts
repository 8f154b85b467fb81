import { setTimeout as sleep } from 'node:timers/promises';
import type { RealServer, ServerName } from '../servers/server';

/** How long a delivery may take after the server has accepted the message, in milliseconds. */
const PATIENCE = 20_000;

/** Takes delivered messages until there are `count` of them: a server says that it has accepted one before it delivers that. */
export async function delivered(
  server: RealServer,
  count: number,
  patience = PATIENCE,
): Promise<readonly Buffer[]> {
  const deadline = Date.now() + patience;
  const messages: Buffer[] = [];
  for (;;) {
    messages.push(...(await server.takeMessages()));
    if (messages.length >= count || Date.now() > deadline) return messages;
    await sleep(20);
  }
}

/** The messages with exactly this subject. */
export function withSubject(messages: readonly Buffer[], subject: string): readonly Buffer[] {
  return messages.filter((each) =>
    [`\nSubject: ${subject}\n`, `\nSubject: ${subject}\r\n`].some((line) => each.includes(line)),
  );
}

/**
 * What keeps a message in a mailbox from being the one that was sent, octet for octet; `undefined` if it is. `sent` is what went
 * over the wire, without the stuffed dots and the last one.
 */
export function difference(server: ServerName, stored: Buffer, sent: Buffer): string | undefined {
  const expected = storedForm(server, sent);
  const tail = stored.subarray(Math.max(0, stored.length - expected.length));
  if (!tail.equals(expected)) return firstDifference(tail, expected);
  const added = stored.subarray(0, stored.length - expected.length).toString('latin1');
  return ADDED_FIELDS.test(added) ? undefined : `before the message stands ${JSON.stringify(added)}`;
}

/** Servers that keep messages in files end lines as files do; smtp-sink writes one more line after each message. */
function storedForm(server: ServerName, sent: Buffer): Buffer {
  if (server === 'aiosmtpd' || server === 'smtp-server') return sent;
  const lines = Buffer.from(sent.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return server === 'smtp-sink' ? Buffer.concat([lines, Buffer.from('\n')]) : lines;
}

/** Whole fields of a header, of those that servers put before a message. */
const ADDED_FIELDS =
  /^(?:(?:Return-Path|Received|Delivered-To|X-Original-To|X-Client-(?:Addr|Proto)|X-Helo-Args|X-Mail-Args|X-Rcpt-Args):.*\n(?:[ \t].*\n)*)*$/i;

function firstDifference(actual: Buffer, expected: Buffer): string {
  if (actual.length < expected.length)
    return `${actual.length} octets are stored where ${expected.length} are due: ${excerpt(actual, 0)}`;
  const at = expected.findIndex((octet, index) => octet !== actual[index]);
  return `at octet ${at} of ${expected.length} stands ${excerpt(actual, at)} and not ${excerpt(expected, at)}`;
}

function excerpt(buffer: Buffer, at: number): string {
  return JSON.stringify(buffer.subarray(at, at + 60).toString('latin1'));
}
