import { decodeBase64 } from '../smtp/base64';
import { visible } from '../smtp/escape';
import type { Capabilities } from '../smtp/extensions';
import type { Reply } from '../smtp/reply';
import type { ConnectionError, TlsFacts, TlsOptions, Transport } from '../transport/transport';
import { Authentication } from './authentication';
import { Envelope } from './envelope';
import type { EventQueue } from './eventQueue';
import type {
  FailureEvent,
  RecipientVerdict,
  RunStatus,
  SentEvent,
  SessionEvent,
  VerdictEvent,
} from './events';
import type { Host } from './host';
import { IncludedFiles } from './includedFiles';
import type { Endpoint, Plan } from './planTypes';
import { Redactor } from './redaction';
import { Scope } from './variables';

/** Whether the conversation goes on after a step. */
export type Outcome = 'on' | 'stop';

/** Milliseconds; RFC 5321 section 4.5.3.2 gives minutes, which is for queues and not for a person who waits. */
export const TIMEOUTS = {
  connect: 15_000,
  greeting: 30_000,
  reply: 30_000,
  content: 60_000,
  optional: 1_000,
  quit: 2_000,
} as const;

/** An established connection and what was agreed for it. */
export interface Connection {
  readonly transport: Transport;
  readonly endpoint: Endpoint;
  /** For a STARTTLS to come. */
  readonly tlsOptions: TlsOptions;
}

/**
 * What the parts of one session share, and the one place where its events are made: nothing leaves a run but through here,
 * so nothing leaves it without having been redacted.
 */
export class SessionState {
  readonly redactor = new Redactor();
  readonly scope: Scope;
  readonly authentication: Authentication;
  readonly files = new IncludedFiles();
  /** The latest reply and how long it took, in milliseconds; undefined until the server has greeted. */
  latest: { readonly reply: Reply; readonly milliseconds: number } | undefined;
  /** What the latest EHLO reply offers; undefined without one, and again after STARTTLS (RFC 3207 section 4.2). */
  capabilities: Capabilities | undefined;
  /** The transaction; made with the connection. */
  envelope = new Envelope({ isLmtp: false });
  /** Requests that were sent in one group and whose replies nobody has waited for. */
  unanswered = 0;
  /** The code of the latest reply to the latest request; undefined until there is one. */
  answer: number | undefined;
  /** Whoever learns from the replies to the request that is being answered. */
  onReply: ((reply: Reply) => void) | undefined;
  /** A reply that an optional expectation looked at and did not want. */
  setAside: Reply | undefined;
  /** Inside message content, where a command of ours would be taken for text. */
  insideContent = false;
  /** The connection cannot be spoken on any more, not even to say goodbye. */
  spoilt = false;
  readonly #began = performance.now();
  #connection: Connection | undefined;
  #status: RunStatus = 'passed';

  readonly #queue: EventQueue;

  constructor(
    readonly plan: Plan,
    readonly host: Host,
    readonly signal: AbortSignal,
    queue: EventQueue,
  ) {
    this.#queue = queue;
    this.scope = new Scope(plan, host, this.redactor);
    this.authentication = new Authentication(this.redactor, {
      nonce: () => host.guid().replaceAll('-', ''),
      host: () => this.#connection?.endpoint.host,
      // The transport does not tell what a connection can be bound to.
      channelBinding: () => undefined,
    });
  }

  get status(): RunStatus {
    return this.#status;
  }

  /** The code of the latest reply; undefined until the server has greeted. */
  get lastCode(): number | undefined {
    return this.latest?.reply.code;
  }

  /** The connection; asking for it before there is one is a bug. */
  get connection(): Connection {
    if (this.#connection === undefined) throw new Error('the session has no connection yet');
    return this.#connection;
  }

  open(connection: Connection): void {
    this.#connection = connection;
    this.envelope = new Envelope({ isLmtp: connection.endpoint.scheme.startsWith('lmtp') });
  }

  /** Ends the connection, if there is one; idempotent. */
  close(): void {
    this.#connection?.transport.close();
  }

  /** Milliseconds to wait: the command line's word, the file's, or the default. */
  timeout(byDefault: number): number {
    return this.host.overrides.timeout ?? this.plan.settings.timeout ?? byDefault;
  }

  /** Milliseconds since the run began. */
  get elapsed(): number {
    return performance.now() - this.#began;
  }

  /** What a failed expectation does to the conversation. */
  get afterFailure(): Outcome {
    return this.plan.settings.onFailure === 'continue' ? 'on' : 'stop';
  }

  /** Without secrets, and safe to print. */
  clean(text: string): string {
    return visible(this.redactor.mask(text));
  }

  /** As {@link clean}, for text of several lines. */
  #cleanLines(text: string): string {
    const masked = this.redactor.mask(text);
    return PLAIN.test(masked) ? masked : masked.split('\n').map(visible).join('\n');
  }

  /** Tells an event. Its texts have to be clean. */
  tell(event: Untimed): void {
    this.#queue.push({ ...event, at: this.elapsed });
  }

  /** Resolves when whoever listens has caught up. */
  room(): undefined | Promise<void> {
    return this.#queue.room();
  }

  started(server: string): void {
    const { title, line } = this.plan;
    this.tell({ type: 'start', title: this.clean(title), line, server: this.clean(server) });
  }

  skipped(line: number, reason: string): void {
    this.tell({ type: 'skipped', line, reason });
  }

  /** The transcript is not run at all, and that is no failure. */
  passOver(reason: string): void {
    this.#status = 'skipped';
    this.skipped(this.plan.line, this.clean(reason));
  }

  /** What a certificate says of itself is its owner's to write, and shown like anything else that a server sends. */
  secured(facts: TlsFacts): void {
    const { subject, issuer, names, problem } = facts;
    this.tell({
      type: 'tls',
      facts: {
        ...facts,
        subject: this.clean(subject),
        issuer: this.clean(issuer),
        names: names.map((name) => this.clean(name)),
        ...(problem === undefined ? {} : { problem: this.clean(problem) }),
      },
    });
  }

  /** Something is on its way; credentials in its text are masked by whoever knows that they are some. */
  sent({ line, text, octets, role }: Omit<SentEvent, 'type' | 'tls'>): void {
    const shown = role === 'content' ? this.#cleanLines(text) : this.clean(text);
    this.tell({ type: 'sent', line, text: shown, octets, tls: this.#isSecure, role });
  }

  /** @param reply the reply that the line completes */
  received(line: string, reply: Reply | undefined): void {
    const challenge = reply?.code === 334 ? readable(reply.lines[0] ?? '') : undefined;
    const text = this.clean(line);
    const tls = this.#isSecure;
    this.tell(
      challenge === undefined
        ? { type: 'received', text, tls }
        : { type: 'received', text, tls, challenge: this.clean(challenge) },
    );
  }

  /** What the server said of a message for each of its recipients. */
  recipients(line: number | undefined, verdicts: readonly RecipientVerdict[]): void {
    this.tell({
      type: 'recipients',
      line,
      verdicts: verdicts.map(({ address, accepted, reply }) => ({
        address: this.clean(address),
        accepted,
        reply: this.clean(reply),
      })),
    });
  }

  notice(severity: 'information' | 'warning', message: string): void {
    this.tell({ type: 'notice', severity, line: undefined, message: this.clean(message) });
  }

  verdict(verdict: Omit<VerdictEvent, 'type' | 'remarks'> & { remarks?: readonly string[] }): void {
    if (verdict.status === 'failed' && this.#status === 'passed') this.#status = 'failed';
    this.tell({
      type: 'verdict',
      line: verdict.line,
      ...(verdict.isAssertion === true ? { isAssertion: true } : {}),
      status: verdict.status,
      expected: this.clean(verdict.expected),
      actual: this.clean(verdict.actual),
      message: this.clean(verdict.message),
      remarks: (verdict.remarks ?? []).map((remark) => this.clean(remark)),
    });
  }

  /** A connection that could not be made or that broke. */
  broken(error: ConnectionError, line: number | undefined): void {
    this.failure({ ...error, line });
  }

  cancelled(line: number | undefined): void {
    this.failure({ kind: 'cancelled', line, message: 'Cancelled' });
  }

  failure({ kind, line, message, hint }: Omit<FailureEvent, 'type'>): void {
    this.#status = kind === 'cancelled' ? 'cancelled' : kind === 'injection' ? 'failed' : 'error';
    this.tell({
      type: 'failure',
      kind,
      line,
      message: this.clean(message),
      ...(hint === undefined ? {} : { hint: this.clean(hint) }),
    });
  }

  get #isSecure(): boolean {
    return this.#connection?.transport.tls !== undefined;
  }
}

/** An event before it is stamped with its time. */
type Untimed = SessionEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

/** Lines that can be shown as they are, as nearly all can. */
const PLAIN = /^[\n\x20-\x7e]*$/;

/** A challenge's text when it is one that a person can read. */
function readable(base64: string): string | undefined {
  const decoded = decodeBase64(base64.trim());
  if (!decoded.ok || decoded.bytes.length === 0) return undefined;
  const text = Buffer.from(decoded.bytes).toString('utf8');
  return /^[\x20-\x7e\u00a0-\uffff]+$/.test(text) && !text.includes('\ufffd') ? text : undefined;
}
