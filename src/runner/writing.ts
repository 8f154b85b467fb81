import type { ConnectionError } from '../transport/transport';
import { Outbox } from './outbox';
import { TIMEOUTS, type SessionState } from './sessionState';

/** Sends a command that the run itself thought of; false, and told why, if the connection does not take it. */
export async function sendOwn(state: SessionState, text: string): Promise<boolean> {
  const outbox = new Outbox(state);
  outbox.add(Buffer.from(`${text}\r\n`), { line: undefined, text, role: 'command' });
  return await outbox.flush(state.timeout(TIMEOUTS.reply));
}

/** A server that hangs up often says why first: then that is its answer, and not that the connection broke. */
export function writeFailed(state: SessionState, error: ConnectionError, line: number | undefined): false {
  const isLoss = error.kind === 'closed' || error.kind === 'reset';
  if (isLoss && state.connection.transport.hasUnread) state.wasInterrupted = true;
  else state.broken(error, line);
  return false;
}

/** Something that cannot be filled in: the line is not sent with a hole in it, and neither is any after it. */
export function refuseHole(state: SessionState, line: number, problem: string): false {
  state.failure({ kind: 'variable', line, message: `${problem} (the line was not sent)` });
  return false;
}

/** What the server said in an AUTH exchange is not to be answered. */
export function refuseAnswer(state: SessionState, line: number, problem: string): false {
  state.failure({
    kind: 'protocol',
    line,
    message: `${problem} (the line was not sent)`,
    hint: 'Do not log in there before you know why: it may be another server than you mean, or one that is not set up right.',
  });
  return false;
}
