import { findCommand } from '../smtp/commands';
import { answer } from './answering';
import { assertAll } from './asserting';
import { hasLeftovers, holdUnsent, refuseLeftovers } from './checking';
import { Outbox } from './outbox';
import type { Send, Step } from './planTypes';
import { gather, type Turn } from './sending';
import { sleepBefore } from './sleeping';
import { TIMEOUTS, type Outcome, type SessionState } from './sessionState';

/**
 * Where the steps end that go out together with one: behind it, unless the author wrote several client lines with no `S:`
 * between them. Then it is what `@pipelining` says: `on` sends them in one write whatever they are, `auto` does so as far
 * as RFC 2920 section 3.1 allows it, if the server offers PIPELINING.
 */
export function endOfGroup(state: SessionState, steps: readonly Step[], first: number): number {
  let end = first + 1;
  for (let step = steps[end]; step?.grouped === true && !isPaused(step); step = steps[end]) {
    if (state.settings.pipelining !== 'on' && !mayFollow(state, steps[end - 1])) break;
    end++;
  }
  return end;
}

/** Sends a group in one write, and then takes the replies to each of its lines in order. */
export function takeGroup(state: SessionState, group: readonly Step[]): Outcome | Promise<Outcome> {
  const turns: Turn[] = [];
  const isGrouped = group.length > 1;
  for (const step of group)
    if (step.send !== undefined) turns.push({ step, send: step.send, isGrouped, verb: '', text: '' });
  const [first] = turns;
  // The greeting was held against its expectation when it came.
  if (first === undefined) return 'on';
  const reason = reasonToSkip(state, first.send);
  return reason === undefined ? takeTurns(state, first, turns) : takeRest(state, first, turns, reason);
}

function takeTurns(state: SessionState, first: Turn, turns: readonly Turn[]): Promise<Outcome> {
  return isPaused(first.step) || hasLeftovers(state) ? takeLater(state, first, turns) : takeNow(state, turns);
}

/** The first line is left out; what is recorded for it has to hold all the same, or the run would pass for want of it. */
async function takeRest(
  state: SessionState,
  { step, send }: Turn,
  turns: readonly Turn[],
  reason: string,
): Promise<Outcome> {
  state.skipped(send.line, reason);
  // After a failure it is but a consequence.
  if (state.status !== 'failed') {
    if ((await holdUnsent(state, step)) === 'stop') return 'stop';
    if ((await assertAll(state, step.asserts)) === 'stop') return 'stop';
  }
  const rest = turns.slice(1);
  const [next] = rest;
  return next === undefined ? 'on' : await takeTurns(state, next, rest);
}

async function takeLater(state: SessionState, first: Turn, turns: readonly Turn[]): Promise<Outcome> {
  const { step, send } = first;
  if (isPaused(step) && !(await sleepBefore(state, step, send.line))) return 'stop';
  if (hasLeftovers(state) && (await refuseLeftovers(state, send.line)) === 'stop') return 'stop';
  return await takeNow(state, turns);
}

function takeNow(state: SessionState, turns: readonly Turn[]): Promise<Outcome> {
  const sent = sendAll(state, turns);
  return sent === true ? answerAll(state, turns) : answerLater(state, turns, sent);
}

async function answerLater(
  state: SessionState,
  turns: readonly Turn[],
  sent: false | Promise<boolean>,
): Promise<Outcome> {
  // A server that has enough of a message says so and hangs up: that is its reply to the message.
  return (await sent) || state.wasInterrupted ? await answerAll(state, turns) : 'stop';
}

/** Waits for nothing that need not be waited for: what is on the wire early is answered early. */
function sendAll(state: SessionState, turns: readonly Turn[]): boolean | Promise<boolean> {
  const outbox = new Outbox(state);
  for (const turn of turns) {
    const gathered = gather(state, outbox, turn);
    if (gathered === false) return false;
    if (gathered !== true) return sendRest(state, outbox, gathered, turns.slice(turns.indexOf(turn) + 1));
  }
  return outbox.flush(state.timeout(TIMEOUTS.reply));
}

/** @param begun the line that has to be waited for */
async function sendRest(
  state: SessionState,
  outbox: Outbox,
  begun: Promise<boolean>,
  rest: readonly Turn[],
): Promise<boolean> {
  if (!(await begun)) return false;
  for (const turn of rest) if (!(await gather(state, outbox, turn))) return false;
  return await outbox.flush(state.timeout(TIMEOUTS.reply));
}

function answerAll(state: SessionState, turns: readonly Turn[]): Promise<Outcome> {
  const [only] = turns;
  return turns.length === 1 && only?.step.asserts.length === 0
    ? answer(state, only)
    : answerEach(state, turns);
}

async function answerEach(state: SessionState, turns: readonly Turn[]): Promise<Outcome> {
  for (const turn of turns) {
    const { asserts } = turn.step;
    const answered = await answer(state, turn);
    if (answered === 'on' && (asserts.length === 0 || (await assertAll(state, asserts)) === 'on')) continue;
    const unheard = turns.slice(turns.indexOf(turn) + 1).filter(({ send }) => send.kind !== 'raw');
    state.unanswered = unheard.length;
    state.saidGoodbye = unheard.some(({ send }) => send.kind === 'command' && send.verb === 'QUIT');
    return 'stop';
  }
  return 'on';
}

function isPaused({ pause, sleeps }: Step): boolean {
  return pause > 0 || sleeps.length > 0;
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
