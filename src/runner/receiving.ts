import { ReplyParser, type Reply } from '../smtp/reply';
import type { ConnectionError } from '../transport/transport';
import { heldLines, heldTogether } from './heldLines';
import { learn, type Requested } from './learning';
import { formatEndpoint } from './plan';
import type { SessionState } from './sessionState';

/** What came when a reply was due. */
export type Received =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** `text` is the line that is no reply line. */
  | { readonly kind: 'malformed'; readonly message: string; readonly text: string }
  /** `begun` if a part of a reply had come before. */
  | { readonly kind: 'failed'; readonly error: ConnectionError; readonly begun: boolean };

/**
 * Receives one whole reply, and tells each of its lines as it comes, unless they have to be looked at together.
 *
 * @param timeout milliseconds for all of it: a server that sends a line now and then does not hold the run for ever
 */
export async function receive(
  state: SessionState,
  requested: Requested,
  timeout = requested.timeout,
): Promise<Received> {
  const aside = state.setAside;
  if (aside !== undefined) {
    state.setAside = undefined;
    return { kind: 'reply', reply: aside };
  }
  const { transport } = state.connection;
  const parser = new ReplyParser();
  const started = performance.now();
  let held = heldLines(state, requested.step);
  let begun = false;
  for (;;) {
    const read = transport.takeLine() ?? (await transport.readLine(timeout, started));
    if (read.kind === 'failed') {
      held?.release();
      begun ||= transport.hasUnread;
      const error = read.error.kind === 'timeout' ? late(state, read.error, timeout, begun) : read.error;
      return { kind: 'failed', begun, error: requested.isMessage ? withRecipients(state, error) : error };
    }
    const progress = parser.push(read);
    if (progress.kind === 'malformed') {
      const malformed = { line: read.text, moment: performance.now() };
      if (held === undefined) state.received(state.excerpt(read.text), false, malformed.moment);
      else held.release(malformed);
      return { kind: 'malformed', message: progress.message, text: read.text };
    }
    begun = true;
    const reply = progress.kind === 'reply' ? progress.reply : undefined;
    const moment = performance.now();
    if (reply === undefined && state.redactor.isNeeded) held ??= heldTogether(state);
    if (held === undefined) state.received(progress.line, reply?.code === 334, moment);
    else await held.tell(progress.line, reply, moment);
    const full = state.room();
    if (full !== undefined) await full;
    if (progress.kind === 'reply') {
      const distrust = complete(state, progress.reply, requested, { started, moment });
      if (distrust === undefined) return progress;
      return { kind: 'failed', begun: true, error: { kind: 'other', message: distrust } };
    }
  }
}

/** As {@link receive}, but anything but a reply is a failure of the run; `line` is the one to blame. */
export async function receiveReply(
  state: SessionState,
  requested: Requested,
  line = requested.line,
): Promise<Reply | undefined> {
  const received = await receive(state, requested);
  if (received.kind === 'reply') return received.reply;
  failToReceive(state, received, line);
  return undefined;
}

/** Tells what a person wants to know of the latest step of an AUTH exchange. */
export function tellNote(state: SessionState): void {
  const note = state.authentication.takeNote();
  if (note !== undefined) state.notice(note.severity, note.message);
}

/** Tells why no reply could be had. */
export function failToReceive(
  state: SessionState,
  received: Exclude<Received, { kind: 'reply' }>,
  line: number | undefined,
): void {
  const greeting = state.lastCode === undefined;
  const { transport } = state.connection;
  const unread = received.kind === 'malformed' ? received.text : textOf(transport.discardUnread());
  if (greeting && transport.tls === undefined && isTlsRecord(unread)) {
    state.failure({
      kind: 'tls',
      line,
      message: 'The server speaks TLS from the first byte here: it sent a TLS record instead of a greeting',
      hint: `Connect with ${overTls(state)}.`,
    });
    return;
  }
  if (received.kind === 'failed')
    state.broken(withLineEnds(greeting ? notGreeted(state, received) : received.error, unread), line);
  else
    state.failure({
      kind: 'protocol',
      line,
      message: received.message,
      hint: 'Is this a mail server?',
    });
}

/** Tells of a whole reply; gives the reason, as a sentence, if it shows that the server is not to be trusted. */
function complete(
  state: SessionState,
  reply: Reply,
  requested: Requested,
  { started, moment }: { readonly started: number; readonly moment: number },
): string | undefined {
  const milliseconds = moment - started;
  state.latest = { reply, milliseconds };
  state.answer = reply.code;
  if (state.answers++ === 0) state.firstAnswer = reply.code;
  learn(state, requested, reply);
  const distrust = state.authentication.receive(reply);
  state.replied(requested.line, reply, milliseconds, moment);
  if (reply.bareLineEnds === true)
    state.notice('warning', 'The reply has bare line feeds: RFC 5321 section 2.3.8 wants CRLF');
  tellNote(state);
  return distrust;
}

/** The transport knows how long it waited for a line; a person set how long to wait for the reply. */
function late(state: SessionState, error: ConnectionError, timeout: number, begun: boolean): ConnectionError {
  const partial = begun ? ' (its beginning arrived, but not its end)' : '';
  const message = `No reply within ${formatLimit(timeout)}${partial}`;
  const hint = begun ? undefined : owed(state);
  return hint === undefined ? { ...error, message } : { ...error, message, hint };
}

/** As a person would say it. */
export function formatLimit(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

/** What a server that stays silent may be waiting for. */
function owed({ shortChunk, openLine }: SessionState): string | undefined {
  if (shortChunk !== undefined) {
    const { line, announced, sent } = shortChunk;
    return `BDAT in line ${line} announces ${announced} octets, and ${sent} were sent: the server waits for the others.`;
  }
  return openLine === undefined
    ? undefined
    : `The bytes of line ${openLine} do not end with a line feed (\\n): the server may be waiting for it.`;
}

/** A plain connection that stays silent where a greeting is due may be one that waits for a TLS handshake. */
function notGreeted(
  state: SessionState,
  { error, begun }: Extract<Received, { kind: 'failed' }>,
): ConnectionError {
  const { transport, endpoint } = state.connection;
  if (error.kind === 'closed' || error.kind === 'reset')
    return { ...error, message: `${error.message} before its greeting` };
  if (error.kind !== 'timeout') return error;
  if (begun) return error;
  const message = `${error.message}: the server did not greet`;
  if (transport.tls !== undefined || endpoint.scheme.startsWith('lmtp')) return { ...error, message };
  return {
    ...error,
    message,
    hint: `A port that speaks TLS from the first byte stays silent like this: try ${overTls(state)}.`,
  };
}

/** Where there is a reply for each recipient, the message is on its way to some of them, and to some perhaps not. */
function withRecipients({ envelope }: SessionState, error: ConnectionError): ConnectionError {
  const unanswered = error.kind === 'cancelled' ? [] : envelope.unanswered;
  if (unanswered.length === 0) return error;
  const more = unanswered.length - MOST_NAMED;
  const names = unanswered.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return { ...error, message: `${error.message}: nothing was said of the message for ${names}` };
}

const MOST_NAMED = 5;

/** A line that a CR ends and no LF after it never ends. */
function withLineEnds(error: ConnectionError, unread: string): ConnectionError {
  // The last octet may be the CR of a line end whose LF was still to come.
  if (!unread.slice(0, -1).includes('\r')) return error;
  return { ...error, hint: 'It ends its lines with CR alone; RFC 5321 section 2.3.8 wants CRLF.' };
}

/** An alert or a handshake record of TLS (RFC 8446 section 5.1): type 21 or 22, then version 3.x. */
function isTlsRecord(text: string): boolean {
  return /^[\x15\x16]\x03/.test(text);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function overTls(state: SessionState): string {
  return formatEndpoint({ ...state.connection.endpoint, scheme: 'smtps' });
}
