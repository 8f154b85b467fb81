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
import { Redactor } from './redaction';

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
    return visible(this.redactor.mask(text));
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
    this.tell(() => ({ at, type: 'skipped', line, reason }));
  }

  /** The transcript is not run at all, and that is no failure. */
  passOver(reason: string): void {
    this.#status = 'skipped';
    this.skipped(this.plan.line, this.clean(reason));
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
    this.tell(() => {
      const text = this.clean(line);
      const challenge = isChallenge ? readable(line.slice(4)) : undefined;
      return challenge === undefined
        ? { at, type: 'received', text, tls }
        : { at, type: 'received', text, tls, challenge: this.clean(challenge) };
    });
  }

  /**
   * What the lines of a reply come to.
   *
   * @param milliseconds how long it took
   * @param moment when it was whole, as `performance.now` counts
   */
  replied(
    line: number | undefined,
    { code, enhanced, lines }: Reply,
    milliseconds: number,
    moment: number,
  ): void {
    const at = moment - this.#began;
    this.tell(() => {
      const seen = lines.map((each) => this.clean(each));
      const reply = enhanced === undefined ? { code, lines: seen } : { code, enhanced, lines: seen };
      return { at, type: 'reply', line, reply, milliseconds };
    });
  }

  captured(line: number, name: string, value: string): void {
    const at = this.now;
    this.tell(() => ({ at, type: 'captured', line, name, value: this.clean(value) }));
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
        actual: this.clean(typeof actual === 'string' ? actual : summary(actual)),
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

type CertificateNames = Pick<TlsFacts, 'subject' | 'issuer' | 'names'>;

/** A challenge's text when it is one that a person can read. */
function readable(base64: string): string | undefined {
  const decoded = decodeBase64(base64.trim());
  if (!decoded.ok || decoded.bytes.length === 0) return undefined;
  const text = Buffer.from(decoded.bytes).toString('utf8');
  return /^[\x20-\x7e\u00a0-\uffff]+$/.test(text) && !text.includes('\ufffd') ? text : undefined;
}
