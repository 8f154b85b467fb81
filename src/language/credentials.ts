import type { TextEdit } from 'vscode-languageserver-types';
import { decodeToText, encodeBase64 } from '../smtp/base64';
import type { CommandLine, Exchange, ResponseLine, TranscriptDocument } from '../syntax/document';
import { textOf, type Span } from '../syntax/span';
import { plainMessage } from './base64Text';
import { readCredential } from './credentialReading';
import { toTextEdit } from './lspTypes';

/**
 * What a credential is for: `plain` holds user and password in one (RFC 4616), LOGIN sends them on lines of their own, and
 * `other` is a message of any other mechanism.
 */
export type CredentialKind = 'plain' | 'login-user' | 'login-password' | 'other';

interface CredentialBase {
  readonly kind: CredentialKind;
  /** What is encoded, or is to be: of `AUTH PLAIN user password` the last two words. */
  readonly span: Span;
  /** Index of the line it stands on. */
  readonly line: number;
  /** Index of the AUTH line it belongs to, which may be the same. */
  readonly authLine: number;
  /** Of the AUTH line, in upper case. */
  readonly mechanism: string;
  /** On the AUTH line, or which response after it: from 0, an initial response counted. */
  readonly step: 'initial' | number;
}

export interface ClearCredential extends CredentialBase {
  readonly state: 'clear';
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Whether it could be base64 all the same, of something that is no text. */
  readonly decodes: boolean;
}

export interface Base64Credential extends CredentialBase {
  readonly state: 'base64';
  /** Whom to act as; only AUTH PLAIN has it, and it is mostly empty. */
  readonly authzid: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

export interface InvalidCredential extends CredentialBase {
  readonly state: 'invalid';
  /** In words, to go after a colon. */
  readonly problem: string;
  /** The padding that makes it base64, if that is all that is missing. */
  readonly missing?: string;
}

/** A literal credential in a document; those with `{{…}}` in them are none. */
export type Credential = ClearCredential | Base64Credential | InvalidCredential;

/** Why an edit can't be made, in a sentence. */
export interface CredentialError {
  readonly error: string;
}

/** Every literal credential of a document, in order. */
export function credentialsAt(document: TranscriptDocument): Credential[] {
  return document.transcripts.flatMap(({ exchanges }) =>
    exchanges.flatMap((exchange) => credentialIn(document, exchange) ?? []),
  );
}

/** The literal credential that the client says in an exchange; undefined if there is none. */
export function credentialIn(document: TranscriptDocument, { request }: Exchange): Credential | undefined {
  if (request?.kind !== 'response' && (request?.kind !== 'command' || !isAuth(document, request.line)))
    return undefined;
  return credentialOf(document, request.line);
}

/** Whether a command can be AUTH by its first letter: nearly none is, and no other needs a closer look. */
function isAuth({ text }: TranscriptDocument, { value }: CommandLine): boolean {
  const first = text.charCodeAt(value.start);
  return first === 0x41 || first === 0x61 || first <= 0x20;
}

/** The literal credential on one line, by the line's index; undefined if there is none. */
export function credentialAtLine(document: TranscriptDocument, line: number): Credential | undefined {
  const node = document.lines[line];
  return node?.kind === 'command' || node?.kind === 'response' ? credentialOf(document, node) : undefined;
}

/** Turns a credential in clear into base64, in place. */
export function encodeEdit(document: TranscriptDocument, credential: ClearCredential): TextEdit {
  return toTextEdit(document, { span: credential.span, newText: encoded(credential) });
}

/** The base64 of a credential in clear. */
export function encoded({ kind, user, password }: ClearCredential): string {
  if (kind === 'plain') return encodeBase64(plainMessage(user ?? '', password ?? ''));
  return encodeBase64((kind === 'login-password' ? password : user) ?? '');
}

/**
 * Turns base64 into clear text, in place: that of PLAIN into `user password`. An error if {@link encodeEdit} could not
 * turn it back into the same.
 */
export function decodeCredential(
  document: TranscriptDocument,
  credential: Credential,
): TextEdit | CredentialError {
  if (credential.state === 'clear') return { error: 'This is in clear text already.' };
  if (credential.state === 'invalid') return { error: `This cannot be decoded: ${credential.problem}.` };
  const clear = clearText(credential);
  if (typeof clear !== 'string') return clear;
  const again = readCredential(clear, credential.span.start, credential);
  if (again?.state !== 'clear' || encoded(again) !== textOf(document.text, credential.span))
    return { error: 'In clear text this would not be read as the same again; use “Edit credentials…”.' };
  return toTextEdit(document, { span: credential.span, newText: clear });
}

/**
 * Writes other credentials in place of those at hand: both lines of an AUTH LOGIN, if both are literal. Without an
 * `authzid` that of an AUTH PLAIN goes.
 */
export function credentialEdit(
  document: TranscriptDocument,
  credential: Credential,
  user: string,
  password: string,
  authzid = '',
): readonly TextEdit[] | CredentialError {
  if (credential.kind === 'other')
    return { error: 'Only the credentials of AUTH PLAIN and AUTH LOGIN can be edited here.' };
  if ([user, password, authzid].some((value) => value.includes('\0')))
    return { error: 'A user name or password that holds a NUL cannot be sent.' };
  if (credential.kind === 'plain') {
    const newText = encodeBase64(plainMessage(user, password, authzid));
    return [toTextEdit(document, { span: credential.span, newText })];
  }
  return loginCredentials(document, credential).map(({ kind, span }) =>
    toTextEdit(document, { span, newText: encodeBase64(kind === 'login-password' ? password : user) }),
  );
}

/** The literal credentials of the AUTH LOGIN that one of them belongs to. */
function loginCredentials(document: TranscriptDocument, { authLine }: Credential): Credential[] {
  return credentialsAt(document).filter(
    ({ kind, authLine: other }) => other === authLine && (kind === 'login-user' || kind === 'login-password'),
  );
}

/** What stands in the document in the place of base64, or why nothing can. */
function clearText({ kind, authzid, user, password }: Base64Credential): string | CredentialError {
  switch (kind) {
    case 'other':
      return { error: 'Only the credentials of AUTH PLAIN and AUTH LOGIN are decoded here.' };
    case 'login-user':
    case 'login-password':
      return (kind === 'login-user' ? user : password) ?? NOT_TEXT;
    case 'plain':
      if (user === undefined || password === undefined) return NOT_TEXT;
      if (authzid !== '')
        return {
          error:
            'It names whom to act as, besides user and password, and “user password” has no place for that.',
        };
      if (user === '' || password === '') return { error: 'The user or the password in it is empty.' };
      if (/\s/.test(user))
        return {
          error:
            'The user name in it contains white space, so “user password” would be read as more than two words.',
        };
      if (/\s/.test(password))
        return {
          error:
            'The password in it contains white space, so “user password” would be read as more than two words.',
        };
      return `${user} ${password}`;
  }
}

const NOT_TEXT: CredentialError = { error: 'What it holds is not text in UTF-8.' };

function credentialOf(
  { text, lines }: TranscriptDocument,
  line: CommandLine | ResponseLine,
): Credential | undefined {
  const authLine = line.kind === 'command' ? line : line.command;
  const auth = readAuth(textOf(text, authLine.value));
  if (auth === undefined) return undefined;
  const { mechanism, initial, initialOffset } = auth;
  const place = { mechanism, line: line.index, authLine: authLine.index } as const;
  if (line.kind === 'command')
    return readCredential(initial, line.value.start + initialOffset, { ...place, step: 'initial' });
  const step = line.step + (initial === '' ? 0 : 1);
  const asked = mechanism === 'LOGIN' ? askedByServer(lines, text, line) : undefined;
  return readCredential(textOf(text, line.value), line.value.start, { ...place, step, asked });
}

/**
 * What the recorded challenge above a response to LOGIN asks for. Most servers ask for the user first, and the draft leaves
 * it to them; undefined if no challenge is recorded there, or nobody can tell what it means.
 */
export function askedByServer(
  lines: TranscriptDocument['lines'],
  text: string,
  response: ResponseLine,
): 'user' | 'password' | undefined {
  for (let at = response.index - 1; at > response.command.index; at--) {
    const line = lines[at];
    if (line?.kind === 'server') {
      const { pattern } = line;
      if (pattern.kind !== 'reply' || !pattern.codes.includes('334')) return undefined;
      const words = decodeToText(textOf(text, line.value).slice(3).trim()) ?? '';
      return /pass/i.test(words) ? 'password' : /user|login|name/i.test(words) ? 'user' : undefined;
    }
    if (line?.kind === 'response' || line?.kind === 'command') return undefined;
  }
  return undefined;
}

/** The mechanism of an AUTH line, and what follows it; undefined for any other command. */
function readAuth(line: string): { mechanism: string; initial: string; initialOffset: number } | undefined {
  const match = /^(\s*AUTH\s+(\S+)\s*)(.*?)\s*$/i.exec(line);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { mechanism: match[2].toUpperCase(), initial: match[3] ?? '', initialOffset: match[1].length };
}
