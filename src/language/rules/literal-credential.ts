import { isLoopback } from '../../syntax/connection';
import type { Fix } from '../../syntax/diagnostic';
import type { Settings, Transcript, TranscriptDocument } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import type { TranscriptModel } from '../conversationModel';
import { directiveSecrets } from '../directiveSecrets';
import { isPlaceholder } from '../credentialReading';
import type { Base64Credential, Credential } from '../credentials';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** A password or token in the file itself, which is shared, copied and committed. */
export const rule: Rule = {
  code: 'literal-credential',
  group: 'style',
  severity: 'hint',
  *check({ document }) {
    for (const { kind, span, staysHere: isLocal } of directiveSecrets(document)) {
      if (isLocal) continue;
      const secret = `{{$secret ${kind}}}`;
      const what = kind === 'proxy' ? 'the password of the proxy' : 'the passphrase of the key';
      yield {
        message: `Whoever reads this file knows ${what}`,
        span,
        fixes: [{ title: `Move it to ${secret}`, changes: [{ span, newText: secret }] }],
      };
    }
  },
  *checkTranscript({ document, model, credentials }) {
    if (credentials.length === 0 || staysHere(document, model)) return;
    const refused = refusedLines(model);
    for (const credential of credentials) {
      // One in clear text is a mistake of its own.
      if (credential.state !== 'base64' || refused.has(credential.line)) continue;
      const held = contentOf(credential, document);
      if (held === undefined) continue;
      const { span } = credential;
      const fix = movedAway(credential, credentials);
      yield {
        // The message never quotes a credential: diagnostics are printed, and end up in logs.
        message: `Whoever reads this file knows ${held}: base64 is not encryption`,
        span,
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `Base64 is no encryption: whoever has the file has the password, and files are shared, copied and committed. \`{{$secret name}}\` takes it from
the editor's secret storage, or on the command line from the environment variable \`SMTP_SECRET_NAME\`. Passwords for servers on this
machine, and for the built-in one, are nobody's secret. The same goes for the password in the URL of \`# @proxy\` and for \`# @tls-passphrase\`.`,
  bad: `C: AUTH PLAIN AGFubgBvcGVuLXNlc2FtZQ==
S: 235 2.7.0 Authentication successful`,
  good: `C: AUTH PLAIN {{$plain ann {{$secret ann}}}}
S: 235 2.7.0 Authentication successful`,
};

/** Mechanisms whose one message holds a token (RFC 7628); the responses of others are made for one challenge only. */
const TOKENS: ReadonlySet<string> = new Set(['XOAUTH2', 'OAUTHBEARER']);

function contentOf(
  { kind, mechanism, password, span }: Base64Credential,
  { text }: TranscriptDocument,
): string | undefined {
  if (kind === 'other')
    return TOKENS.has(mechanism) && holdsToken(textOf(text, span)) ? 'the token' : undefined;
  const isThere = kind !== 'login-user' && password !== '' && !isPlaceholder(password ?? '');
  return isThere ? 'the password' : undefined;
}

/** Both mechanisms have it as `auth=Bearer …`; the answer to an error challenge has none (RFC 7628 section 3.2.3). */
function holdsToken(base64: string): boolean {
  return /auth=\S+ +\S/i.test(Buffer.from(base64, 'base64').toString('latin1'));
}

function movedAway(credential: Base64Credential, credentials: readonly Credential[]): Fix | undefined {
  const user = userOf(credential, credentials);
  const name = secretName(user);
  const secret = `{{$secret ${name}}}`;
  const newText = replacement(credential, user, secret);
  if (newText === undefined) return undefined;
  const what = credential.kind === 'other' ? 'the response' : 'the password';
  return { title: `Move ${what} to ${secret}`, changes: [{ span: credential.span, newText }] };
}

function replacement(
  { kind, authzid }: Base64Credential,
  user: string | undefined,
  secret: string,
): string | undefined {
  switch (kind) {
    case 'login-user':
      return undefined;
    case 'login-password':
      return `{{$base64 ${secret}}}`;
    case 'other':
      return secret;
    case 'plain':
      if (user === undefined || user === '' || authzid !== '' || /[{}"\\\p{C}]/u.test(user)) return undefined;
      return `{{$plain ${/\s/.test(user) ? `"${user}"` : user} ${secret}}}`;
  }
}

function userOf(credential: Base64Credential, credentials: readonly Credential[]): string | undefined {
  if (credential.kind === 'plain') return credential.user;
  const first = credentials.find(
    ({ kind, authLine }) => kind === 'login-user' && authLine === credential.authLine,
  );
  return first?.state === 'invalid' ? undefined : first?.user;
}

/** A name for the secret that a person recognises: the user's, as far as it is one word. */
function secretName(user: string | undefined): string {
  const name = (user ?? '')
    .replace(/@.*$/s, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'password' : name;
}

function refusedLines({ steps }: TranscriptModel): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const step of steps) {
    const { request } = step.exchange;
    if (!isRefused(step) || (request?.kind !== 'command' && request?.kind !== 'response')) continue;
    lines.add(request.line.index);
    // A token is refused by an error challenge, and only what answers that draws the 535 (RFC 7628 section 3.2.3).
    if (request.kind === 'response') lines.add(request.line.command.index);
  }
  return lines;
}

/** Whether the server is on this machine, or the built-in one, be it by way of a variable. */
function staysHere(document: TranscriptDocument, { transcript, endpoint }: TranscriptModel): boolean {
  if (endpoint.kind === 'endpoint') return isLoopback(endpoint.endpoint);
  return namesTestServer(document, connectionText(document, transcript), transcript);
}

function connectionText(document: TranscriptDocument, transcript: Transcript): string {
  const written = (settings: Settings): string | undefined => {
    const line = settings.connections.at(-1);
    if (line !== undefined) return textOf(document.text, line.value);
    const server = settings.directives.findLast(
      ({ name }) => textOf(document.text, name).toLowerCase() === 'server',
    );
    return server === undefined ? undefined : textOf(document.text, server.value);
  };
  return written(transcript) ?? written(document.preamble) ?? '';
}

function namesTestServer(document: TranscriptDocument, written: string, transcript: Transcript): boolean {
  if (written.includes('{{$testServer')) return true;
  return [...transcript.variables, ...document.preamble.variables].some(
    ({ name, value }) =>
      written.includes(`{{${textOf(document.text, name)}}}`) &&
      textOf(document.text, value).includes('{{$testServer'),
  );
}
