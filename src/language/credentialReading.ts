import { decodeBase64, decodeToText, looksLikeBase64 } from '../smtp/base64';
import { decodeNulEscapes } from './base64Text';
import type { Credential } from './credentials';

/** Where a text stands in its AUTH exchange. */
export type CredentialPlace = Pick<Credential, 'mechanism' | 'step' | 'line' | 'authLine'> & {
  /** What the recorded challenge of LOGIN asks for; where that is absent, the user comes first. */
  readonly asked?: 'user' | 'password' | undefined;
};

/**
 * Reads what a client says in an AUTH exchange. Undefined if it is no literal credential: nothing, `*` (the client gives
 * up), `=` (an empty initial response, RFC 4954 section 4), `{{…}}`, or a placeholder that an author put in its place.
 *
 * @param start where `written` begins in the document
 */
export function readCredential(
  written: string,
  start: number,
  { mechanism, step, line, authLine, asked }: CredentialPlace,
): Credential | undefined {
  const text = written.trim();
  if (text === '' || text === '*' || text === '=' || text.includes('{{') || isPlaceholder(text))
    return undefined;
  const spanStart = start + written.indexOf(text);
  const span = { start: spanStart, end: spanStart + text.length };
  const base = { span, line, authLine, mechanism, step };
  if (mechanism === 'PLAIN') return { ...base, kind: 'plain', ...readPlain(text) };
  if (mechanism !== 'LOGIN') return { ...base, kind: 'other', ...readOther(text) };
  const part = asked ?? (step === 'initial' || step === 0 ? 'user' : step === 1 ? 'password' : undefined);
  return part === undefined ? undefined : { ...base, kind: `login-${part}`, ...readLogin(text, part, step) };
}

/** Whether a text only stands for a credential, in the place of one or as the password that it holds. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

/** `<base64>`, `[hidden]`, `••••`, `xxxxxxxx`, `dGVz...`, and the words that swaks and editors of logs put in. */
const PLACEHOLDER =
  /^<.*>$|^\[.*\]$|^\(.*\)$|\.\.\.$|…$|^[•*]+$|^(.)\1{3,}$|^(?:PROVIDED_BUT_)?REMOVED$|^REDACTED$|^HIDDEN$/;

/** What a text turned out to be, without its place. */
type Reading =
  | { readonly state: 'invalid'; readonly problem: string; readonly missing?: string }
  | {
      readonly state: 'clear';
      readonly user: string | undefined;
      readonly password: string | undefined;
      readonly decodes: boolean;
    }
  | {
      readonly state: 'base64';
      readonly authzid: string | undefined;
      readonly user: string | undefined;
      readonly password: string | undefined;
    };

function readPlain(text: string): Reading {
  const words = text.split(/\s+/);
  if (words.length > 2)
    return invalid(
      'AUTH PLAIN takes one word of base64; in clear, write a user and a password to have them encoded',
    );
  const [user, password] = words;
  if (password !== undefined) return { state: 'clear', user, password, decodes: false };
  // `\0user\0password`, as it is passed to perl or printf to be encoded.
  const escaped = /^\0([^\0]+)\0([^\0]+)$/.exec(decodeNulEscapes(text));
  if (escaped !== null) return { state: 'clear', user: escaped[1], password: escaped[2], decodes: false };
  const decoded = decodeBase64(text);
  if (!decoded.ok) return notBase64(text, decoded.message);
  if (decoded.bytes.filter((octet) => octet === 0).length !== 2)
    return invalid('This is not what AUTH PLAIN takes: the base64 of NUL, user, NUL, password');
  const parts = decodeToText(text)?.split('\0');
  return { state: 'base64', authzid: parts?.[0], user: parts?.[1], password: parts?.[2] };
}

function readLogin(text: string, part: 'user' | 'password', step: 'initial' | number): Reading {
  if (step === 'initial' && /\s/.test(text))
    return invalid('AUTH LOGIN takes only the user here, in base64; the password goes on a line of its own');
  const of = (value: string | undefined): { user: string | undefined; password: string | undefined } => ({
    user: part === 'user' ? value : undefined,
    password: part === 'password' ? value : undefined,
  });
  if (looksLikeBase64(text)) return { state: 'base64', authzid: undefined, ...of(decodeToText(text)) };
  const decoded = decodeBase64(text);
  // A short word such as `password` decodes too, but to octets that are no text. Padding tells that base64 was meant.
  if (decoded.ok && text.endsWith('=')) return { state: 'base64', authzid: undefined, ...of(undefined) };
  if (!decoded.ok && isCutOff(text)) return notBase64(text, decoded.message);
  return { state: 'clear', ...of(text), decodes: decoded.ok };
}

function readOther(text: string): Reading {
  const decoded = decodeBase64(text);
  if (!decoded.ok) return notBase64(text, decoded.message);
  return { state: 'base64', authzid: undefined, user: undefined, password: undefined };
}

/** Whether only the padding is missing or too much: in clear, a text would not decode to text. */
function isCutOff(text: string): boolean {
  const data = text.replace(/=+$/, '');
  return data.length > 4 && looksLikeBase64(data + '='.repeat((4 - (data.length % 4)) % 4));
}

function invalid(problem: string): Reading {
  return { state: 'invalid', problem };
}

function notBase64(text: string, message: string): Reading {
  const missing = ['=', '=='].find((padding) => decodeBase64(text + padding).ok);
  const problem = `This is not base64: ${withoutPeriod(message)}`;
  return { state: 'invalid', problem, ...(missing === undefined ? {} : { missing }) };
}

function withoutPeriod(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
