import { createHmac } from 'node:crypto';
import { distrust, refusal, response, type SaslMechanism } from './client';

/** CRAM-MD5 (RFC 2195 section 2): the user and, in hexadecimal, the challenge's HMAC-MD5 under the password. */
export const cramMd5: SaslMechanism = ({ user, password }) => {
  let done = false;
  return {
    initialResponse: 'none',
    readsChallenges: true,
    step(challenge = new Uint8Array()) {
      if (done) return undefined;
      done = true;
      if (challenge.length === 0)
        return distrust('CRAM-MD5 has to answer a challenge, and the server sent an empty one.');
      try {
        const digest = createHmac('md5', password).update(challenge).digest('hex');
        return response(`${user} ${digest}`, { secrets: [digest] });
      } catch {
        // Where OpenSSL runs in FIPS mode there is no MD5.
        return refusal('CRAM-MD5 needs MD5, which this system does not allow.');
      }
    },
  };
};
