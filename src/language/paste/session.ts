/** What a program has printed of a conversation, whichever it was. */
export type SessionLine =
  | { readonly kind: 'connect'; readonly target: Target }
  /** A connection as the person typed it: `telnet mail.example.com 25`. */
  | { readonly kind: 'connectionLine'; readonly text: string }
  /** The handshake is done: from here on in TLS. */
  | { readonly kind: 'tls' }
  | { readonly kind: 'client'; readonly text: string }
  | { readonly kind: 'server'; readonly text: string }
  /** What a reader should see, and nobody sends. */
  | { readonly kind: 'remark'; readonly text: string };

export type SpokenLine = Extract<SessionLine, { kind: 'client' | 'server' }>;

export type Target =
  | { readonly kind: 'host'; readonly host: string; readonly port: number }
  | { readonly kind: 'socket'; readonly path: string };

export type PasteSource =
  | 'telnet'
  | 'openssl'
  | 'swaks'
  | 'curl'
  | 'exim'
  | 'sendmail'
  | 'postfix'
  | 'msmtp'
  | 'smtplib'
  | 'phpmailer'
  | 'nodemailer'
  | 'labels';

/** A line of a reply (RFC 5321 section 4.2). */
export function isReplyLine(text: string): boolean {
  return /^[2-5]\d\d(?:[ -]|$)/.test(text);
}

/** Parts a text that holds several conversations, one after the other, as of a client that tried again. */
export function splitSessions(lines: readonly SessionLine[]): SessionLine[][] {
  const sessions: SessionLine[][] = [];
  let current: SessionLine[] = [];
  for (const line of lines) {
    const starts = line.kind === 'connect' || line.kind === 'connectionLine';
    if (starts && current.some(isDialogue)) {
      sessions.push(current);
      current = [];
    }
    current.push(line);
  }
  sessions.push(current);
  return sessions.filter((session) => session.some(isDialogue));
}

/** Whether somebody speaks. */
export function isDialogue(line: SessionLine): line is SpokenLine {
  return line.kind === 'client' || line.kind === 'server';
}
