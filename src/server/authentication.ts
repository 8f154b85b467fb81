import type { SMTPServerAuthentication } from 'smtp-server';

/** The SASL mechanisms on offer, before TLS too: nobody but this machine can reach the server. */
export const MECHANISMS: readonly string[] = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'];

/**
 * Who the client has proved to be, or undefined. A PLAIN client that wants to act for somebody else (an authorization
 * identity that is not its own, RFC 4616) is refused, as no user here may.
 */
export function authenticate(
  attempt: SMTPServerAuthentication,
  users: ReadonlyMap<string, string>,
): string | undefined {
  const user = attempt.username;
  const password = user === undefined ? undefined : users.get(user);
  if (user === undefined || password === undefined) return undefined;
  switch (attempt.method) {
    case 'PLAIN':
      return attempt.password === password && ['', user].includes(attempt.authzid ?? '') ? user : undefined;
    case 'LOGIN':
      return attempt.password === password ? user : undefined;
    case 'CRAM-MD5':
      return attempt.validatePassword(password) ? user : undefined;
    case 'XOAUTH2':
    case 'XCLIENT':
      return undefined;
  }
}
