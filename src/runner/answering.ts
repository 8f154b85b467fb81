import { hold, receiveUnrecorded, refuseSurplus } from './checking';
import type { Requested } from './learning';
import { brief } from './expectation';
import type { Expect, PlanAssertion, Step } from './planTypes';
import { receive } from './receiving';
import { refuseInjected, startTls } from './security';
import type { Turn } from './sending';
import { TIMEOUTS, type Outcome, type SessionState } from './sessionState';

/** Takes the replies to what a step sent, and holds them against what its author expects. */
export function answer(state: SessionState, turn: Turn): Promise<Outcome> {
  const requested = describe(state, turn);
  state.answer = undefined;
  state.answers = 0;
  state.envelope.begin(turn.verb, turn.text);
  const heard = hear(state, turn, requested);
  // Nearly all need nothing more, and each function that waits costs a little.
  const isShared = requested.isMessage && state.envelope.mayAnswerEach;
  return isShared || requested.verb === 'STARTTLS' ? conclude(state, turn, requested, heard) : heard;
}

function hear(state: SessionState, { step, send }: Turn, requested: Requested): Promise<Outcome> {
  if (step.expects.length > 0) return hold(state, requested);
  // What raw bytes draw is for the author to say, be it by an assertion.
  const isSilent = send.kind === 'raw' && state.plan.records && !step.asserts.some(isAboutReply);
  return isSilent ? Promise.resolve('on') : receiveUnrecorded(state, requested);
}

/** Whether there has to be a reply for it to be about. */
function isAboutReply({ subject }: PlanAssertion): boolean {
  return subject.kind === 'fact' && OF_A_REPLY.has(subject.name);
}

const OF_A_REPLY: ReadonlySet<string> = new Set(['code', 'enhanced', 'text', 'duration', 'queueId']);

async function conclude(
  state: SessionState,
  { step }: Turn,
  requested: Requested,
  heard: Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await heard;
  if (requested.isMessage) return await hearEachRecipient(state, step, requested, outcome);
  return outcome === 'stop' ? 'stop' : await secure(state, step);
}

function describe(state: SessionState, { step, send, isGrouped, verb, text }: Turn): Requested {
  const isMessage = send.kind === 'content' || (verb === 'BDAT' && /\sLAST\s*$/i.test(text));
  return {
    step,
    line: send.line,
    verb,
    isResponse: state.lastCode === 334,
    isMessage,
    isGrouped,
    timeout: state.timeout(isMessage ? TIMEOUTS.content : TIMEOUTS.reply),
  };
}

/**
 * The replies to a message that are still due where there is one for each recipient, and what came of each. What one
 * recipient is refused says nothing of the others: all of them are heard.
 *
 * @param before what came of the replies so far
 */
async function hearEachRecipient(
  state: SessionState,
  step: Step,
  requested: Requested,
  before: Outcome,
): Promise<Outcome> {
  const { envelope } = state;
  const waits = step.expects.every((expect) => expect.kind === 'reply');
  // One that an optional expectation left is due as well: it answers this message and nothing else.
  const countDue = (): number => Math.max(0, envelope.repliesDue) + (state.setAside === undefined ? 0 : 1);
  let outcome = before;
  // One that did not come in its time is not waited for again, and neither is any behind it.
  const isLost = (): boolean => state.status === 'error' || state.status === 'cancelled';
  for (let due = countDue(); waits && state.answer !== undefined && due > 0 && !isLost();) {
    if ((await hearOne(state, step, requested, outcome)) === 'stop') outcome = 'stop';
    const left = countDue();
    if (left >= due) break; // none came
    due = left;
  }
  const verdicts = envelope.takeVerdicts();
  if (verdicts.length > 0)
    state.recipients(
      requested.line,
      verdicts.flatMap(({ address, reply }) =>
        reply === undefined ? [] : [{ address, accepted: reply.code < 300, reply: brief(state.seen(reply)) }],
      ),
    );
  return outcome;
}

async function hearOne(
  state: SessionState,
  step: Step,
  requested: Requested,
  before: Outcome,
): Promise<Outcome> {
  // Once the run has failed, what else there is to hear is only shown.
  if (before === 'stop') return (await receive(state, requested)).kind === 'reply' ? 'on' : 'stop';
  return step.expects.length > 0
    ? await refuseSurplus(state, requested)
    : await receiveUnrecorded(state, requested);
}

/** Whether it says that there will be no TLS; that a reply may be any says nothing. */
function isRefusal({ kind, codes }: Expect): boolean {
  return kind === 'reply' ? codes.length > 0 && codes.every((code) => !code.startsWith('2')) : true;
}

/** Upgrades the connection if the server said so; a refusal ends the run unless the author recorded it. */
async function secure(state: SessionState, step: Step): Promise<Outcome> {
  // Behind the 220 comes the handshake: what stands between is not the server's word, recorded or not.
  if (state.firstAnswer === 220 && state.answers > 1) return refuseInjected(state, step.line);
  if (state.answer === 220) return (await startTls(state, step.line)) ? 'on' : 'stop';
  if (step.expects.some(isRefusal)) return 'on';
  state.failure({
    kind: 'protocol',
    line: step.line,
    message: `The server ${state.answer === undefined ? 'did not answer' : 'refused'} STARTTLS; nothing more is sent in plain text`,
    hint: 'Where a refusal is what you expect, record it: an S: line with its code lets the run go on in plain text.',
  });
  return 'stop';
}
