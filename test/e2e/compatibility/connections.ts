import { outcomeOf, SECURITIES, type Entry, type Protocol, type Security } from './table';

/** The connections that a server offers. */
export function securitiesOf({ ports }: Entry): readonly Security[] {
  return SECURITIES.filter((security) => ports[security] !== undefined);
}

/** Whether a conversation comes about at all. */
export function isReachable(entry: Entry, security: Security): boolean {
  const fails = outcomeOf(entry, security, 'no AUTH', 'DATA');
  return fails.type !== 'fails' || !/handshake/i.test(fails.note);
}

/** What a server is called when it is spoken to over one of its protocols. */
export function nameOf({ name, protocol }: Entry): string {
  return protocol === 'LMTP' ? `${name} (LMTP)` : name;
}

export function urlOf(entry: Entry, security: Security, ports: Readonly<Record<string, number>>): string {
  const port = ports[entry.ports[security] ?? ''];
  if (port === undefined) throw new Error(`${entry.name} does not listen for ${security}.`);
  return `${entry.protocol === 'LMTP' ? 'lmtp' : SCHEMES[security]}://localhost:${port}`;
}

const SCHEMES: Record<Security, string> = { plain: 'smtp', STARTTLS: 'smtp+starttls', TLS: 'smtps' };

/** Conversations that begin alike are in one file; there is no URL that stands for LMTP with STARTTLS, so the transcripts say it. */
export interface Opening {
  readonly file: string;
  readonly protocol: Protocol;
  readonly lines: readonly string[];
}

const OPENINGS = {
  smtp: { file: 'smtp.smtp', protocol: 'SMTP', lines: [] },
  lmtp: { file: 'lmtp.smtp', protocol: 'LMTP', lines: [] },
  lmtpStartTls: {
    file: 'lmtp-starttls.smtp',
    protocol: 'LMTP',
    lines: ['C: LHLO client.example.test', 'S: 250', 'C: STARTTLS', 'S: 220'],
  },
} as const satisfies Readonly<Record<string, Opening>>;

export const ALL_OPENINGS: readonly Opening[] = Object.values(OPENINGS);

export function openingOf({ protocol }: Pick<Entry, 'protocol'>, security: Security): Opening {
  if (protocol === 'SMTP') return OPENINGS.smtp;
  return security === 'STARTTLS' ? OPENINGS.lmtpStartTls : OPENINGS.lmtp;
}

/** What is said first, up to and with the reply to EHLO or LHLO; `greeted` is what is claimed of the greeting. */
export function openingLines(
  { protocol, lines }: Opening,
  greeted: readonly string[] = [],
): readonly string[] {
  const hello = protocol === 'SMTP' ? 'EHLO' : 'LHLO';
  return ['S: 220', ...greeted, ...lines, `C: ${hello} client.example.test`, 'S: 250'];
}
