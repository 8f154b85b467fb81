import { parseEhlo } from '../smtp/extensions';
import type { Reply } from '../smtp/reply';
import type { Step } from './planTypes';
import type { SessionState } from './sessionState';

/** The request whose replies are due. */
export interface Requested {
  /** The step that made it; undefined for what the run asks of its own accord. */
  readonly step: Step | undefined;
  /** Undefined for the greeting, which nobody asks for. */
  readonly line: number | undefined;
  /** In upper case; empty for what is no command. */
  readonly verb: string;
  /** Whether it answers a challenge, whatever it was taken for: such a line is never quoted. */
  readonly isResponse: boolean;
  /** Whether it ends a message: then LMTP and PRDR have a reply for each recipient. */
  readonly isMessage: boolean;
  /** Whether it was sent together with others, so that the line of a reply does not tell whose it is. */
  readonly isGrouped: boolean;
  /** Milliseconds for each reply. */
  readonly timeout: number;
}

/**
 * What no step of the transcript asked for: nothing is learned from the reply.
 *
 * @param line the line to tell of
 * @param timeout milliseconds
 */
export function unasked(line: number | undefined, timeout: number): Requested {
  return { step: undefined, line, verb: '', isResponse: false, isMessage: false, isGrouped: false, timeout };
}

/** Whether its reply is a set of keywords. */
export function isEhlo({ verb }: Requested): boolean {
  return verb === 'EHLO' || verb === 'LHLO';
}

/** What a reply changes of the session. */
export function learn(state: SessionState, requested: Requested, reply: Reply): void {
  const { verb, isMessage } = requested;
  if (isMessage) state.envelope.answerMessage(reply);
  else if (verb === 'RCPT') state.envelope.answerRecipient(reply);
  else if (isEhlo(requested) && reply.code === 250) state.capabilities = parseEhlo(reply.lines);
  // The session begins anew: Postfix answers XCLIENT with a greeting, and a client says EHLO again.
  else if ((verb === 'HELO' && reply.code === 250) || (verb === 'XCLIENT' && reply.code === 220))
    state.capabilities = undefined;
}
