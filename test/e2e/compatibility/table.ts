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
export type Mechanism = (typeof MECHANISMS)[number];
export const TRANSFERS = ['DATA', 'BDAT', 'pipelined'] as const;
export type Transfer = (typeof TRANSFERS)[number];

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
  /** What is otherwise than the rest of the entry says; the first that fits holds. */
  readonly exceptions?: readonly Exception[];
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
const PASSWORDS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'] as const;
const ALL_TRANSFERS = TRANSFERS;
const absent = { type: 'absent' } as const;
const noCertificateInClear = { security: ['plain'], mechanism: ['EXTERNAL'], outcome: absent } as const;

/** What smtp-sink(1) says to any AUTH; RFC 4954 has 235 and 334. */
const sinkExceptions: readonly Exception[] = [
  {
    mechanism: ['PLAIN', 'LOGIN'],
    outcome: {
      type: 'fails',
      message: /expected (?:235|334), got 250/,
      note: 'smtp-sink answers AUTH with 250, where RFC 4954 has 235 or 334',
    },
  },
];

/** The table that the transcripts, the runs and the page are made from. */
export const TABLE: readonly Entry[] = [
  {
    server: 'postfix',
    name: 'Postfix',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: PASSWORDS,
    transfers: ALL_TRANSFERS,
  },
  {
    server: 'exim',
    name: 'Exim',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: [...PASSWORDS, 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL'],
    transfers: ALL_TRANSFERS,
    exceptions: [noCertificateInClear],
  },
  {
    server: 'dovecot',
    name: 'Dovecot',
    deliveredBy: 'postfix',
    protocol: 'SMTP',
    ports: { plain: 'submission', STARTTLS: 'submission', TLS: 'tls' },
    mechanisms: [...PASSWORDS, 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL'],
    transfers: ALL_TRANSFERS,
    exceptions: [
      {
        mechanism: ['no AUTH'],
        outcome: {
          type: 'fails',
          message: /got 530 5\.7\.0 Authentication required/,
          note: 'Dovecot’s submission service takes no mail before AUTH',
        },
      },
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
    server: 'sendmail',
    name: 'Sendmail',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: [...PASSWORDS, 'EXTERNAL', 'ANONYMOUS'],
    transfers: ['DATA', 'pipelined'],
    exceptions: [noCertificateInClear],
  },
  {
    server: 'opensmtpd',
    name: 'OpenSMTPD',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: [],
    transfers: ['DATA'],
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
  {
    server: 'aiosmtpd',
    name: 'aiosmtpd',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: ['PLAIN', 'LOGIN'],
    transfers: ['DATA'],
  },
  {
    server: 'sink',
    name: 'smtp-sink',
    protocol: 'SMTP',
    ports: { plain: 'plain' },
    mechanisms: ['PLAIN', 'LOGIN'],
    transfers: ['DATA', 'pipelined'],
    exceptions: sinkExceptions,
  },
  {
    server: 'embedded',
    name: 'smtp-server',
    protocol: 'SMTP',
    ports: SMTP_PORTS,
    mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'],
    transfers: ALL_TRANSFERS,
  },
  {
    server: 'dovecot',
    name: 'Dovecot',
    protocol: 'LMTP',
    ports: { plain: 'lmtp', STARTTLS: 'lmtp' },
    mechanisms: [],
    transfers: ALL_TRANSFERS,
  },
  {
    server: 'aiosmtpd',
    name: 'aiosmtpd',
    protocol: 'LMTP',
    ports: { plain: 'lmtp', STARTTLS: 'lmtp' },
    mechanisms: ['PLAIN', 'LOGIN'],
    transfers: ['DATA'],
  },
  {
    server: 'lmtpSink',
    name: 'smtp-sink',
    protocol: 'LMTP',
    ports: { plain: 'lmtp' },
    mechanisms: ['PLAIN', 'LOGIN'],
    transfers: ['DATA', 'pipelined'],
    exceptions: sinkExceptions,
  },
  {
    server: 'embedded',
    name: 'smtp-server',
    protocol: 'LMTP',
    ports: { plain: 'lmtp', STARTTLS: 'lmtp' },
    mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'],
    transfers: ALL_TRANSFERS,
  },
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

/** The title of the transcript that tries a combination. */
export function titleOf(mechanism: Mechanism, transfer: Transfer): string {
  return `${mechanism}, ${transfer}`;
}
