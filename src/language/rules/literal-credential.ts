import { isLoopback } from '../../syntax/connection';
import type { Fix } from '../../syntax/diagnostic';
import type { Settings, TranscriptDocument } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import type { Step } from '../conversationModel';
import { directiveSecrets, type DirectiveSecret } from '../directiveSecrets';
import { isPlaceholder } from '../credentialReading';
import { credentialIn, type Base64Credential } from '../credentials';
import { isRefused } from '../outcomes';
import type { ShownEndpoint } from '../shownEndpoint';
import { settingsIn } from '../settings';
import { withPauses } from '../steps';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A password or token in the file itself, which is shared, copied and committed. */
export const rule: Rule = {
  code: 'literal-credential',
  group: 'style',
  severity: 'hint',
  *check({ document }) {
    for (const settings of withPauses(settingsIn(document))) {
      if (settings === undefined) yield undefined;
      else
        for (const secret of directiveSecrets(document, settings))
          if (!secret.staysHere) yield inDirective(secret);
    }
  },
  checkStep: {
    on: ['AUTH', 'response'],
    find(step, { document, model, settings }) {
      const credential = credentialIn(document, step.exchange);
      // One in clear text is a mistake of its own.
      if (
        credential?.state !== 'base64' ||
        isRefusedLater(step) ||
        staysHere(document, model.endpoint, settings)
      )
        return undefined;
      const held = contentOf(credential, document);
      if (held === undefined) return undefined;
      const { span } = credential;
      const fix = movedAway(credential, userOf(credential, document, step));
      return {
        // The message never quotes a credential: diagnostics are printed, and end up in logs.
        message: `Whoever reads this file knows ${held}: base64 is not encryption`,
        span,
        fixes: fix === undefined ? [] : [fix],
      };
    },
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

function inDirective({ kind, span }: DirectiveSecret): Finding {
  const secret = `{{$secret ${kind}}}`;
  const what = kind === 'proxy' ? 'the password of the proxy' : 'the passphrase of the key';
  return {
    message: `Whoever reads this file knows ${what}`,
    span,
    fixes: [{ title: `Move it to ${secret}`, changes: [{ span, newText: secret }] }],
  };
}

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

function movedAway(credential: Base64Credential, user: string | undefined): Fix | undefined {
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

/** Of AUTH LOGIN the user is named before the password. */
function userOf(credential: Base64Credential, document: TranscriptDocument, step: Step): string | undefined {
  if (credential.kind === 'plain') return credential.user;
  let user: string | undefined;
  for (let at: Step | undefined = step; at !== undefined; at = at.previous) {
    const each = credentialIn(document, at.exchange);
    if (each?.kind === 'login-user') user = each.state === 'invalid' ? undefined : each.user;
    if (at.line <= credential.authLine) break;
  }
  return user;
}

/** A name for the secret that a person recognises: the user's, as far as it is one word. */
function secretName(user: string | undefined): string {
  const name = (user ?? '')
    .replace(/@.*$/s, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'password' : name;
}

/** A token is refused by an error challenge, and only what answers that draws the 535 (RFC 7628 section 3.2.3). */
function isRefusedLater(step: Step): boolean {
  const { request } = step.exchange;
  if (request?.kind !== 'command') return false;
  for (let next = step.next; next !== undefined; next = next.next) {
    const response = next.exchange.request;
    if (response?.kind !== 'response' || response.line.command !== request.line) return false;
    if (isRefused(next)) return true;
  }
  return false;
}

/** Whether the server is on this machine, or the built-in one, be it by way of a variable. */
function staysHere(document: TranscriptDocument, endpoint: ShownEndpoint, settings: Settings): boolean {
  if (endpoint.kind === 'endpoint') return isLoopback(endpoint.endpoint);
  return namesTestServer(document, connectionText(document, settings), settings);
}

function connectionText(document: TranscriptDocument, own: Settings): string {
  const written = (settings: Settings): string | undefined => {
    const line = settings.connections.at(-1);
    if (line !== undefined) return textOf(document.text, line.value);
    const server = settings.directives.findLast(
      ({ name }) => textOf(document.text, name).toLowerCase() === 'server',
    );
    return server === undefined ? undefined : textOf(document.text, server.value);
  };
  return written(own) ?? written(document.preamble) ?? '';
}

function namesTestServer(document: TranscriptDocument, written: string, { variables }: Settings): boolean {
  if (written.includes('{{$testServer')) return true;
  return [...variables, ...document.preamble.variables].some(
    ({ name, value }) =>
      written.includes(`{{${textOf(document.text, name)}}}`) &&
      textOf(document.text, value).includes('{{$testServer'),
  );
}
