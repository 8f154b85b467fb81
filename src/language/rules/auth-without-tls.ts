import type { Step } from '../conversationModel';
import { hasCode, isRefused } from '../outcomes';
import { isLoopback } from '../shownEndpoint';
import type { Rule } from './rule';

/** A password, or a token as good as one, sent over a connection that the text shows to be in clear (RFC 4954 section 4). */
export const rule: Rule = {
  code: 'auth-without-tls',
  severity: 'warning',
  *check({ conversations }) {
    for (const { endpoint, steps } of conversations.transcripts) {
      if (endpoint.kind === 'unknown' || isLoopback(endpoint.endpoint)) continue;
      for (const step of steps) {
        const { command, before } = step;
        if (command?.meant !== 'AUTH' || before.tls !== 'no' || isTurnedAway(step)) continue;
        const mechanism = /^\S+/.exec(command.argument)?.[0].toUpperCase();
        if (mechanism === undefined || !PLAINTEXT.has(mechanism)) continue;
        yield {
          message: `AUTH ${mechanism} without TLS: anybody on the way to ${endpoint.endpoint.host} can read the credentials; base64 is not encryption. Send STARTTLS first, or connect with TLS`,
          span: command.span,
        };
      }
    }
  },
};

/** Mechanisms whose messages hold the password or token itself. */
const PLAINTEXT: ReadonlySet<string> = new Set(['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']);

/** Whether the recorded reply refuses AUTH as such, as a server does that asks for TLS; 535 only refuses the password. */
function isTurnedAway(step: Step): boolean {
  return isRefused(step) && !hasCode(step.exchange, '535');
}
