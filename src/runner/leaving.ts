import { unasked } from './learning';
import { receive } from './receiving';
import { TIMEOUTS, type SessionState } from './sessionState';

/** Says goodbye after a failure, if the server can still be spoken to. A transcript that ends well says its own QUIT. */
export async function leave(state: SessionState): Promise<void> {
  if (!(await hearOut(state)) || !canSpeak(state) || state.saidGoodbye) return;
  const { lastCode } = state;
  // Not greeted, or said goodbye already (221, 421).
  if (lastCode === undefined || lastCode === 221 || lastCode === 421) return;
  // About to take whatever is sent for a message: 354, or another code of its kind where that belongs.
  if (lastCode >= 300 && lastCode < 400 && lastCode !== 334) return;
  // A server that waits for a credential would take QUIT for one: RFC 4954 section 4 cancels with “*”.
  if (lastCode === 334 && !(await farewell(state, '*'))) return;
  await farewell(state, 'QUIT');
}

function canSpeak(state: SessionState): boolean {
  return state.status === 'failed' && !state.insideContent && !state.spoilt && !state.signal.aborted;
}

/** The replies to what was sent in the same group as the line that failed come first (RFC 2920 section 3.1). */
async function hearOut(state: SessionState): Promise<boolean> {
  while (state.unanswered > 0 && canSpeak(state)) {
    state.unanswered--;
    if ((await receive(state, unasked(undefined, TIMEOUTS.quit))).kind !== 'reply') return false;
  }
  return true;
}

/** Sends without complaint: the run has failed already, and how it failed has been told. */
async function farewell(state: SessionState, text: string): Promise<boolean> {
  const bytes = Buffer.from(`${text}\r\n`);
  const error = await state.connection.transport.write(bytes, TIMEOUTS.quit);
  if (error !== undefined) return false;
  state.sent({ line: undefined, text, octets: bytes.length, role: 'command' });
  return (await receive(state, unasked(undefined, TIMEOUTS.quit))).kind === 'reply';
}
