/** What a subject is, which decides what it can be compared with. */
export type SubjectKind =
  'code' | 'number' | 'duration' | 'text' | 'list' | 'truth' | 'date' | 'version' | 'presence' | 'any';

export type SubjectName =
  | 'code'
  | 'enhanced'
  | 'text'
  | 'duration'
  | 'elapsed'
  | 'queueId'
  | 'recipients'
  | 'ehlo'
  | 'tls'
  | `tls.${'protocol' | 'cipher' | 'authorized' | 'serverName' | 'alpn'}`
  | `cert.${'daysLeft' | 'names' | 'subject' | 'issuer' | 'validFrom' | 'validTo' | 'fingerprint'}`;

/** What `?? ` can be about, besides variables. */
export interface SubjectInfo {
  readonly name: SubjectName;
  readonly kind: SubjectKind;
  /** A noun phrase: “the code of the latest reply”. */
  readonly summary: string;
  /** Values that it may have, for the editor to propose. */
  readonly examples: readonly string[];
}

export const SUBJECTS: readonly SubjectInfo[] = [
  subject('code', 'code', 'the code of the latest reply', '250', '2xx', '250|251', '354', '550'),
  subject('enhanced', 'text', 'the enhanced status code of the latest reply', '2.1.5', '2.', '5.7.1'),
  subject('text', 'text', 'the text of the latest reply, its lines joined by line feeds', 'queued'),
  subject('duration', 'duration', 'how long the latest reply took', '500ms', '2s'),
  subject('elapsed', 'duration', 'how long the run has taken up to here', '5s', '1m'),
  subject('queueId', 'text', 'the queue id that the latest reply names, in the form of the known servers'),
  subject('recipients', 'number', 'how many recipients of this message were accepted', '1', '2'),
  subject(
    'ehlo',
    'list',
    'what the server offers; a keyword after it is that extension’s parameters',
    '10MB',
  ),
  subject('tls', 'presence', 'the protection of the connection by TLS'),
  subject('tls.protocol', 'version', 'the version of TLS', 'TLSv1.3', 'TLSv1.2'),
  subject('tls.cipher', 'text', 'the cipher suite', '/GCM|CHACHA20/'),
  subject('tls.authorized', 'truth', 'whether the certificate was verified and found good', 'true', 'false'),
  subject('tls.serverName', 'text', 'the name that was asked for in the handshake'),
  subject('tls.alpn', 'text', 'the protocol that the handshake agreed on', 'smtp'),
  subject('cert.daysLeft', 'number', 'how many days the certificate is still valid', '14', '30'),
  subject('cert.names', 'list', 'the names that the certificate is for', 'mail.example.com'),
  subject('cert.subject', 'text', 'whom the certificate is for'),
  subject('cert.issuer', 'text', 'who issued the certificate'),
  subject('cert.validFrom', 'date', 'when the certificate begins to be valid', '2026-01-01'),
  subject('cert.validTo', 'date', 'when the certificate expires', '2027-01-01'),
  subject('cert.fingerprint', 'text', 'the SHA-256 fingerprint of the certificate'),
];

export type PredicateName =
  '==' | '!=' | '<' | '<=' | '>' | '>=' | 'startsWith' | 'endsWith' | 'includes' | 'matches' | 'exists';

export interface PredicateInfo {
  readonly name: PredicateName;
  /** A verb phrase: “is less than”. */
  readonly summary: string;
  /** The opposite, in words. */
  readonly opposite: string;
  /** Of which subjects it can be said. */
  readonly kinds: ReadonlySet<SubjectKind>;
}

const EQUAL = ['code', 'number', 'duration', 'text', 'list', 'truth', 'date', 'version', 'any'] as const;
const ORDERED = ['code', 'number', 'duration', 'list', 'date', 'version', 'any'] as const;
const TEXTUAL = ['code', 'text', 'version', 'date', 'any'] as const;

export const PREDICATES: readonly PredicateInfo[] = [
  predicate('==', 'is', 'is not', EQUAL),
  predicate('!=', 'is not', 'is', EQUAL),
  predicate('<', 'is less than', 'is at least', ORDERED),
  predicate('<=', 'is at most', 'is more than', ORDERED),
  predicate('>', 'is more than', 'is at most', ORDERED),
  predicate('>=', 'is at least', 'is less than', ORDERED),
  predicate('startsWith', 'starts with', 'does not start with', TEXTUAL),
  predicate('endsWith', 'ends with', 'does not end with', TEXTUAL),
  predicate('includes', 'includes', 'does not include', [...TEXTUAL, 'list']),
  predicate('matches', 'matches', 'does not match', [...TEXTUAL, 'list']),
  predicate('exists', 'exists', 'does not exist', [...EQUAL, 'presence']),
];

const SUBJECTS_BY_NAME: ReadonlyMap<string, SubjectInfo> = new Map(SUBJECTS.map((info) => [info.name, info]));
const PREDICATES_BY_NAME: ReadonlyMap<string, PredicateInfo> = new Map(
  PREDICATES.map((info) => [info.name, info]),
);

export function findSubject(name: string): SubjectInfo | undefined {
  return SUBJECTS_BY_NAME.get(name);
}

export function findPredicate(name: string): PredicateInfo | undefined {
  return PREDICATES_BY_NAME.get(name);
}

/** What other languages call a predicate. */
export const PREDICATE_ALIASES: ReadonlyMap<string, PredicateName> = new Map([
  ['=', '=='],
  ['===', '=='],
  ['is', '=='],
  ['equals', '=='],
  ['<>', '!='],
  ['!==', '!='],
  ['=>', '>='],
  ['=<', '<='],
  ['=~', 'matches'],
  ['~', 'matches'],
  ['contains', 'includes'],
  ['has', 'includes'],
]);

function subject(
  name: SubjectName,
  kind: SubjectKind,
  summary: string,
  ...examples: readonly string[]
): SubjectInfo {
  return { name, kind, summary, examples };
}

function predicate(
  name: PredicateName,
  summary: string,
  opposite: string,
  kinds: readonly SubjectKind[],
): PredicateInfo {
  return { name, summary, opposite, kinds: new Set(kinds) };
}
