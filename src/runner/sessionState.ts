import type { Capabilities } from '../smtp/extensions';
import type { Reply } from '../smtp/reply';
import type { TlsOptions, Transport } from '../transport/transport';
import type { TlsPolicy } from '../policy/tlsPolicy';
import type { ProxyServer } from '../syntax/proxyUrl';
import { Authentication } from './authentication';
import { channelBindingOf } from './channelBinding';
import { Envelope } from './envelope';
import type { EventQueue } from './eventQueue';
import type { Host } from './host';
import { IncludedFiles } from './includedFiles';
import type { Endpoint, Plan, PlanSettings } from './planTypes';
import { Teller } from './teller';
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

/** What the parts of one session share, and whom they tell what happens. */
export class SessionState extends Teller {
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
  /** How many replies the latest request has had, and the code of the first one. */
  answers = 0;
  firstAnswer: number | undefined;
  /** A chunk of fewer octets than its BDAT announces: until there are enough, a server takes everything for a part of it. */
  shortChunk: { readonly line: number; readonly announced: number; readonly sent: number } | undefined;
  /** The line of bytes that were sent last and do not end with a line feed, which leaves a server waiting for the rest. */
  openLine: number | undefined;
  /** Octets of the chunk that is being sent. */
  chunkOctets = 0;
  /** QUIT is on its way already: it stood in the same group as a line whose reply failed. */
  saidGoodbye = false;
  /** The server closed the connection while a message was being sent, and had said something before. */
  wasInterrupted = false;
  /** A reply that an optional expectation looked at and did not want. */
  setAside: Reply | undefined;
  /** Inside message content, where a command of ours would be taken for text. */
  insideContent = false;
  /** The connection cannot be spoken on any more, not even to say goodbye. */
  spoilt = false;
  #connection: Connection | undefined;
  #settings: PlanSettings;
  /** The domain of `mx://`, whose mail hosts were looked up. */
  domain: string | undefined;
  /** What was asked of DANE and MTA-STS. */
  tlsPolicy: TlsPolicy | undefined;

  constructor(
    plan: Plan,
    readonly host: Host,
    readonly signal: AbortSignal,
    queue: EventQueue,
  ) {
    super(plan, queue);
    this.#settings = plan.settings;
    this.#keepSecrets();
    this.scope = new Scope(plan, host, this.redactor);
    this.authentication = new Authentication(this.redactor, {
      nonce: () => host.guid().replaceAll('-', ''),
      host: () => this.#connection?.endpoint.host,
      channelBinding: () =>
        channelBindingOf(this.#connection?.transport.binding, this.settings.channelBinding),
    });
  }

  /** How the run is to behave, as the file has it. */
  get settings(): PlanSettings {
    return this.#settings;
  }

  /** Once the directives are filled in. Some of them hold what nobody is to see. */
  set settings(settings: PlanSettings) {
    this.#settings = settings;
    this.#keepSecrets();
  }

  /** Whom to have connect. */
  get proxy(): ProxyServer | undefined {
    return this.host.overrides.proxy ?? this.settings.proxy;
  }

  #keepSecrets(): void {
    const { proxy, settings } = this;
    for (const secret of [proxy?.password, settings.proxy?.password, settings.tls.passphrase])
      if (secret !== undefined) this.redactor.add(secret);
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
    return this.host.overrides.timeout ?? this.settings.timeout ?? byDefault;
  }

  /** What a failed expectation does to the conversation. */
  get afterFailure(): Outcome {
    return this.settings.onFailure === 'continue' ? 'on' : 'stop';
  }

  protected override get isSecure(): boolean {
    return this.#connection?.transport.tls !== undefined;
  }
}
