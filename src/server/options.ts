import { MECHANISMS } from './authentication';
import { EXTENSIONS, type Extension } from './extensions';
import type { FailureOptions } from './failures';

export type Requirement = 'auth' | 'tls';

/** What a person may choose about the test server. Everything has a default. */
export interface TestServerOptions {
  /** The loopback address to bind: `127.0.0.1` (the default) or `::1`. Every other address is refused. */
  readonly host?: string;
  /** The ports to listen on; 0 or absent means any free one. */
  readonly ports?: Partial<TestServerPorts>;
  /** The name in the greeting, the EHLO reply and CRAM-MD5 challenges. Default `localhost`. */
  readonly name?: string;
  /** The user whose credentials {@link TestServer.user} and {@link TestServer.password} show. */
  readonly user?: string;
  readonly password?: string;
  /** Further users that may authenticate, user name → password. */
  readonly users?: Readonly<Record<string, string>>;
  readonly limits?: Partial<TestServerLimits>;
  /** Extensions that it does not offer, and whose commands and parameters it refuses. */
  readonly without?: readonly Extension[];
  /** The SASL mechanisms that it offers. Default all of {@link MECHANISMS}. */
  readonly mechanisms?: readonly string[];
  /** What a client has to have done before MAIL; TLS before AUTH, too. Nothing by default. */
  readonly require?: readonly Requirement[];
  /** Failures besides those that addresses ask for; none by default. */
  readonly failures?: Partial<FailureOptions>;
}

/** TCP ports, 0 to 65535. */
export interface TestServerPorts {
  /** Plain text, with STARTTLS (RFC 3207). */
  readonly smtp: number;
  /** TLS from the first octet (RFC 8314). */
  readonly smtps: number;
  /** LMTP (RFC 2033): plain text, with STARTTLS, and a reply for each recipient after the message. */
  readonly lmtp: number;
}

/** The bounds of everything that a client could make the server keep. */
export interface TestServerLimits {
  /** Messages in the mailbox; the oldest makes room for a new one. Default 1000. */
  readonly messages: number;
  /** Octets of all messages in the mailbox, and separately of all messages on their way in. Default 64 MiB. */
  readonly mailboxSize: number;
  /** Octets of one message, what SIZE advertises (RFC 1870); never more than `mailboxSize`. Default 25 MiB. */
  readonly messageSize: number;
  /** Clients connected at once, for each of the three ports. Default 100. */
  readonly clients: number;
  /** Milliseconds without a word from the client before it gets a 421. Default 5 minutes (RFC 5321 section 4.5.3.2.7). */
  readonly idleTimeout: number;
}

/** Which of the three ports a client came to. */
export type TestServerPort = keyof TestServerPorts;

export interface ResolvedOptions {
  readonly host: string;
  readonly ports: TestServerPorts;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly users: ReadonlyMap<string, string>;
  readonly limits: TestServerLimits;
  readonly without: ReadonlySet<Extension>;
  readonly mechanisms: readonly string[];
  readonly require: readonly Requirement[];
  readonly failures: FailureOptions;
}

/** Why {@link startTestServer} rejected: an option that is refused, or a port that could not be bound. */
export class TestServerError extends Error {
  override readonly name = 'TestServerError';
  constructor(
    readonly code: 'invalid-option' | 'listen-failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Fills in the defaults.
 * @throws TestServerError `invalid-option`
 */
export function resolveOptions(options: TestServerOptions): ResolvedOptions {
  const user = options.user ?? 'user@example.com';
  const password = options.password ?? 'password';
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  for (const [name, value] of Object.entries(limits)) requireInteger(`limits.${name}`, value, 1, MAX_LIMIT);
  const ports = { smtp: 0, smtps: 0, lmtp: 0, ...options.ports };
  for (const [name, value] of Object.entries(ports)) requireInteger(`ports.${name}`, value, 0, 65535);
  return {
    host: loopback(options.host ?? '127.0.0.1'),
    ports,
    name: options.name ?? 'localhost',
    user,
    password,
    users: new Map([...Object.entries(options.users ?? {}), [user, password]]),
    ...resolveOffer(options),
    failures: resolveFailures(options.failures ?? {}),
    limits: { ...limits, messageSize: Math.min(limits.messageSize, limits.mailboxSize) },
  };
}

function resolveOffer({
  without = [],
  mechanisms = MECHANISMS,
  require = [],
}: TestServerOptions): Pick<ResolvedOptions, 'without' | 'mechanisms' | 'require'> {
  const unknown = mechanisms.find((name) => !MECHANISMS.includes(name));
  if (unknown !== undefined)
    throw invalid(`There is no mechanism ${unknown}; there are ${MECHANISMS.join(', ')}.`);
  const extension = without.find((name) => !EXTENSIONS.includes(name));
  if (extension !== undefined)
    throw invalid(`There is no extension ${extension} to do without; there are ${EXTENSIONS.join(', ')}.`);
  const off = new Set(without);
  // Binary content can only come in chunks (RFC 3030 section 3), and nobody can use what is not on offer.
  if (off.has('CHUNKING')) off.add('BINARYMIME');
  if (mechanisms.length === 0) off.add('AUTH');
  if (require.includes('auth') && off.has('AUTH')) throw invalid('AUTH is required and not offered.');
  if (require.includes('tls') && off.has('STARTTLS')) throw invalid('STARTTLS is required and not offered.');
  return { without: off, mechanisms: off.has('AUTH') ? [] : mechanisms, require };
}

function resolveFailures(failures: Partial<FailureOptions>): FailureOptions {
  const resolved = { greylisting: undefined, rate: 0, seed: 1, delay: 0, ...failures };
  if (!(resolved.rate >= 0 && resolved.rate <= 1)) throw invalid('failures.rate is a number from 0 to 1.');
  requireInteger('failures.seed', resolved.seed, 0, MAX_LIMIT);
  requireInteger('failures.delay', resolved.delay, 0, MAX_LIMIT);
  requireInteger('failures.greylisting', resolved.greylisting ?? 0, 0, MAX_LIMIT);
  return resolved;
}

function invalid(message: string): TestServerError {
  return new TestServerError('invalid-option', message);
}

const MIB = 1024 * 1024;

const DEFAULT_LIMITS: TestServerLimits = {
  messages: 1000,
  mailboxSize: 64 * MIB,
  messageSize: 25 * MIB,
  clients: 100,
  idleTimeout: 5 * 60_000,
};

/** What a timer can hold; the sizes have no need of more either. */
const MAX_LIMIT = 2 ** 31 - 1;

/** The server takes passwords in clear and accepts mail for everybody, so no other machine may ever reach it. */
export function loopback(host: string): string {
  if (host === '127.0.0.1' || host === '::1') return host;
  throw new TestServerError(
    'invalid-option',
    `The test server binds 127.0.0.1 or ::1 only, not ${JSON.stringify(host)}.`,
  );
}

function requireInteger(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new TestServerError('invalid-option', `${name} is an integer from ${min} to ${max}, not ${value}.`);
}
