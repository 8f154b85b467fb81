import { decodeBase64 } from '../smtp/base64';
import { visible, visibleLines } from '../smtp/escape';
import type { Reply } from '../smtp/reply';
import type { ConnectionError, TlsFacts } from '../transport/transport';
import type { EventQueue } from './eventQueue';
import type {
  FailureEvent,
  RecipientVerdict,
  RunStatus,
  SentEvent,
  SessionEvent,
  VerdictEvent,
} from './events';
import { summary } from './expectation';
import type { Plan } from './planTypes';
import { MASK, Redactor } from './redaction';

type Sent = Omit<SentEvent, 'type' | 'tls' | 'at'> & {
  /** Whether the text is known to be safe to print. */
  readonly isPlain?: boolean;
};

/** A verdict in the making: of a reply only its summary is told. */
type Verdict = Omit<VerdictEvent, 'type' | 'at' | 'actual' | 'remarks'> & {
  readonly actual: string | Reply;
  readonly remarks?: readonly string[];
};

const NO_REMARKS: readonly string[] = [];

/**
 * The one place where the events of a session are made: nothing leaves a run but through here, so nothing leaves it without
 * having been redacted.
 */
export abstract class Teller {
  readonly redactor = new Redactor();
  readonly #began = performance.now();
  readonly #queue: EventQueue;
  #status: RunStatus = 'passed';

  constructor(
    readonly plan: Plan,
    queue: EventQueue,
  ) {
    this.#queue = queue;
  }

  /** Whether TLS protects the connection by now. */
  protected abstract get isSecure(): boolean;

  get status(): RunStatus {
    return this.#status;
  }

  /** Without secrets, and safe to print. */
  clean(text: string): string {
    if (!text.includes('\n')) return visible(this.redactor.mask(text));
    return visible(this.redactor.maskLines(text.split('\n')).join('\n'));
  }

  /**
   * Enough of a line that is no reply to see what it is. It is cut after it was redacted: a secret that the cut went through
   * would not be known again.
   */
  excerpt(line: string): string {
    return cut(this.clean(line));
  }

  /**
   * A reply as it may be told of: words about it are made from this one, as a secret that is broken between its lines is not to be
   * seen in one of them.
   */
  seen(reply: Reply): Reply {
    if (!this.redactor.isNeeded) return reply;
    const masked = this.redactor.maskLines(reply.lines);
    if (reply.code !== 334) return { ...reply, lines: masked };
    return { ...reply, lines: reply.lines.map((line, at) => this.#maskChallenge(line) ?? masked[at] ?? '') };
  }

  /** The whole of a challenge goes whose base64 holds a secret in whatever form; undefined if it does not. */
  #maskChallenge(base64: string): string | undefined {
    const decoded = decodeBase64(base64.trim());
    if (!decoded.ok || !this.redactor.isNeeded) return undefined;
    const text = Buffer.from(decoded.bytes).toString('utf8');
    return this.redactor.mask(text) === text ? undefined : MASK;
  }

  /**
   * Tells an event, which is made when somebody takes it: the reply that it tells of has drawn the next command by then. Its
   * texts have to be clean, and its time is {@link now} of when it happened.
   */
  tell(make: () => SessionEvent): void {
    this.#queue.push(make);
  }

  /** Milliseconds since the run began. */
  get now(): number {
    return performance.now() - this.#began;
  }

  /** Resolves when whoever listens has caught up. */
  room(): undefined | Promise<void> {
    return this.#queue.room();
  }

  started(server: string): void {
    const { title, line } = this.plan;
    const { now: at } = this;
    this.tell(() => ({ at, type: 'start', title: this.clean(title), line, server: this.clean(server) }));
  }

  skipped(line: number, reason: string): void {
    const { now: at } = this;
    this.tell(() => ({ at, type: 'skipped', line, reason: this.clean(reason) }));
  }

  /** The transcript is not run at all, and that is no failure. */
  passOver(reason: string): void {
    this.#status = 'skipped';
    this.skipped(this.plan.line, reason);
  }

  ended(): void {
    const { now: at, status } = this;
    this.tell(() => ({ at, type: 'end', status }));
  }

  /** What a certificate says of itself is its owner's to write, and shown like anything else that a server sends. */
  secured(facts: TlsFacts): void {
    const { problem, verification, chain } = facts;
    const { now: at } = this;
    this.tell(() => ({
      at,
      type: 'tls',
      facts: {
        ...facts,
        ...this.#cleanNames(facts),
        serverName: this.clean(facts.serverName),
        ...(facts.sni === undefined ? {} : { sni: this.clean(facts.sni) }),
        ...(facts.alpn === undefined ? {} : { alpn: this.clean(facts.alpn) }),
        verification: { ...verification, words: this.clean(verification.words) },
        ...(problem === undefined ? {} : { problem: this.clean(problem) }),
        chain: chain.map((certificate) => ({ ...certificate, ...this.#cleanNames(certificate) })),
      },
    }));
  }

  #cleanNames({ subject, issuer, names }: CertificateNames): CertificateNames {
    return {
      subject: this.clean(subject),
      issuer: this.clean(issuer),
      names: names.map((name) => this.clean(name)),
    };
  }

  /** Something is on its way; credentials in its text are masked by whoever knows that they are some. */
  sent({ line, text, octets, role, isPlain = false }: Sent): void {
    const at = this.now;
    const tls = this.isSecure;
    this.tell(() => {
      const masked = this.redactor.mask(text);
      const shown = isPlain ? masked : role === 'content' ? visibleLines(masked) : visible(masked);
      return { at, type: 'sent', line, text: shown, octets, tls, role };
    });
  }

  /**
   * @param isChallenge whether it completes a reply of 334
   * @param moment when it came, as `performance.now` counts
   */
  received(line: string, isChallenge: boolean, moment: number): void {
    const at = moment - this.#began;
    const tls = this.isSecure;
    this.tell(() => this.#receivedEvent(at, tls, line, this.redactor.mask(line), isChallenge));
  }

  /** The same of several lines of a reply that were not told before all of them were there. */
  receivedTogether(lines: readonly ReceivedLine[], isChallenge: boolean): void {
    const tls = this.isSecure;
    const masked = once(() => this.redactor.maskLines(lines.map(({ line }) => line)));
    for (const [number, { line, moment, isMalformed = false }] of lines.entries()) {
      const at = moment - this.#began;
      const isLast = number === lines.length - 1;
      this.tell(() => {
        const text = masked()[number] ?? '';
        return isMalformed
          ? { at, type: 'received', text: cut(visible(text)), tls }
          : this.#receivedEvent(at, tls, line, text, isChallenge && isLast);
      });
    }
  }

  #receivedEvent(at: number, tls: boolean, line: string, masked: string, isChallenge: boolean): SessionEvent {
    const hidden = line.startsWith('334') ? this.#maskChallenge(line.slice(4)) : undefined;
    const text = hidden === undefined ? visible(masked) : `${line.slice(0, 4)}${hidden}`;
    const challenge = isChallenge ? readable(line.slice(4)) : undefined;
    return challenge === undefined
      ? { at, type: 'received', text, tls }
      : { at, type: 'received', text, tls, challenge: this.clean(challenge) };
  }

  /**
   * What the lines of a reply come to.
   *
   * @param milliseconds how long it took
   * @param moment when it was whole, as `performance.now` counts
   */
  replied(line: number | undefined, reply: Reply, milliseconds: number, moment: number): void {
    const at = moment - this.#began;
    this.tell(() => {
      const { code, enhanced } = reply;
      const lines = this.seen(reply).lines.map(visible);
      const told = enhanced === undefined ? { code, lines } : { code, enhanced, lines };
      return { at, type: 'reply', line, reply: told, milliseconds };
    });
  }

  /** @param from the text that the value is a part of */
  captured(line: number, name: string, value: string, from: string): void {
    const at = this.now;
    this.tell(() => {
      const shown = this.clean(value);
      // A part of a secret may not be known as one, but what it was taken from shows that it is.
      return { at, type: 'captured', line, name, value: this.clean(from).includes(shown) ? shown : MASK };
    });
  }

  /** What the server said of a message for each of its recipients. */
  recipients(line: number | undefined, verdicts: readonly RecipientVerdict[]): void {
    const at = this.now;
    this.tell(() => ({
      at,
      type: 'recipients',
      line,
      verdicts: verdicts.map(({ address, accepted, reply }) => ({
        address: this.clean(address),
        accepted,
        reply: this.clean(reply),
      })),
    }));
  }

  notice(severity: 'information' | 'warning', message: string): void {
    const at = this.now;
    this.tell(() => ({ at, type: 'notice', severity, line: undefined, message: this.clean(message) }));
  }

  verdict({ line, status, expected, actual, message, remarks = NO_REMARKS, isAssertion }: Verdict): void {
    if (status === 'failed' && this.#status === 'passed') this.#status = 'failed';
    const at = this.now;
    this.tell(() => {
      const verdict = {
        at,
        type: 'verdict' as const,
        line,
        status,
        expected: this.clean(expected),
        actual: this.clean(typeof actual === 'string' ? actual : summary(this.seen(actual))),
        message: this.clean(message),
        remarks: remarks.length === 0 ? NO_REMARKS : remarks.map((remark) => this.clean(remark)),
      };
      return isAssertion === true ? { ...verdict, isAssertion } : verdict;
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
    const at = this.now;
    this.tell(() => ({
      at,
      type: 'failure',
      kind,
      line,
      message: this.clean(message),
      ...(hint === undefined ? {} : { hint: this.clean(hint) }),
    }));
  }
}

/** A line of a reply, and when it came, as `performance.now` counts. */
export interface ReceivedLine {
  readonly line: string;
  readonly moment: number;
  /** Whether it is no line of a reply at all, of which the beginning shows what it is. */
  readonly isMalformed?: boolean;
}

function cut(shown: string): string {
  return shown.length > MAX_EXCERPT ? `${shown.slice(0, MAX_EXCERPT)}…` : shown;
}

const MAX_EXCERPT = 200;

/** What is worked out when it is first asked for. */
function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => (done ??= { result: work() }).result;
}

type CertificateNames = Pick<TlsFacts, 'subject' | 'issuer' | 'names'>;

/** A challenge's text when it is one that a person can read. */
function readable(base64: string): string | undefined {
  const decoded = decodeBase64(base64.trim());
  if (!decoded.ok || decoded.bytes.length === 0) return undefined;
  const text = Buffer.from(decoded.bytes).toString('utf8');
  return /^[\x20-\x7e\u00a0-\uffff]+$/.test(text) && !text.includes('\ufffd') ? text : undefined;
}
