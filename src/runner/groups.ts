import { findCommand } from '../smtp/commands';
import { answer } from './answering';
import { assertAll } from './asserting';
import { hasLeftovers, refuseLeftovers } from './checking';
import { Outbox } from './outbox';
import type { Send, Step } from './planTypes';
import { gather, type Turn } from './sending';
import { TIMEOUTS, type Outcome, type SessionState } from './sessionState';

/**
 * The steps that go out together, from a step on: one, unless the author wrote several client lines with no `S:` between
 * them. Then it is what `@pipelining` says: `on` sends them in one write whatever they are, `auto` does so as far as
 * RFC 2920 section 3.1 allows it, if the server offers PIPELINING.
 */
export function nextGroup(state: SessionState, steps: readonly Step[], first: number): readonly Step[] {
  const { pipelining } = state.settings;
  let end = first + 1;
  while (end < steps.length && joins(steps[end]) && (pipelining === 'on' || mayFollow(state, steps[end - 1])))
    end++;
  return steps.slice(first, end);
}

/** Sends a group in one write, and then takes the replies to each of its lines in order. */
export async function takeGroup(state: SessionState, group: readonly Step[]): Promise<Outcome> {
  const turns = group.flatMap((step) =>
    step.send === undefined ? [] : [{ step, send: step.send, text: '' }],
  );
  const [first] = turns;
  // The greeting was held against its expectation when it came.
  if (first === undefined) return 'on';
  const reason = reasonToSkip(state, first.send);
  if (reason !== undefined) {
    state.skipped(first.send.line, reason);
    turns.shift();
  }
  const [{ step, send } = first] = turns;
  if (turns.length === 0) return 'on';
  if (step.pause > 0 && !(await pause(state, step.pause, send.line))) return 'stop';
  if (hasLeftovers(state) && (await refuseLeftovers(state, send.line)) === 'stop') return 'stop';
  // A server that has enough of a message says so and hangs up: that is its reply to the message.
  if (!(await sendAll(state, turns)) && !state.wasInterrupted) return 'stop';
  return await answerAll(state, turns);
}

/** Waits for nothing that need not be waited for: what is on the wire early is answered early. */
async function sendAll(state: SessionState, turns: readonly Turn[]): Promise<boolean> {
  const outbox = new Outbox(state);
  for (const turn of turns) {
    const gathered = gather(state, outbox, turn);
    if (!(typeof gathered === 'boolean' ? gathered : await gathered)) return false;
  }
  return await outbox.flush(state.timeout(TIMEOUTS.reply));
}

async function answerAll(state: SessionState, turns: readonly Turn[]): Promise<Outcome> {
  for (const [at, turn] of turns.entries()) {
    const { asserts } = turn.step;
    const answered = await answer(state, turn);
    if (answered === 'on' && (asserts.length === 0 || (await assertAll(state, asserts)) === 'on')) continue;
    const unheard = turns.slice(at + 1).filter(({ send }) => send.kind !== 'raw');
    state.unanswered = unheard.length;
    state.saidGoodbye = unheard.some(({ send }) => send.kind === 'command' && send.verb === 'QUIT');
    return 'stop';
  }
  return 'on';
}

/** Whether a step goes out with the one before it, as far as its author is concerned. */
function joins(step: Step | undefined): boolean {
  return step?.grouped === true && step.pause === 0;
}

/** Whether another command may follow in the same group. A transcript without replies waits for each of them. */
function mayFollow({ plan, settings, capabilities }: SessionState, step: Step | undefined): boolean {
  if (settings.pipelining === 'off' || !plan.records || step?.send === undefined) return false;
  if (capabilities?.keywords.has('PIPELINING') !== true) return false;
  const { send } = step;
  if (send.kind === 'command') return findCommand(send.verb)?.pipelining === 'group';
  // The end of a message is followed by the next transaction in the RFC's own example (section 4).
  return send.kind === 'content' && send.body.terminator !== undefined;
}

/**
 * Content that the server did not ask for would be read as commands, and a credential it did not ask for would be given
 * away: both are left out when the reply before was not 3xx.
 */
function reasonToSkip({ lastCode }: SessionState, what: Send): string | undefined {
  if (lastCode !== undefined && lastCode >= 300 && lastCode < 400) return undefined;
  if (what.kind === 'content') return 'not sent: the server did not accept DATA';
  if (what.kind === 'response') return 'not sent: the server did not ask for it';
  return undefined;
}

async function pause(state: SessionState, milliseconds: number, line: number): Promise<boolean> {
  const { signal } = state;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, signal.aborted ? 0 : milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
  if (!signal.aborted) return true;
  state.cancelled(line);
  return false;
}
