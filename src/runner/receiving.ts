import { visible } from '../smtp/escape';
import { createReplyParser, type Reply } from '../smtp/reply';
import type { ConnectionError } from '../transport/transport';
import { judge } from './expectation';
import { formatEndpoint } from './plan';
import type { Expect, ExpectedLine } from './planTypes';
import type { SessionState } from './sessionState';

/** What came when a reply was due. */
export type Received =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** `bytes` is the line that is no reply line. */
  | { readonly kind: 'malformed'; readonly message: string; readonly bytes: Uint8Array }
  /** `begun` if a part of a reply had come before. */
  | { readonly kind: 'failed'; readonly error: ConnectionError; readonly begun: boolean };

/**
 * Receives one whole reply, and tells each of its lines as it comes.
 *
 * @param requestLine the line of the request that it answers
 * @param timeout milliseconds for all of it: a server that sends a line now and then does not hold the run for ever
 */
export async function receive(
  state: SessionState,
  requestLine: number | undefined,
  timeout: number,
): Promise<Received> {
  const aside = state.setAside;
  if (aside !== undefined) {
    state.setAside = undefined;
    return { kind: 'reply', reply: aside };
  }
  const { transport } = state.connection;
  const parser = createReplyParser();
  const started = performance.now();
  const held = new HeldLines(state);
  let begun = false;
  for (;;) {
    const read =
      transport.takeLine() ??
      (await transport.readLine(Math.max(0, timeout - (performance.now() - started))));
    if (read.kind === 'failed') {
      held.release();
      begun ||= transport.hasUnread;
      const { error } = read;
      return { kind: 'failed', begun, error: error.kind === 'timeout' ? late(error, timeout, begun) : error };
    }
    const progress = parser.push(read.bytes, read.ending);
    if (progress.kind === 'malformed') {
      held.release();
      state.received(excerpt(state, read.bytes), false);
      return { kind: 'malformed', message: progress.message, bytes: read.bytes };
    }
    held.tell(progress.line, progress.kind === 'reply' ? progress.reply : undefined);
    begun = true;
    const full = state.room();
    if (full !== undefined) await full;
    if (progress.kind === 'reply') {
      const { reply } = progress;
      const distrust = complete(state, reply, requestLine, performance.now() - started);
      if (distrust === undefined) return progress;
      return { kind: 'failed', begun: true, error: { kind: 'other', message: distrust } };
    }
  }
}

/**
 * The lines of a reply on their way to be told: at once, unless the reply is to give a `@secret` variable its value, which is
 * known only when all of it is there.
 */
class HeldLines {
  readonly #state: SessionState;
  readonly #expect: Expect | undefined;
  #lines: string[] = [];

  constructor(state: SessionState) {
    this.#state = state;
    const { awaited } = state;
    const isSecret = ({ regex }: ExpectedLine): boolean =>
      state.plan.secrets.some((name) => regex?.source.includes(`(?<${name}>`) === true);
    if (awaited?.lines.some(isSecret) === true) this.#expect = awaited;
  }

  /** @param reply the reply that the line completes */
  tell(line: string, reply: Reply | undefined): void {
    if (this.#expect !== undefined && reply === undefined) {
      this.#lines.push(line);
      return;
    }
    if (this.#expect !== undefined && reply !== undefined)
      for (const [name, value] of Object.entries(judge(this.#expect, reply, 'code', false).captures))
        if (this.#state.plan.secrets.includes(name)) this.#state.redactor.add(value);
    this.release();
    this.#state.received(line, reply?.code === 334);
  }

  release(): void {
    for (const line of this.#lines) this.#state.received(line, false);
    this.#lines = [];
  }
}

/** As {@link receive}, but anything but a reply is a failure of the run; `line` is the one to blame. */
export async function receiveReply(
  state: SessionState,
  requestLine: number | undefined,
  timeout: number,
  line = requestLine,
): Promise<Reply | undefined> {
  const received = await receive(state, requestLine, timeout);
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
  const bytes = received.kind === 'malformed' ? received.bytes : transport.discardUnread();
  if (greeting && transport.tls === undefined && isTlsRecord(bytes)) {
    state.failure({
      kind: 'tls',
      line,
      message: 'The server speaks TLS from the first byte here: it sent a TLS record instead of a greeting',
      hint: `Connect with ${overTls(state)}.`,
    });
    return;
  }
  if (received.kind === 'failed')
    state.broken(withLineEnds(greeting ? notGreeted(state, received) : received.error, bytes), line);
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
  line: number | undefined,
  milliseconds: number,
): string | undefined {
  state.latest = { reply, milliseconds };
  state.answer = reply.code;
  state.onReply?.(reply);
  const distrust = state.authentication.receive(reply);
  state.replied(line, reply, milliseconds);
  if (reply.bareLineEnds === true)
    state.notice('warning', 'The reply has bare line feeds: RFC 5321 section 2.3.8 wants CRLF');
  tellNote(state);
  return distrust;
}

/** The transport knows how long it waited for a line; a person set how long to wait for the reply. */
function late(error: ConnectionError, timeout: number, begun: boolean): ConnectionError {
  const limit = timeout % 1000 === 0 ? `${timeout / 1000} s` : `${timeout} ms`;
  const partial = begun ? ' (its beginning arrived, but not its end)' : '';
  return { ...error, message: `No reply within ${limit}${partial}` };
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

/** A line that a CR ends and no LF after it never ends. */
function withLineEnds(error: ConnectionError, unread: Uint8Array): ConnectionError {
  // The last octet may be the CR of a line end whose LF was still to come.
  if (!unread.subarray(0, -1).includes(13)) return error;
  return { ...error, hint: 'It ends its lines with CR alone; RFC 5321 section 2.3.8 wants CRLF.' };
}

/** An alert or a handshake record of TLS (RFC 8446 section 5.1): type 21 or 22, then version 3.x. */
function isTlsRecord(bytes: Uint8Array): boolean {
  return (bytes[0] === 21 || bytes[0] === 22) && bytes[1] === 3;
}

function overTls(state: SessionState): string {
  return formatEndpoint({ ...state.connection.endpoint, scheme: 'smtps' });
}

/**
 * Enough of a line that is no reply to see what it is. It is cut after it was redacted: a secret that the cut went through
 * would not be known again.
 */
function excerpt(state: SessionState, bytes: Uint8Array): string {
  const text = visible(state.redactor.mask(Buffer.from(bytes).toString('utf8')));
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text;
}

const MAX_EXCERPT = 200;
