import { encoded, type ClearCredential, type CredentialKind, type InvalidCredential } from '../credentials';
import { replacement } from '../../syntax/diagnostic';
import type { Step } from '../conversationModel';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A credential or response of AUTH that is not the base64 that the server expects (RFC 4954 section 4). */
export const rule: Rule = {
  code: 'bad-base64',
  group: 'syntax',
  severity: 'error',
  *checkTranscript({ model, credentials }) {
    if (credentials.length === 0) return;
    const refused = refusedLines(model.steps);
    for (const credential of credentials) {
      if (credential.state === 'base64' || refused.has(credential.line)) continue;
      yield finding(credential);
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `What the client says after \`AUTH\` is base64 (RFC 4954 section 4): anything else draws \`501\`. A user and a password in clear text are
encoded by the fix. It is a warning for text that may be clear or base64. Base64 hides nothing: it is not encryption.`,
  bad: `# @disable literal-credential
C: AUTH PLAIN ann open-sesame
S: 235 2.7.0 Authentication successful`,
  good: `# @disable literal-credential
C: AUTH PLAIN AGFubgBvcGVuLXNlc2FtZQ==
S: 235 2.7.0 Authentication successful`,
};

/** The message never quotes a credential: diagnostics are printed, and end up in logs. */
function finding(credential: ClearCredential | InvalidCredential): Finding {
  const { span } = credential;
  if (credential.state === 'invalid') {
    const { missing } = credential;
    const at = { start: span.end, end: span.end };
    const fixes =
      missing === undefined ? [] : [replacement(at, missing, `Add the “${missing}” that is missing`)];
    return { message: credential.problem, span, fixes };
  }
  return {
    message: `${CLEAR[credential.kind]} in clear text; the server expects base64`,
    span,
    fixes: [{ title: 'Encode as base64', changes: [{ span, newText: encoded(credential) }] }],
    // It does decode, if to nothing that can be read: a password may be of any octets.
    ...(credential.decodes ? { severity: 'warning' } : {}),
  };
}

const CLEAR: Readonly<Record<CredentialKind, string>> = {
  plain: 'User and password are',
  'login-user': 'The user is',
  'login-password': 'The password is',
  other: 'The response is',
};

/** Lines whose recorded reply is a refusal: then that the server does not like them is the point of the transcript. */
function refusedLines(steps: readonly Step[]): Set<number> {
  const lines = new Set<number>();
  for (const { exchange, outcome } of steps) {
    const { request } = exchange;
    if (outcome === 'refused' && (request?.kind === 'command' || request?.kind === 'response'))
      lines.add(request.line.index);
  }
  return lines;
}
