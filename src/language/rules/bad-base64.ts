import {
  credentialIn,
  encoded,
  type ClearCredential,
  type CredentialKind,
  type InvalidCredential,
} from '../credentials';
import { replacement } from '../../syntax/diagnostic';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A credential or response of AUTH that is not the base64 that the server expects (RFC 4954 section 4). */
export const rule: Rule = {
  code: 'bad-base64',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['AUTH', 'response'],
    find({ exchange }, { document }) {
      const credential = credentialIn(document, exchange);
      return credential === undefined || credential.state === 'base64' ? undefined : finding(credential);
    },
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
