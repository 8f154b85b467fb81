import { refusal, response, type SaslMechanism } from './client';

/**
 * PLAIN (RFC 4616): the identity to act for, NUL, user, NUL, password. All go out as they are, in UTF-8: it is the server
 * that prepares them for comparison (section 2).
 */
export const plain: SaslMechanism = ({ user, password, authzid = '' }) => {
  let done = false;
  return {
    initialResponse: 'usual',
    readsChallenges: false,
    step() {
      if (done) return undefined;
      done = true;
      // NUL separates the fields: a server would read another user or password than was meant.
      for (const [name, value] of Object.entries({
        'a user': user,
        'a password': password,
        'an identity': authzid,
      })) {
        if (value.includes('\0')) return refusal(`PLAIN cannot send ${name} that holds a NUL.`);
      }
      return response(`${authzid}\0${user}\0${password}`);
    },
  };
};
