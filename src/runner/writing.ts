import type { ConnectionError } from '../transport/transport';
import type { SentEvent } from './events';
import { receive } from './receiving';
import { TIMEOUTS, type Events, type SessionState } from './sessionState';

/** Writes and tells so; false, and told why, if the connection does not take it. */
export async function* write(
  state: SessionState,
  bytes: Uint8Array,
  what: {
    readonly line: number | undefined;
    readonly text: string;
    readonly role: SentEvent['role'];
  },
): Events<boolean> {
  const error = await state.connection.transport.write(bytes, state.timeout(TIMEOUTS.reply));
  if (error !== undefined) return yield* writeFailed(state, error, what.line);
  yield state.sent(what.line, what.text, { octets: bytes.length, role: what.role });
  return true;
}

/** A server that hangs up often says why first: that is received and shown before the failure. */
export async function* writeFailed(
  state: SessionState,
  error: ConnectionError,
  line: number | undefined,
): Events<false> {
  while (error.kind !== 'cancelled' && state.connection.transport.hasUnread) {
    if ((yield* receive(state, line, TIMEOUTS.quit)).kind !== 'reply') break;
  }
  yield state.broken(error, line);
  return false;
}

/** Something that cannot be filled in: the line is not sent with a hole in it, and neither is any after it. */
export async function* refuseHole(state: SessionState, line: number, problem: string): Events<false> {
  yield state.failure({ kind: 'variable', line, message: `${problem} (the line was not sent)` });
  return false;
}
