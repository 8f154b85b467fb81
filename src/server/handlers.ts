import { randomBytes } from 'node:crypto';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { authenticate } from './authentication';
import type { TestServerEvent } from './events';
import type { Failures, Verdict } from './failures';
import type { Envelope, MailboxEntry } from './mailbox';
import type { ResolvedOptions, TestServerPort } from './options';
import { receive, type Reception, type ReceptionBudget } from './reception';

export interface HandlerContext {
  readonly port: TestServerPort;
  readonly options: ResolvedOptions;
  readonly budget: ReceptionBudget;
  readonly failures: Failures;
  /** Does what a verdict says to the connection of a session. */
  readonly settle: (
    session: SMTPServerSession,
    verdict: Verdict,
    accept: () => void,
    refuse: (code: number, text: string) => void,
  ) => void;
  readonly publish: (event: TestServerEvent) => void;
  readonly deliver: (entry: MailboxEntry) => void;
}

type Handlers = Required<
  Pick<
    SMTPServerOptions,
    'onConnect' | 'onSecure' | 'onAuth' | 'onMailFrom' | 'onRcptTo' | 'onData' | 'onClose'
  >
> & {
  /** Tells how an authentication ended: of whom, or undefined if it failed. */
  readonly authenticated: (session: SMTPServerSession, method: string, user: string | undefined) => void;
};

/** What one of the three servers does at each step of a session. */
export function createHandlers({
  port,
  options,
  budget,
  failures,
  settle,
  publish,
  deliver,
}: HandlerContext): Handlers {
  // LMTP owes a reply for each RCPT command that was accepted (RFC 2033 section 4.2), repeated addresses included,
  // where smtp-server's own list of recipients holds a repeated address once.
  const accepted = new WeakMap<SMTPServerSession, string[]>();
  const log = (kind: TestServerEvent['kind'], session: SMTPServerSession, text: string): void => {
    publish({ kind, at: new Date(), port, session: session.id, text });
  };

  const authenticated: Handlers['authenticated'] = (session, method, user) => {
    if (user === undefined) log('authentication-failed', session, `Authentication by ${method} failed`);
    else log('authenticated', session, `${user} authenticated by ${method}`);
  };

  return {
    authenticated,
    // Called back at once, not in a later turn, so that no command can come in between and be told that it is too early.
    onConnect(session, callback) {
      log('connected', session, 'Client connected');
      callback();
    },
    onSecure: (_socket, _session, callback) => callback(),
    onAuth(attempt, session, callback) {
      const user = authenticate(attempt, options.users);
      authenticated(session, attempt.method, user);
      if (user === undefined) callback(null, { responseCode: 535, message: 'Error: authentication failed' });
      else callback(null, { user });
    },
    onMailFrom({ address }, session, callback) {
      accepted.set(session, []);
      settle(
        session,
        failures.mail(address),
        // Not called back at once: smtp-server (3.21) loses its place when the next message's DATA is handled within the
        // call that resumes it after the last one, which is where a client that sends everything in one write would get.
        () => queueMicrotask(callback),
        (code, text) => {
          log('refused', session, `Sender <${address}> refused`);
          callback(refusal(code, text));
        },
      );
    },
    onRcptTo({ address }, session, callback) {
      settle(
        session,
        failures.recipient(senderOf(session), address),
        () => {
          accepted.get(session)?.push(address);
          callback();
        },
        (code, text) => {
          log('refused', session, `Recipient <${address}> refused`);
          callback(refusal(code, text));
        },
      );
    },
    onData(stream, session, callback) {
      const envelope = envelopeOf(session);
      void receive(stream, options.limits.messageSize, budget).then(async (reception) => {
        if (reception.kind === 'aborted') return;
        const recipients = accepted.get(session) ?? [];
        const deliverOnce = once(() => {
          const reply = replyTo(reception, options.limits.messageSize, (raw) => {
            const entry = { id: queueId(), receivedAt: new Date(), envelope, raw, size: raw.length };
            deliver(entry);
            log('accepted', session, `Message of ${entry.size} octets queued as ${entry.id}`);
            return entry.id;
          });
          if (reply instanceof Error) log('refused', session, `Message refused: ${reply.message}`);
          return reply;
        });
        const judge = (to: readonly string[]): Promise<string | Error> =>
          new Promise((resolve) => {
            settle(
              session,
              failures.message(envelope.from, to),
              () => resolve(deliverOnce()),
              (code, text) => {
                log('refused', session, `Message refused: ${text}`);
                resolve(refusal(code, text));
              },
            );
          });
        if (port === 'lmtp') {
          const replies: (string | Error)[] = [];
          for (const address of recipients) {
            const reply = await judge([address]);
            replies.push(reply instanceof Error ? reply : `<${address}> ${reply}`);
          }
          callback(null, replies);
          return;
        }
        const reply = await judge(recipients);
        if (reply instanceof Error) callback(reply);
        else callback(null, reply);
      });
    },
    onClose: (session) => log('closed', session, 'Connection closed'),
  };
}

/** What a function gives the first time, whenever it is asked. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function replyTo(
  reception: Exclude<Reception, { kind: 'aborted' }>,
  messageSize: number,
  accept: (raw: Buffer) => string,
): string | Error {
  switch (reception.kind) {
    case 'complete':
      return `Ok: queued as ${accept(reception.raw)}`;
    case 'too-large':
      return refusal(552, `Error: message exceeds fixed maximum message size ${messageSize}`);
    case 'no-room':
      return refusal(452, 'Error: insufficient system storage, try again later');
  }
}

/** The session is reused for the next message, so what the mailbox keeps is copied out of it. */
function envelopeOf({ envelope, user, secure, transmissionType }: SMTPServerSession): Envelope {
  return {
    from: senderOf({ envelope }),
    to: envelope.rcptTo.map(({ address }) => address),
    ...(typeof user === 'string' ? { authenticatedUser: user } : {}),
    tls: secure,
    protocol: transmissionType,
  };
}

/** Empty for the null reverse-path. */
function senderOf({ envelope: { mailFrom } }: Pick<SMTPServerSession, 'envelope'>): string {
  return mailFrom === false ? '' : mailFrom.address;
}

/** The form of Postfix's short queue ids: eleven hexadecimal digits. */
function queueId(): string {
  return randomBytes(6).toString('hex').slice(1).toUpperCase();
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
