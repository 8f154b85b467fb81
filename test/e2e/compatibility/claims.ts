import { ALL_OPENINGS, nameOf, openingLines, openingOf, securitiesOf, isReachable } from './connections';
import { loginOf } from './formTranscripts';
import { outcomeOf, saslName, TABLE, type Entry, type Security } from './table';
import { AUTHENTICATION, transferLines } from './transcripts';

/** A server over one kind of connection, of which `??` claims what the table says. */
export interface Claimed {
  readonly entry: Entry;
  readonly security: Security;
  readonly title: string;
  /** The same with each claim turned round, none of which holds. */
  readonly contrary: string;
}

export const CLAIMED: readonly Claimed[] = TABLE.flatMap((entry) =>
  securitiesOf(entry)
    .filter((security) => isReachable(entry, security))
    .map((security) => {
      const title = `${nameOf(entry)}, ${security}`;
      return { entry, security, title, contrary: `${title}, the contrary` };
    }),
);

/** The files by their names, with two transcripts for each server and connection. */
export function claimFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ALL_OPENINGS.map((opening) => {
      const those = CLAIMED.filter(({ entry, security }) => openingOf(entry, security) === opening);
      return [opening.file, [HEAD, ...those.flatMap(transcripts)].join('\n')];
    }),
  );
}

const HEAD = `# Written by test/e2e/compatibility/claims.ts: what the table says of each server, as assertions, and the contrary of it.
# Run with --server, and with ca.crt beside this file.
# @tls-ca ca.crt
# @timeout 20s
`;

/** How many assertions the transcripts of it have. */
export function claimCount({ entry, security }: Claimed): number {
  return Object.values(claims(entry, security)).flat().length;
}

interface Claim {
  readonly subject: string;
  readonly isNot?: boolean;
  readonly rest: string;
}

function claims(
  entry: Entry,
  security: Security,
): Record<'greeting' | 'hello' | 'message', readonly Claim[]> {
  const { size, enhanced, queueId } = entry.facts;
  return {
    greeting: [
      { subject: 'code', rest: '== 220' },
      { subject: 'text', rest: 'matches /^\\S+/' },
      { subject: 'duration', rest: '< 20s' },
    ],
    hello: [
      ...(security === 'plain' ? [{ subject: 'tls', isNot: true, rest: 'exists' }] : TLS_CLAIMS),
      { subject: 'ehlo CHUNKING', isNot: !entry.transfers.includes('BDAT'), rest: 'exists' },
      { subject: 'ehlo PIPELINING', isNot: !entry.transfers.includes('pipelined'), rest: 'exists' },
      {
        subject: 'ehlo STARTTLS',
        isNot: security !== 'plain' || entry.ports.STARTTLS === undefined,
        rest: 'exists',
      },
      size === undefined
        ? { subject: 'ehlo SIZE', isNot: true, rest: 'exists' }
        : { subject: 'ehlo SIZE', rest: `== ${size}` },
      ...mechanismClaims(entry, security),
    ],
    message: [
      { subject: 'code', rest: '== 2xx' },
      enhanced
        ? { subject: 'enhanced', rest: 'startsWith 2.' }
        : { subject: 'enhanced', isNot: true, rest: 'exists' },
      { subject: 'queueId', isNot: !queueId, rest: 'exists' },
      { subject: 'recipients', rest: '== 1' },
      { subject: 'elapsed', rest: '< 1m' },
    ],
  };
}

const TLS_CLAIMS: readonly Claim[] = [
  { subject: 'tls.protocol', rest: '== TLSv1.3' },
  { subject: 'tls.authorized', rest: '== true' },
  { subject: 'cert.names', rest: 'includes localhost' },
  { subject: 'cert.daysLeft', rest: '> 0' },
];

/** EXTERNAL is left out, which some offer only to a client that has shown a certificate. */
function mechanismClaims(entry: Entry, security: Security): readonly Claim[] {
  const offered = entry.mechanisms.filter(
    (mechanism) =>
      mechanism !== 'EXTERNAL' && outcomeOf(entry, security, mechanism, 'DATA').type !== 'absent',
  );
  if (offered.length === 0) return [{ subject: 'ehlo AUTH', isNot: true, rest: 'exists' }];
  return [...new Set(offered.map(saslName))].map((name) => ({
    subject: 'ehlo AUTH',
    rest: `includes ${name}`,
  }));
}

function transcripts({ entry, security, title, contrary }: Claimed): readonly string[] {
  const { greeting, hello, message } = claims(entry, security);
  const transcript = (name: string, directives: readonly string[], isContrary: boolean): string => {
    const claimed = (which: readonly Claim[]): readonly string[] =>
      which.map(
        ({ subject, isNot = false, rest }) => `?? ${subject} ${isNot === isContrary ? '' : 'not '}${rest}`,
      );
    return [
      ...[`### ${name}`, ...directives],
      ...[...openingLines(openingOf(entry, security), claimed(greeting)), ...claimed(hello)],
      ...[...AUTHENTICATION[loginOf(entry, security)], ...transferLines(name, 'DATA'), ...claimed(message)],
      ...['C: QUIT', 'S: 221', ''],
    ].join('\n');
  };
  return [transcript(title, [], false), transcript(contrary, ['# @on-failure continue'], true)];
}
