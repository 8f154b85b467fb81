import { response, type SaslMechanism } from './client';

/**
 * LOGIN (draft-murchison-sasl-login, never an RFC): the user, then the password. Prompts vary from server to server, so
 * their text is not looked at. The server speaks first, but many take the user on the `AUTH` line, and so can this.
 */
export const login: SaslMechanism = ({ user, password }) => {
  const answers = [user, password];
  return {
    initialResponse: 'possible',
    readsChallenges: false,
    step() {
      const answer = answers.shift();
      return answer === undefined ? undefined : response(answer);
    },
  };
};
