import type { SubjectName } from '../syntax/assertionTable';
import { findQueueId } from '../smtp/queueIds';
import type { Reply } from '../smtp/reply';
import type { TlsFacts } from '../transport/transport';

/** What is known where an assertion stands. */
export interface AssertionFacts {
  /** The latest reply of the server. */
  readonly reply: Reply | undefined;
  /** Milliseconds that it took to come. */
  readonly replyTook: number;
  /** Milliseconds since the run began. */
  readonly elapsed: number;
  /** What the latest reply to EHLO or LHLO offered; undefined before one, and after a handshake until the next. */
  readonly ehlo: ReadonlyMap<string, readonly string[]> | undefined;
  readonly tls: (TlsFacts & Partial<LaterTlsFacts>) | undefined;
  /** Recipients that were accepted since the latest `MAIL`. */
  readonly recipients: number;
}

/** What not every transport can tell of a handshake. */
interface LaterTlsFacts {
  readonly alpn: string;
  /** ISO 8601. */
  readonly validFrom: string;
  /** SHA-256, in hexadecimal digits. */
  readonly fingerprint: string;
}

/** What a subject is at the moment: one text, several (a list), or nothing, and then why. */
export type Fact =
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'many'; readonly texts: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

/** @param keyword of `ehlo`, in upper case */
export function factOf(name: SubjectName, keyword: string | undefined, facts: AssertionFacts): Fact {
  const { reply, ehlo, tls } = facts;
  switch (name) {
    case 'code':
    case 'enhanced':
    case 'text':
    case 'duration':
    case 'queueId':
      return reply === undefined ? none('there is no reply yet') : factOfReply(name, reply, facts.replyTook);
    case 'elapsed':
      return one(String(facts.elapsed));
    case 'recipients':
      return one(String(facts.recipients));
    case 'ehlo':
      if (ehlo === undefined) return none('there is no reply to EHLO yet');
      return keyword === undefined ? many([...ehlo.keys()]) : factOfKeyword(keyword, ehlo.get(keyword));
    default:
      return tls === undefined ? none('the connection is not protected by TLS') : factOfTls(name, tls);
  }
}

function factOfReply(
  name: 'code' | 'enhanced' | 'text' | 'duration' | 'queueId',
  { code, enhanced, lines }: Reply,
  took: number,
): Fact {
  switch (name) {
    case 'code':
      return one(String(code));
    case 'enhanced':
      return optional(enhanced, 'the reply has no enhanced status code');
    case 'text':
      return one(lines.join('\n'));
    case 'duration':
      return one(String(took));
    case 'queueId':
      return optional(
        lines.map((line) => findQueueId(line)?.id).find((id) => id !== undefined),
        'the reply names no queue id in a form that is known',
      );
  }
}

function factOfKeyword(keyword: string, parameters: readonly string[] | undefined): Fact {
  if (parameters === undefined) return none(`the server does not offer ${keyword}`);
  // RFC 1870 section 4: no number, or zero, is no limit.
  if (keyword === 'SIZE' && (parameters[0] ?? '0') === '0') return many(['Infinity']);
  return many(parameters);
}

type TlsSubject = Extract<SubjectName, 'tls' | `tls.${string}` | `cert.${string}`>;

function factOfTls(name: TlsSubject, tls: NonNullable<AssertionFacts['tls']>): Fact {
  switch (name) {
    case 'tls':
      return one(tls.protocol);
    case 'tls.protocol':
      return one(tls.protocol);
    case 'tls.cipher':
      return one(tls.cipher);
    case 'tls.authorized':
      return one(String(tls.authorized));
    case 'tls.serverName':
      return optional(tls.serverName || undefined, 'no name was asked for');
    case 'tls.alpn':
      return optional(tls.alpn, 'no protocol was agreed on');
    case 'cert.daysLeft':
      return one(String(tls.daysLeft));
    case 'cert.names':
      return many(tls.names);
    case 'cert.subject':
      return one(tls.subject);
    case 'cert.issuer':
      return one(tls.issuer);
    case 'cert.validFrom':
      return optional(tls.validFrom, 'the certificate does not say so');
    case 'cert.validTo':
      return one(tls.validTo);
    case 'cert.fingerprint':
      return optional(tls.fingerprint, 'the fingerprint is not known');
  }
}

function one(text: string): Fact {
  return { kind: 'one', text };
}

function many(texts: readonly string[]): Fact {
  return { kind: 'many', texts };
}

function none(reason: string): Fact {
  return { kind: 'none', reason };
}

function optional(text: string | undefined, reason: string): Fact {
  return text === undefined ? none(reason) : one(text);
}
