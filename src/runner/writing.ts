import type { ConnectionError } from '../transport/transport';
import { Outbox } from './outbox';
import { receive } from './receiving';
import { TIMEOUTS, type SessionState } from './sessionState';

/** Sends a command that the run itself thought of; false, and told why, if the connection does not take it. */
export async function sendOwn(state: SessionState, text: string): Promise<boolean> {
  const outbox = new Outbox(state);
  outbox.add(Buffer.from(`${text}\r\n`), { line: undefined, text, role: 'command' });
  return await outbox.flush(state.timeout(TIMEOUTS.reply));
}

/** Replies that are heard before it is told that nothing can be written any more. */
const MOST_LAST_WORDS = 20;

/** A server that hangs up often says why first: that is received and shown before the failure. */
export async function writeFailed(
  state: SessionState,
  error: ConnectionError,
  line: number | undefined,
): Promise<false> {
  const { transport } = state.connection;
  for (let heard = 0; error.kind !== 'cancelled' && transport.hasUnread && heard < MOST_LAST_WORDS; heard++) {
    if ((await receive(state, line, TIMEOUTS.quit)).kind !== 'reply') break;
  }
  state.broken(error, line);
  return false;
}

/** Something that cannot be filled in: the line is not sent with a hole in it, and neither is any after it. */
export function refuseHole(state: SessionState, line: number, problem: string): false {
  state.failure({ kind: 'variable', line, message: `${problem} (the line was not sent)` });
  return false;
}
