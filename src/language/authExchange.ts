import { decodeBase64 } from '../smtp/base64';
import { readClientMessage, type SaslField } from '../smtp/saslMessages';
import type { CommandLine, TranscriptDocument } from '../syntax/document';
import { textOf, type Span } from '../syntax/span';
import { credentialAtLine, type Credential } from './credentials';

/** The mechanism that an AUTH line names, in upper case; undefined for any other command. */
export function mechanismOf({ text }: TranscriptDocument, line: CommandLine): string | undefined {
  return /^\s*AUTH\s+(\S+)/i.exec(textOf(text, line.value))?.[1]?.toUpperCase();
}

/** What a literal message of the client in an AUTH exchange holds, and where it stands. */
export interface ClientMessage {
  readonly credential: Credential;
  readonly span: Span;
  /** Undefined if it has not the form of its mechanism: then all of it may be secret. */
  readonly fields: readonly SaslField[] | undefined;
}

/** The literal message on a line of an AUTH exchange, by the line's index; undefined if there is none. */
export function clientMessageAt(document: TranscriptDocument, line: number): ClientMessage | undefined {
  const credential = credentialAtLine(document, line);
  if (credential === undefined) return undefined;
  return { credential, span: credential.span, fields: fieldsOf(document, credential) };
}

function fieldsOf({ text }: TranscriptDocument, credential: Credential): readonly SaslField[] | undefined {
  switch (credential.state) {
    case 'base64': {
      const decoded = decodeBase64(textOf(text, credential.span));
      if (!decoded.ok) return undefined;
      return readClientMessage(credential.mechanism, decoded.bytes, credential.kind === 'login-password');
    }
    case 'clear':
      return inClear(credential.user, credential.password);
    case 'invalid':
      return undefined;
  }
}

function inClear(user: string | undefined, password: string | undefined): readonly SaslField[] {
  const fields: SaslField[] = [];
  if (user !== undefined) fields.push({ name: 'user name', kind: 'user', value: user });
  if (password !== undefined) fields.push({ name: 'password', kind: 'secret', value: password });
  return fields;
}
