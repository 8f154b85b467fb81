import { receive } from './receiving';
import { TIMEOUTS, type Events, type SessionState } from './sessionState';

/** Says goodbye after a failure, if the server can still be spoken to. A transcript that ends well says its own QUIT. */
export async function* leave(state: SessionState): Events {
  const { lastCode } = state;
  if (state.status !== 'failed' || state.insideContent || state.spoilt || state.signal.aborted) return;
  // Not greeted, said goodbye already (221, 421), or about to take whatever is sent for a message (354).
  if (lastCode === undefined || lastCode === 221 || lastCode === 421 || lastCode === 354) return;
  // A server that waits for a credential would take QUIT for one: RFC 4954 section 4 cancels with “*”.
  if (lastCode === 334 && !(yield* farewell(state, '*'))) return;
  yield* farewell(state, 'QUIT');
}

/** Sends without complaint: the run has failed already, and how it failed has been told. */
async function* farewell(state: SessionState, text: string): Events<boolean> {
  const error = await state.connection.transport.write(Buffer.from(`${text}\r\n`), TIMEOUTS.quit);
  if (error !== undefined) return false;
  yield state.sent(undefined, text, { octets: text.length + 2, role: 'command' });
  return (yield* receive(state, undefined, TIMEOUTS.quit)).kind === 'reply';
}
