import { findCommand, parseVerb } from '../../smtp/commands';
import type { LineNode, Transcript, TranscriptDocument } from '../../syntax/document';
import { PROGRAMS, readProgram } from './programs';
import { isReplyLine, splitSessions, type PasteSource, type SessionLine } from './session';
import { readTerminal } from './terminal';
import { connectionOf, writeDialogue } from './write';

export type { PasteSource } from './session';

export interface PastedTranscript {
  /** In the annotated form, with the document's line ends, and a line end after the last line if the pasted text had one. */
  readonly text: string;
  readonly source: PasteSource;
  /** Whether hardly anything else can be wanted: the text as it stands could not be run where it is pasted. */
  readonly preferred: boolean;
}

/** The most that is looked at, in characters: a session is small, and a person waits. */
const LONGEST = 4_000_000;

/**
 * Makes a transcript of what a program has printed of an SMTP session: telnet, nc, `openssl s_client`, swaks, `curl -v` and
 * what else is in {@link PROGRAMS}. Credentials stay as they stand. Undefined if the text is no such session, or where it
 * would become part of a message.
 *
 * @param line where it is pasted, from 0
 */
export function pasteAsTranscript(
  text: string,
  document: TranscriptDocument,
  line: number,
): PastedTranscript | undefined {
  if (text.length > LONGEST || isContent(document.lines[line])) return undefined;
  const read = readSession(text.split(/\r\n|\n|\r/));
  if (read === undefined) return undefined;
  const place = placeOf(document, line);
  const written = writeSessions(read, place);
  const lineEnd = lineEndOf(document);
  const isPlain = (read.source === 'telnet' || read.source === 'openssl') && read.margin === '';
  return {
    text: written.join(lineEnd) + (/[\r\n]$/.test(text) ? lineEnd : ''),
    source: read.source,
    preferred: !isPlain || place.isAnnotated,
  };
}

/** What a program has printed, and the transcript that it is. */
export interface PrintedSession {
  /** The program, as it is called. */
  readonly program: string;
  /** What stands before every line and is no part of it. */
  readonly margin: string;
  readonly lines: readonly string[];
}

/**
 * The transcript that lines are which a program has printed in a form that is none: that of curl, exim and the like. The
 * sessions of telnet and s_client are transcripts as they stand, and so is what swaks prints, unless they are indented or quoted.
 *
 * @param isConnected whether the transcript says already where it connects
 */
export function printedSession(lines: readonly string[], isConnected: boolean): PrintedSession | undefined {
  const read = readSession(lines);
  if (read === undefined || (TRANSCRIPTS.has(read.source) && read.margin === '')) return undefined;
  return {
    program: NAMES[read.source],
    margin: read.margin,
    lines: writeSessions(read, { needsSeparator: false, isConnected, isAnnotated: false }),
  };
}

const TRANSCRIPTS: ReadonlySet<PasteSource> = new Set(['telnet', 'openssl', 'swaks']);

function writeSessions(
  read: { readonly source: PasteSource; readonly lines: readonly SessionLine[] },
  place: Place,
): string[] {
  return splitSessions(read.lines).flatMap((session, at) => {
    const separated = at > 0 || place.needsSeparator;
    const connection = separated || !place.isConnected ? connectionOf(session) : undefined;
    return [
      ...(at > 0 ? [''] : []),
      ...(separated ? [`### Session of ${NAMES[read.source]}`] : []),
      ...(connection === undefined ? [] : [connection]),
      ...writeDialogue(session),
    ];
  });
}

/** In the place of a program's name: somebody has written who speaks. */
export const LABELS = '“Client:” and “Server:”';

const NAMES: Readonly<Record<PasteSource, string>> = {
  telnet: 'telnet',
  openssl: 'openssl s_client',
  swaks: 'swaks',
  curl: 'curl',
  exim: 'Exim',
  sendmail: 'sendmail',
  postfix: 'Postfix',
  msmtp: 'msmtp',
  smtplib: 'smtplib',
  phpmailer: 'PHPMailer',
  nodemailer: 'Nodemailer',
  labels: LABELS,
};

interface ReadSession {
  readonly source: PasteSource;
  readonly lines: readonly SessionLine[];
  /** What stood before every line and was no part of it. */
  readonly margin: string;
}

/** The conversation in a text, by the program whose marks make one of it; that of a report or a mail may be indented, or quoted. */
function readSession(lines: readonly string[]): ReadSession | undefined {
  const read = readMarks(lines);
  if (read !== undefined) return { ...read, margin: '' };
  const margin = marginOf(lines);
  if (margin === '') return undefined;
  const inside = readMarks(lines.map((line) => line.slice(margin.length)));
  return inside !== undefined && inside.lines.some(isPlainlySmtp) ? { ...inside, margin } : undefined;
}

/** A mail that is quoted may well have a line of numbers below one that begins with “help” or “data”. */
function isPlainlySmtp(line: SessionLine): boolean {
  return (
    line.kind === 'client' && /^(?:(?:EHLO|HELO|LHLO) \S+|(?:MAIL FROM|RCPT TO):.*|QUIT)\s*$/i.test(line.text)
  );
}

/** The white space or the marks of a quotation with which every line begins; an empty line may have less of it. */
function marginOf(lines: readonly string[]): string {
  const [first = '', ...others] = lines.filter((line) => line.trim() !== '');
  let margin = /^[ \t>|]*/.exec(first)?.[0] ?? '';
  for (const line of others) {
    const own = line.trimEnd() === margin.trimEnd();
    while (!own && !line.startsWith(margin)) margin = margin.slice(0, -1);
  }
  return margin;
}

function readMarks(lines: readonly string[]): Omit<ReadSession, 'margin'> | undefined {
  for (const program of PROGRAMS) {
    const session = readProgram(program, lines);
    if (isConversation(session)) return { source: program.source, lines: session };
  }
  const session = readTerminal(lines);
  if (!isConversation(session)) return undefined;
  const isOpenssl = lines.some((line) => /^CONNECTED\(|\bs_client\b/.test(line));
  return { source: isOpenssl ? 'openssl' : 'telnet', lines: session };
}

/** Whether a client says a command that there is, and a server answers: text of another kind that has the same marks does not. */
function isConversation(lines: readonly SessionLine[]): boolean {
  return (
    lines.some((line) => line.kind === 'server' && isReplyLine(line.text)) &&
    lines.some((line) => line.kind === 'client' && findCommand(parseVerb(line.text).verb) !== undefined)
  );
}

interface Place {
  /** Whether the session needs a transcript of its own there. */
  readonly needsSeparator: boolean;
  /** Whether the transcript there says where it connects. */
  readonly isConnected: boolean;
  /** Whether its lines carry `C:` and `S:`. */
  readonly isAnnotated: boolean;
}

function placeOf(document: TranscriptDocument, line: number): Place {
  const transcript = document.transcripts.findLast(({ firstLine }) => firstLine <= line);
  if (transcript === undefined || transcript.title === undefined) {
    // Dialogue in a preamble would make a transcript of it, and its variables would no longer be everybody's.
    const { directives, variables, connections } = document.preamble;
    const isEmpty =
      document.transcripts.every((each) => !hasDialogue(each)) &&
      directives.length + variables.length + connections.length === 0;
    if (transcript === undefined || !hasDialogue(transcript))
      return { needsSeparator: !isEmpty, isConnected: false, isAnnotated: false };
  }
  return {
    needsSeparator: hasDialogue(transcript),
    isConnected: transcript.connections.length > 0,
    isAnnotated: hasDialogue(transcript) && transcript.mode === 'annotated',
  };
}

function hasDialogue({ exchanges }: Transcript): boolean {
  return exchanges.length > 0;
}

function isContent(line: LineNode | undefined): boolean {
  return line?.kind === 'content' || line?.kind === 'include' || line?.kind === 'terminator';
}

function lineEndOf({ lines: [first] }: TranscriptDocument): '\n' | '\r\n' {
  return first !== undefined && first.fullEnd - first.span.end === '\r\n'.length ? '\r\n' : '\n';
}
