import { refusal, response, type SaslMechanism } from './client';

/**
 * EXTERNAL (RFC 4422 appendix A): the client is whom another layer, mostly its TLS certificate, says that it is. What is
 * sent is the identity to act for, or nothing: the empty response, which stands as `=` on an `AUTH` line (RFC 4954
 * section 4).
 */
export const external: SaslMechanism = ({ user, authzid = user }) => {
  let done = false;
  return {
    initialResponse: 'usual',
    readsChallenges: false,
    step() {
      if (done) return undefined;
      done = true;
      return authzid.includes('\0')
        ? refusal('EXTERNAL cannot send an identity that holds a NUL.')
        : response(authzid);
    },
  };
};
