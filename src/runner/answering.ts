import { parseEhlo } from '../smtp/extensions';
import type { Reply } from '../smtp/reply';
import { hold, receiveUnrecorded, refuseSurplus, type Requested } from './checking';
import { summary } from './expectation';
import type { Step } from './planTypes';
import { receive } from './receiving';
import { startTls } from './security';
import type { Turn } from './sending';
import { TIMEOUTS, type Outcome, type SessionState } from './sessionState';

/** Takes the replies to what a step sent, and holds them against what its author expects. */
export async function answer(state: SessionState, turn: Turn): Promise<Outcome> {
  const { step, send } = turn;
  const requested = describe(state, turn);
  state.answer = undefined;
  state.envelope.begin(turn.text);
  state.onReply = (reply) => learn(state, requested, reply);
  let outcome: Outcome = 'on';
  try {
    if (step.expects.length > 0) outcome = await hold(state, step.expects, requested);
    // What raw bytes draw is for the author to say.
    else if (send.kind !== 'raw' || !state.plan.records)
      outcome = await receiveUnrecorded(state, requested, step.asserts);
    if (requested.isMessage) outcome = await hearEachRecipient(state, step, requested, outcome);
  } finally {
    state.onReply = undefined;
  }
  if (outcome === 'stop') return 'stop';
  return requested.verb === 'STARTTLS' ? await secure(state, step) : 'on';
}

function describe(state: SessionState, { send, text }: Turn): Requested {
  const verb = send.kind === 'command' ? send.verb : '';
  const isLastChunk = verb === 'BDAT' && /\sLAST\s*$/i.test(text);
  return {
    line: send.line,
    verb,
    // A verb is told, a line that answers a challenge never is, whatever it was taken for.
    name: /^[A-Z]{3,12}$/.test(verb) && state.lastCode !== 334 ? verb : 'the line',
    isEhlo: verb === 'EHLO' || verb === 'LHLO',
    isMessage: send.kind === 'content' || isLastChunk,
    timeout: state.timeout(send.kind === 'content' || isLastChunk ? TIMEOUTS.content : TIMEOUTS.reply),
  };
}

/** What a reply changes of the session. */
function learn(state: SessionState, { verb, isEhlo, isMessage }: Requested, reply: Reply): void {
  if (isMessage) state.envelope.answerMessage(reply);
  else if (verb === 'RCPT') state.envelope.answerRecipient(reply);
  else if (isEhlo && reply.code === 250) state.capabilities = parseEhlo(reply.lines);
  // The session begins anew: Postfix answers XCLIENT with a greeting, and a client says EHLO again.
  else if ((verb === 'HELO' && reply.code === 250) || (verb === 'XCLIENT' && reply.code === 220))
    state.capabilities = undefined;
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
  let outcome = before;
  for (let due = envelope.repliesDue; waits && state.answer !== undefined && due > 0;) {
    if ((await hearOne(state, step, requested, outcome)) === 'stop') outcome = 'stop';
    const left = envelope.repliesDue;
    if (left >= due) break; // none came
    due = left;
  }
  const verdicts = envelope.takeVerdicts();
  if (verdicts.length > 0)
    state.recipients(
      requested.line,
      verdicts.flatMap(({ address, reply }) =>
        reply === undefined ? [] : [{ address, accepted: reply.code < 300, reply: summary(reply) }],
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
  if (before === 'stop')
    return (await receive(state, requested.line, requested.timeout)).kind === 'reply' ? 'on' : 'stop';
  return step.expects.length > 0
    ? await refuseSurplus(state, requested)
    : await receiveUnrecorded(state, requested, step.asserts);
}

/** Upgrades the connection if the server said so; a refusal ends the run unless the author recorded it. */
async function secure(state: SessionState, step: Step): Promise<Outcome> {
  if (state.answer === 220) return (await startTls(state, step.line)) ? 'on' : 'stop';
  const recorded = step.expects.some((expect) => expect.codes.every((code) => !code.startsWith('2')));
  if (recorded) return 'on';
  state.failure({
    kind: 'protocol',
    line: step.line,
    message: `The server ${state.answer === undefined ? 'did not answer' : 'refused'} STARTTLS; nothing more is sent in plain text`,
    hint: 'Where a refusal is what you expect, record it: an S: line with its code lets the run go on in plain text.',
  });
  return 'stop';
}
