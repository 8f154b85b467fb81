import { decodeBase64, encodeBase64 } from '../smtp/base64';
import { readClientMessage } from '../smtp/saslMessages';
import type { TranscriptDocument } from '../syntax/document';
import { textOf } from '../syntax/span';
import { parseTemplate, type Template } from '../syntax/template';
import { credentialsAt, type Credential } from './credentials';
import { directiveSecrets } from './directiveSecrets';
import { expressionsIn } from './expressions';
import { isSecretVariable } from './secretVariables';
import { settingsIn } from './settings';

/** What stands in the place of a secret. */
export const MASK = '••••';

/**
 * A text taken from a document, or worked out from it, without the secrets that the document holds, in clear and in base64.
 * Those of one or two characters are not searched for: they would be found everywhere.
 */
export function masked(document: TranscriptDocument, text: string): string {
  let result = text;
  for (const secret of secretsIn(document))
    if (secret.length <= result.length) result = result.replaceAll(secret, MASK);
  return result;
}

const SECRETS = new WeakMap<TranscriptDocument, readonly string[]>();

/** The longest first, as one may hold another. */
function secretsIn(document: TranscriptDocument): readonly string[] {
  let secrets = SECRETS.get(document);
  if (secrets === undefined) {
    const found = new Set<string>();
    for (const secret of literalSecrets(document))
      if (secret.trim().length > 2) found.add(secret).add(encodeBase64(secret));
    secrets = [...found].sort((a, b) => b.length - a.length);
    SECRETS.set(document, secrets);
  }
  return secrets;
}

function* literalSecrets(document: TranscriptDocument): Generator<string> {
  for (const credential of credentialsAt(document)) yield* secretsOf(document, credential);
  for (const settings of settingsIn(document))
    for (const { span, value } of directiveSecrets(document, settings)) {
      yield textOf(document.text, span);
      yield value;
    }
  for (const { part } of expressionsIn(document)) {
    if (part.kind !== 'call' || (part.name !== '$plain' && part.name !== '$sasl')) continue;
    const password = part.args[1];
    if (password !== undefined) yield* literals(password.value);
  }
  for (const { variables } of settingsIn(document))
    for (const { name, value } of variables) {
      // What is secret in one transcript is so in all of them.
      if (!isSecretVariable(document, undefined, textOf(document.text, name))) continue;
      yield* literals(parseTemplate(textOf(document.text, value), value.start));
    }
}

function* secretsOf({ text }: TranscriptDocument, credential: Credential): Generator<string> {
  const { kind, state, span, mechanism } = credential;
  if (kind === 'login-user' && credential.state !== 'invalid' && credential.user?.includes('\0') !== true)
    return;
  const written = textOf(text, span);
  yield written;
  if (state === 'clear' && credential.password !== undefined) yield credential.password;
  if (state !== 'base64') return;
  const decoded = decodeBase64(written);
  if (!decoded.ok) return;
  const fields = readClientMessage(mechanism, decoded.bytes, kind === 'login-password') ?? [];
  for (const field of fields) if (field.kind === 'secret') yield field.value;
}

function* literals(template: Template): Generator<string> {
  for (const part of template) if (part.kind === 'text') yield part.text;
}
