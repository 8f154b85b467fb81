import { response, tooManySteps, type SaslMechanism } from './client';

/** PLAIN (RFC 4616): NUL, user, NUL, password, without an authorization identity. */
export const plain: SaslMechanism = ({ user, password }) => {
  let done = false;
  return {
    mechanism: 'PLAIN',
    hasInitialResponse: true,
    step() {
      if (done) return tooManySteps('PLAIN');
      done = true;
      // NUL separates the fields (RFC 4616 section 2): a server would read another user or password than was meant.
      for (const [name, value] of Object.entries({ user, password })) {
        if (value.includes('\0'))
          return { kind: 'error', message: `PLAIN cannot send a ${name} that holds a NUL.` };
      }
      return response(`\0${user}\0${password}`);
    },
  };
};
