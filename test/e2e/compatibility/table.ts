import type { startAll } from '../servers/all';
import type { PortName } from '../servers/server';

export type Servers = Awaited<ReturnType<typeof startAll>>;

export type Protocol = 'SMTP' | 'LMTP';
export const SECURITIES = ['plain', 'STARTTLS', 'TLS'] as const;
export type Security = (typeof SECURITIES)[number];
export const MECHANISMS = [
  ...(['no AUTH', 'PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'] as const),
  ...(['XOAUTH2', 'OAUTHBEARER', 'EXTERNAL', 'ANONYMOUS'] as const),
] as const;
/** Mechanisms that are bound to the TLS connection, by what they are bound to. */
export const BOUND_MECHANISMS = [
  'SCRAM-SHA-1-PLUS by tls-exporter',
  'SCRAM-SHA-1-PLUS by tls-server-end-point',
  'SCRAM-SHA-256-PLUS by tls-exporter',
  'SCRAM-SHA-256-PLUS by tls-server-end-point',
] as const;
export type BoundMechanism = (typeof BOUND_MECHANISMS)[number];
export const ALL_MECHANISMS = [...MECHANISMS, ...BOUND_MECHANISMS] as const;
export type Mechanism = (typeof ALL_MECHANISMS)[number];
export const TRANSFERS = ['DATA', 'BDAT', 'pipelined'] as const;
export type Transfer = (typeof TRANSFERS)[number];

/** What a transcript may leave to the run: to count octets, to fill in a file, to encode one. */
export const FORMS = [
  ...(['BDAT {{$size}}', 'BDAT {{$size}}, twice', '<@ file', '<@ file in BDAT {{$size}}'] as const),
  ...(['<base64 file', '<base64 file in BDAT {{$size}}'] as const),
] as const;
export type Form = (typeof FORMS)[number];
export const LOGINS = ['no AUTH', 'PLAIN'] as const satisfies readonly Mechanism[];
export type Login = (typeof LOGINS)[number];

/** One of the servers, as it is spoken to over one protocol. */
export interface Entry {
  readonly server: Exclude<keyof Servers, 'stop'>;
  readonly name: string;
  /** Where its messages end up, if it hands them on. */
  readonly deliveredBy?: 'postfix';
  readonly protocol: Protocol;
  /** Where each kind of connection is made; one that is absent is not offered. */
  readonly ports: { readonly [security in Security]?: PortName };
  /** What `AUTH` offers a client that shows a certificate, over TLS. */
  readonly mechanisms: readonly Mechanism[];
  /** `CHUNKING` and `PIPELINING`, as far as they are offered. */
  readonly transfers: readonly Transfer[];
  /** What else `??` is to find true of it. */
  readonly facts: Facts;
  /** What is otherwise than the rest of the entry says; the first that fits holds. */
  readonly exceptions?: readonly Exception[];
}

export interface Facts {
  /** What `SIZE` says, if it is offered. */
  readonly size: string | undefined;
  /** Whether its replies have enhanced status codes. */
  readonly enhanced: boolean;
  /** Whether its reply to a message names the message in a form that is known. */
  readonly queueId: boolean;
}

export interface Exception {
  readonly security?: readonly Security[];
  readonly mechanism?: readonly Mechanism[];
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly type: 'works' }
  /** Nothing is sent then: the reply to EHLO says that it would be in vain. */
  | { readonly type: 'absent' }
  /** It ends in another way, which the run tells in these words and the page in a note. */
  | { readonly type: 'fails'; readonly message: RegExp; readonly note: string };

/** Plain and STARTTLS on the same port. */
const SMTP_PORTS = { plain: 'plain', STARTTLS: 'plain', TLS: 'tls' } as const;
const SUBMISSION_PORTS = { plain: 'submission', STARTTLS: 'submission', TLS: 'tls' } as const;
const LMTP_PORTS = { plain: 'lmtp', STARTTLS: 'lmtp' } as const;
const PASSWORDS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'] as const;
const ALL_TRANSFERS = TRANSFERS;
const USUAL: Facts = { size: '104857600', enhanced: true, queueId: true };
const absent = { type: 'absent' } as const;
const unboundInClear = { security: ['plain'], mechanism: BOUND_MECHANISMS, outcome: absent } as const;
const noCertificateInClear = { security: ['plain'], mechanism: ['EXTERNAL'], outcome: absent } as const;

const dovecotWantsAuthentication: Exception = {
  mechanism: ['no AUTH'],
  outcome: {
    type: 'fails',
    message: /got 530 5\.7\.0 Authentication required/,
    note: 'Dovecot’s submission service takes no mail before AUTH',
  },
};

/** What these do alike over SMTP and LMTP. */
const AIOSMTPD = {
  name: 'aiosmtpd',
  // SCRAM is that of Cyrus SASL.
  mechanisms: ['PLAIN', 'LOGIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', ...BOUND_MECHANISMS],
  transfers: ['DATA'],
  facts: { ...USUAL, enhanced: false, queueId: false },
  exceptions: [
    unboundInClear,
    {
      mechanism: BOUND_MECHANISMS.filter((each) => each.endsWith('tls-exporter')),
      outcome: {
        type: 'fails',
        message: /got 535 5\.7\.8 Authentication credentials invalid/,
        note: 'aiosmtpd has no tls-exporter, which Python’s TLS does not give it, and Cyrus SASL refuses another binding than the server’s',
      },
    },
  ],
} as const satisfies Partial<Entry>;

const SINK = {
  name: 'smtp-sink',
  mechanisms: ['PLAIN', 'LOGIN'],
  transfers: ['DATA', 'pipelined'],
  facts: { ...USUAL, size: undefined, queueId: false },
  exceptions: [
    {
      mechanism: ['PLAIN', 'LOGIN'],
      outcome: {
        type: 'fails',
        message: /expected (?:235|334), got 250/,
        note: 'smtp-sink answers AUTH with 250, where RFC 4954 has 235 or 334',
      },
    },
  ],
} as const satisfies Partial<Entry>;

const EMBEDDED = {
  name: 'smtp-server',
  mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'],
  transfers: ALL_TRANSFERS,
  facts: { ...USUAL, size: '62914560' },
} as const satisfies Partial<Entry>;

/** The table that the transcripts, the runs and the page are made from. */
export const TABLE: readonly Entry[] = [
  {
    server: 'postfix',
    name: 'Postfix',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: PASSWORDS,
    transfers: ALL_TRANSFERS,
    facts: USUAL,
  },
  {
    server: 'exim',
    name: 'Exim',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: [...PASSWORDS, 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL'],
    transfers: ALL_TRANSFERS,
    facts: { ...USUAL, enhanced: false },
    exceptions: [noCertificateInClear],
  },
  {
    server: 'dovecot',
    name: 'Dovecot',
    deliveredBy: 'postfix',
    protocol: 'SMTP',
    ports: SUBMISSION_PORTS,
    mechanisms: [...PASSWORDS, 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL'],
    transfers: ALL_TRANSFERS,
    facts: USUAL,
    exceptions: [
      dovecotWantsAuthentication,
      {
        security: ['plain'],
        mechanism: ['EXTERNAL'],
        outcome: {
          type: 'fails',
          message: /expected 235, got 535/,
          note: 'Dovecot offers EXTERNAL without TLS too, where there is no certificate to go by',
        },
      },
    ],
  },
  {
    server: 'dovecot24',
    name: 'Dovecot 2.4',
    deliveredBy: 'postfix',
    protocol: 'SMTP',
    ports: SUBMISSION_PORTS,
    mechanisms: [...PASSWORDS, ...BOUND_MECHANISMS],
    transfers: ALL_TRANSFERS,
    facts: USUAL,
    exceptions: [
      unboundInClear,
      dovecotWantsAuthentication,
      {
        mechanism: BOUND_MECHANISMS.filter((each) => each.endsWith('tls-server-end-point')),
        outcome: {
          type: 'fails',
          message: /The server (?:closed|cut) the connection/,
          note: 'Dovecot 2.4 has no tls-server-end-point: its login process dies of it (“Panic” in its log)',
        },
      },
    ],
  },
  {
    server: 'sendmail',
    name: 'Sendmail',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: [...PASSWORDS, 'EXTERNAL', 'ANONYMOUS'],
    transfers: ['DATA', 'pipelined'],
    facts: USUAL,
    exceptions: [noCertificateInClear],
  },
  {
    server: 'opensmtpd',
    name: 'OpenSMTPD',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: [],
    transfers: ['DATA'],
    facts: USUAL,
    exceptions: [
      {
        security: ['STARTTLS', 'TLS'],
        mechanism: ['no AUTH'],
        outcome: {
          type: 'fails',
          message: /ended TLS with the alert “internal error”/,
          note: 'OpenSMTPD 6.8 answers every handshake with an alert when it runs on OpenSSL 3 (its issues 1171 and 1239), and so cannot be tried over TLS; it offers AUTH there only',
        },
      },
    ],
  },
  { server: 'aiosmtpd', protocol: 'SMTP', ports: SMTP_PORTS, ...AIOSMTPD },
  { server: 'sink', protocol: 'SMTP', ports: { plain: 'plain' }, ...SINK },
  { server: 'embedded', protocol: 'SMTP', ports: SMTP_PORTS, ...EMBEDDED },
  {
    server: 'dovecot',
    name: 'Dovecot',
    protocol: 'LMTP',
    ports: LMTP_PORTS,
    mechanisms: [],
    transfers: ALL_TRANSFERS,
    facts: { ...USUAL, size: undefined },
  },
  { server: 'aiosmtpd', protocol: 'LMTP', ports: LMTP_PORTS, ...AIOSMTPD },
  { server: 'lmtpSink', protocol: 'LMTP', ports: { plain: 'lmtp' }, ...SINK },
  { server: 'embedded', protocol: 'LMTP', ports: LMTP_PORTS, ...EMBEDDED },
];

/** What is to come of one combination. */
export function outcomeOf(
  entry: Entry,
  security: Security,
  mechanism: Mechanism,
  transfer: Transfer,
): Outcome {
  const isOffered =
    entry.ports[security] !== undefined &&
    (mechanism === 'no AUTH' || entry.mechanisms.includes(mechanism)) &&
    entry.transfers.includes(transfer);
  if (!isOffered) return absent;
  const exception = entry.exceptions?.find(
    (each) => (each.security?.includes(security) ?? true) && (each.mechanism?.includes(mechanism) ?? true),
  );
  return exception?.outcome ?? { type: 'works' };
}

/** What `AUTH` calls it. */
export function saslName(mechanism: Mechanism): string {
  return mechanism.split(' by ')[0] ?? '';
}

/** What a mechanism is bound to, if anything. */
export function bindingOf(mechanism: Mechanism): string | undefined {
  return mechanism.split(' by ')[1];
}

/** The title of the transcript that tries a combination. */
export function titleOf(mechanism: Mechanism, transfer: Transfer): string {
  return `${mechanism}, ${transfer}`;
}

/** The title of the transcript that tries a form. */
export function formTitle(form: Form, login: Login): string {
  return `${form.replaceAll(/[{}]/g, '')} with ${login}`;
}
