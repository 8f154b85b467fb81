import { createHmac } from 'node:crypto';
import { response, tooManySteps, type SaslMechanism } from './client';

/** CRAM-MD5 (RFC 2195 section 2): the user and, in hexadecimal, the challenge's HMAC-MD5 under the password. */
export const cramMd5: SaslMechanism = ({ user, password }) => {
  let done = false;
  return {
    mechanism: 'CRAM-MD5',
    hasInitialResponse: false,
    step(challenge) {
      if (done) return tooManySteps('CRAM-MD5');
      if (challenge === undefined) {
        return {
          kind: 'error',
          message: 'CRAM-MD5 has no initial response: it answers the server’s challenge.',
        };
      }
      done = true;
      try {
        return response(`${user} ${createHmac('md5', password).update(challenge).digest('hex')}`);
      } catch {
        // Where OpenSSL runs in FIPS mode there is no MD5.
        return { kind: 'error', message: 'CRAM-MD5 needs MD5, which this system does not allow.' };
      }
    },
  };
};
