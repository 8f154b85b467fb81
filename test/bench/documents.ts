/** The documents that the measurements are taken of. */

const CONVERSATION = `### Message
# @timeout 10s
telnet mail.example.com 25
S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250-mail.example.com
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250 DSN
C: MAIL FROM:<alice@example.com>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: From: Alice <alice@example.com>
C: To: bob@example.com
C: Date: Mon, 23 Nov 2026 10:00:00 +0000
C: Subject: A message
C:
C: The text of the message, a line of ordinary length that says nothing.
C: .
S: 250 2.0.0 Ok: queued as 4C36923E0BC
C: QUIT
S: 221 2.0.0 Bye
`;

const LINES_OF_CONVERSATION = 25;

/** A file of many transcripts, 25 lines each; no two have the same people, domains and queue ids. */
export function conversations(lines: number): string {
  return Array.from({ length: lines / LINES_OF_CONVERSATION }, (_, at) => numbered(CONVERSATION, at)).join(
    '',
  );
}

/** The same of so many octets, and whatever is left of the last transcript. */
export function conversationsOf(octets: number): string {
  const text = conversations(LINES_OF_CONVERSATION * Math.ceil(octets / CONVERSATION.length));
  return text.slice(0, text.indexOf('\n###', octets) + 1);
}

function numbered(text: string, number: number): string {
  return text
    .replaceAll('example.com', `example${number}.com`)
    .replaceAll('alice', `alice${number}`)
    .replaceAll('4C36923E0BC', (0x4c369000 + number).toString(16).toUpperCase())
    .replace('### Message', `### Message ${number}`);
}

/** A file of one transcript that sends the same message again and again on one connection. */
export function oneConversation(lines: number): string {
  const all = CONVERSATION.split('\n');
  const opening = all.slice(0, 9);
  const message = all.slice(9, 23);
  const repeated = Array.from({ length: Math.floor((lines - 11) / message.length) }, () => message).flat();
  return [...opening, ...repeated, ...all.slice(23)].join('\n');
}

/** One message of so many lines of text. */
export function prose(lines: number): string {
  const all = CONVERSATION.split('\n');
  const body = Array.from({ length: lines }, (_, at) => `${all[20] ?? ''} It is line ${at}.`);
  return [...all.slice(0, 20), ...body, ...all.slice(21)].join('\n');
}

/** A message with one attachment of about so many octets, in base64. */
export function attachment(octets: number): string {
  const line = `C: ${'QUJD'.repeat(19)}`;
  const all = CONVERSATION.split('\n');
  const headers = [
    'C: MIME-Version: 1.0',
    'C: Content-Type: application/octet-stream',
    'C: Content-Transfer-Encoding: base64',
    'C:',
  ];
  const body = Array.from({ length: Math.floor(octets / (line.length + 1)) }, () => line);
  return [...all.slice(0, 19), ...headers, ...body, ...all.slice(21)].join('\n');
}
