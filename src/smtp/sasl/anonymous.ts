import { refusal, response, type SaslMechanism } from './client';

/** ANONYMOUS (RFC 4505 section 2): no identity; the user stands for a word to be traced by, which may be empty. */
export const anonymous: SaslMechanism = ({ user }) => {
  let done = false;
  return {
    initialResponse: 'usual',
    readsChallenges: false,
    step() {
      if (done) return undefined;
      done = true;
      if (/\p{Cc}/u.test(user)) return refusal('ANONYMOUS cannot send a control character.');
      if (Array.from(user).length > 255)
        return refusal('ANONYMOUS sends at most 255 characters (RFC 4505 section 2).');
      return response(user);
    },
  };
};
