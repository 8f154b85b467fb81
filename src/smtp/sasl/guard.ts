import {
  distrust,
  refusal,
  type Mechanics,
  type SaslClient,
  type SaslCredentials,
  type SaslMechanism,
  type SaslOptions,
  type SaslStep,
} from './client';

/**
 * Makes a client of a mechanism's own part, and sees to what holds for all: no answer after the last one or after a
 * refusal, and no work on a challenge that is longer than SMTP allows.
 */
export function guard(
  mechanism: string,
  create: SaslMechanism,
  credentials: SaslCredentials,
  options: SaslOptions,
): SaslClient {
  const mechanics: Mechanics = create(credentials, options);
  let refused = false;
  const answer = async (challenge: Uint8Array | undefined): Promise<SaslStep> => {
    if (refused) return refusal(`${mechanism} was given up; the exchange has to begin anew.`);
    if (challenge === undefined && mechanics.initialResponse === 'none')
      return refusal(`${mechanism} has no initial response: it answers the server’s challenge.`);
    if (challenge !== undefined && challenge.length > MAX_CHALLENGE) {
      return distrust(
        `The server’s challenge has ${challenge.length} octets; with more than ${MAX_CHALLENGE} it cannot be meant well (RFC 4954 section 4).`,
      );
    }
    const step = await mechanics.step(challenge);
    return step ?? distrust(`${mechanism} is finished; it has no answer to another challenge.`);
  };
  return {
    mechanism,
    initialResponse: mechanics.initialResponse,
    readsChallenges: mechanics.readsChallenges,
    async step(challenge) {
      const step = await answer(challenge);
      refused ||= step.kind === 'error';
      return step;
    },
    verify: (text) => mechanics.verify?.(text) ?? { kind: 'accepted' },
  };
}

/** Octets: what the 12288 characters that RFC 4954 section 4 allows for a line of base64 hold. */
const MAX_CHALLENGE = 9216;
