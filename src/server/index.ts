/**
 * The embedded test server: SMTP, SMTP over TLS, and LMTP on the loopback interface, with a mailbox in memory. It
 * accepts everything except recipients named `nobody`, so that a transcript can be tried without a mail server.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createCertificate } from './certificate';
import { createServer } from './configuration';
import type { TestServerEvent } from './events';
import { Failures } from './failures';
import { createListeners, type Unsubscribe } from './listeners';
import { createMailbox, type Mailbox, type MailboxEntry } from './mailbox';
import {
  resolveOptions,
  TestServerError,
  type ResolvedOptions,
  type TestServerOptions,
  type TestServerPort,
  type TestServerPorts,
} from './options';
import type { ReadyServer } from './server';

export type { TestServerEvent } from './events';
export type { Unsubscribe } from './listeners';
export type { Envelope, Mailbox, MailboxEntry } from './mailbox';
export type { Attachment, ParsedMessage } from './message';
export { MECHANISMS } from './authentication';
export { EXTENSIONS, type Extension } from './extensions';
export type { FailureOptions } from './failures';
export {
  TestServerError,
  type Requirement,
  type TestServerLimits,
  type TestServerOptions,
  type TestServerPorts,
} from './options';

/** A running test server. */
export interface TestServer {
  readonly host: string;
  readonly ports: TestServerPorts;
  /** For example `smtp://127.0.0.1:2525`. */
  readonly urls: Readonly<Record<TestServerPort, string>>;
  /** The certificate to trust, PEM. It is made anew at each start, for `localhost`, `127.0.0.1` and `::1`. */
  readonly ca: string;
  readonly mailbox: Mailbox;
  readonly user: string;
  readonly password: string;
  /** Calls `listener` for each message that is accepted from now on. */
  readonly onMessage: (listener: (entry: MailboxEntry) => void) => Unsubscribe;
  /** Calls `listener` for each line of the log from now on. */
  readonly onEvent: (listener: (event: TestServerEvent) => void) => Unsubscribe;
  /** Ends all connections and frees the ports. The mailbox can still be read. Calling it again does no harm. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a test server and resolves when all three ports are bound.
 * @throws TestServerError when an option is refused or a port cannot be bound; nothing is left open then.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const resolved = resolveOptions(options);
  const { host, limits, user, password } = resolved;
  const certificate = await createCertificate();
  const mailbox = createMailbox(limits);
  const messages = createListeners<MailboxEntry>();
  const events = createListeners<TestServerEvent>();

  const budget = { used: 0, limit: limits.mailboxSize };
  const failures = new Failures(resolved.failures);
  const stopping = new AbortController();
  const create = (port: TestServerPort): ReadyServer =>
    createServer(
      certificate,
      {
        port,
        options: resolved,
        budget,
        failures,
        publish: events.publish,
        deliver(entry) {
          mailbox.add(entry);
          messages.publish(entry);
        },
      },
      (milliseconds) => pause(milliseconds, stopping.signal),
    );
  const servers = { smtp: create('smtp'), smtps: create('smtps'), lmtp: create('lmtp') };
  let stopped: Promise<unknown> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    stopped ??= Promise.all(Object.values(servers).map((server) => server.stop()));
    await stopped;
  };

  const ports = await bindAll(servers, resolved, stop);
  const url = (port: TestServerPort): string => `${port}://${host === '::1' ? '[::1]' : host}:${ports[port]}`;
  return {
    host,
    ports,
    urls: { smtp: url('smtp'), smtps: url('smtps'), lmtp: url('lmtp') },
    ca: certificate.cert,
    mailbox,
    user,
    password,
    onMessage: messages.subscribe,
    onEvent: events.subscribe,
    stop,
  };
}

/** Waits, but not beyond the end of the server: what was waited for is not done any more then. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    await new Promise<void>(() => undefined);
  }
}

/**
 * Binds the three servers, or stops them all if one cannot be bound.
 * @throws TestServerError `listen-failed`
 */
async function bindAll(
  servers: Readonly<Record<TestServerPort, ReadyServer>>,
  { host, ports }: ResolvedOptions,
  stop: () => Promise<void>,
): Promise<TestServerPorts> {
  const bind = async (port: TestServerPort): Promise<number> => {
    const bound = await servers[port].bind(ports[port], host);
    if (typeof bound === 'number') return bound;
    await stop();
    const message = `Cannot listen for ${port} on ${host} port ${ports[port]}: ${bound.message}`;
    throw new TestServerError('listen-failed', message, { cause: bound });
  };
  // One after the other: a failure then leaves no other attempt behind that is still under way.
  return { smtp: await bind('smtp'), smtps: await bind('smtps'), lmtp: await bind('lmtp') };
}
