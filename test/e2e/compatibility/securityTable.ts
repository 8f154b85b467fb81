import type { Entry } from './table';

/** What became of a message with another one behind something that is not its end, as the mailbox tells. */
export type Fate =
  /** One message, with all that was sent in it. */
  | 'one'
  /** The second message arrived as one of its own: the server was taken in. */
  | 'two'
  /** The first message without what stands behind the sequence, which is lost. */
  | 'cut'
  /** Nothing: the server refused it. */
  | 'none';

/** What a server does with the other examples: what they say of a good one, or something else. */
export type Answer =
  | 'as written'
  | '2xx'
  | '4xx'
  | '5xx'
  /** It waits for more, and says nothing. */
  | 'silence'
  | 'close'
  /** There is no TLS to be had, so there is nothing to inject behind. */
  | 'no TLS';

/** What is known of a server: the sequences with another fate than `one`, and the examples that are not as written. */
export interface Known {
  readonly fates?: Partial<Record<Exclude<Fate, 'one'>, readonly string[]>>;
  readonly answers?: Readonly<Record<string, Answer>>;
}

export function knownOf({ server, protocol }: Entry): Known {
  return KNOWN[server]?.[protocol] ?? {};
}

const LINE_FEEDS = ['LF, dot, LF', 'LF, dot, CRLF', 'CRLF, dot, LF'];
const MORE_CARRIAGE_RETURNS = ['CRLF, dot, CR, CRLF', 'CR, CRLF, dot, CR, CRLF'];
const CARRIAGE_RETURNS = ['CR, dot, CRLF', 'CRLF, dot, CR', 'CR, dot, CR', 'LF, dot, CR'];

const EARLY = 'Commands that do not wait for the reply to EHLO';
const ALL_AT_ONCE = 'DATA and its message in one write';
const NUL = 'NUL in a command';
const CARRIAGE_RETURN = 'A bare CR in a command';
const LINE_FEED = 'A command that ends with LF alone';
const INJECTED = 'A command behind STARTTLS, in the same packet';
const BEGUN = 'A session that was begun in plain text does not go on under TLS';

const NO_TLS = { [INJECTED]: 'no TLS', [BEGUN]: 'no TLS' } as const;
/** It takes what it gets, up to CRLF. */
const SINK: Known = {
  answers: { [NUL]: '2xx', [CARRIAGE_RETURN]: '2xx', [LINE_FEED]: 'silence', ...NO_TLS },
};
const AIOSMTPD: Known = { answers: { [NUL]: '2xx' } };
/** Its login service wants a login first, and hangs up on what comes behind STARTTLS. */
const DOVECOT = { [EARLY]: '5xx', [INJECTED]: 'close', [BEGUN]: '5xx' } as const;

const KNOWN: { readonly [server in Entry['server']]?: { readonly [protocol in Entry['protocol']]?: Known } } =
  {
    // Without smtpd_forbid_bare_newline, which Postfix 3.9 sets by itself.
    postfix: { SMTP: { fates: { two: [...LINE_FEEDS, ...MORE_CARRIAGE_RETURNS] } } },
    dovecot: {
      SMTP: { fates: { cut: LINE_FEEDS }, answers: DOVECOT },
      LMTP: { fates: { two: LINE_FEEDS }, answers: { [INJECTED]: 'close' } },
    },
    dovecot24: { SMTP: { answers: DOVECOT } },
    sendmail: {
      SMTP: {
        fates: { none: [...LINE_FEEDS, ...CARRIAGE_RETURNS, ...MORE_CARRIAGE_RETURNS] },
        answers: { [EARLY]: '5xx', [ALL_AT_ONCE]: '5xx', [BEGUN]: '5xx' },
      },
    },
    // It takes them for the end, and refuses the message as more has come behind it: it has no PIPELINING.
    opensmtpd: {
      SMTP: {
        fates: { none: [...LINE_FEEDS, 'CRLF, dot, NUL, CRLF'] },
        answers: { [EARLY]: '5xx', [ALL_AT_ONCE]: '5xx', [INJECTED]: '5xx', [BEGUN]: '5xx' },
      },
    },
    aiosmtpd: { SMTP: AIOSMTPD, LMTP: AIOSMTPD },
    sink: { SMTP: SINK },
    lmtpSink: { LMTP: SINK },
  };
