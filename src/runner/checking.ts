import type { Reply } from '../smtp/reply';
import { isEhlo, unasked, type Requested } from './learning';
import { brief, judge, summary } from './expectation';
import type { Expect, PlanAssertion, Step } from './planTypes';
import { failToReceive, formatLimit, receive, receiveReply, type Received } from './receiving';
import { TIMEOUTS, type Outcome, type SessionState } from './sessionState';

/** Receives what the file records for a request and holds it against that, one reply after the other. */
export function hold(state: SessionState, requested: Requested): Promise<Outcome> {
  const expects = requested.step?.expects ?? [];
  const [first] = expects;
  // Nearly always it is one reply, and each function that waits costs a little.
  return expects.length === 1 && first !== undefined
    ? holdOne(state, first, requested)
    : holdAll(state, expects, requested);
}

async function holdAll(
  state: SessionState,
  expects: readonly Expect[],
  requested: Requested,
): Promise<Outcome> {
  for (const expect of expects) if ((await holdOne(state, expect, requested)) === 'stop') return 'stop';
  return 'on';
}

/**
 * Holds a reply against what was expected, and keeps what it captures.
 *
 * @param isSet whether it is compared as a set of keywords
 */
export function check(state: SessionState, expect: Expect, reply: Reply, isSet: boolean): Outcome {
  const match = state.host.overrides.match ?? state.settings.match;
  const { passed, message, remarks, captures } = judge(expect, reply, match, isSet, state.seen(reply));
  state.verdict({
    line: expect.line,
    status: passed ? 'passed' : 'failed',
    expected: expect.source,
    actual: reply,
    message,
    remarks,
  });
  for (const [name, value] of Object.entries(captures)) {
    state.scope.capture(name, value);
    state.captured(expect.line, name, value, reply.lines.join('\n'));
  }
  return passed ? 'on' : state.afterFailure;
}

/**
 * A reply for which nothing is recorded: shown, and a refusal stops the run unless the file says to go on, or its
 * assertions say what the code is to be.
 */
export async function receiveUnrecorded(state: SessionState, requested: Requested): Promise<Outcome> {
  const line = requested.line ?? state.plan.line;
  const reply = await receiveReply(state, requested, line);
  if (reply === undefined) return 'stop';
  if (reply.code < 400 || requested.step?.asserts.some(({ subject }) => isAboutCode(subject)) === true)
    return 'on';
  const seen = state.seen(reply);
  state.verdict({
    line,
    status: 'failed',
    expected: '2xx or 3xx',
    actual: summary(seen),
    message: `the server refused ${nameOf(requested)}: ${brief(seen)}`,
  });
  return state.afterFailure;
}

/** How a person would call it. */
function nameOf({ step, verb, isResponse }: Requested): string {
  if (step?.send === undefined) return 'the connection';
  if (step.send.kind === 'content') return 'the message';
  return /^[A-Z]{3,12}$/.test(verb) && !isResponse ? verb : 'the line';
}

function isAboutCode(subject: PlanAssertion['subject']): boolean {
  return subject.kind === 'fact' && (subject.name === 'code' || subject.name === 'enhanced');
}

/** A reply that the protocol makes due where the file records fewer of them. */
export async function refuseSurplus(state: SessionState, requested: Requested): Promise<Outcome> {
  const reply = await receiveReply(state, requested);
  return reply === undefined ? 'stop' : refuse(state, [reply], requested.line);
}

/** Whether something was received that no request waits for. */
export function hasLeftovers(state: SessionState): boolean {
  return state.setAside !== undefined || state.connection.transport.hasUnread;
}

/** So many replies that nobody expected are an accident; more are a server that says whatever it likes. */
const MOST_LEFTOVERS = 20;

/** Replies that nobody expected, unread when the next command is due: the two sides are out of step. */
export async function refuseLeftovers(state: SessionState, line: number | undefined): Promise<Outcome> {
  const leftovers: Reply[] = [];
  while (hasLeftovers(state)) {
    const reply = await receiveReply(state, unasked(line, TIMEOUTS.quit));
    if (reply === undefined) return 'stop';
    leftovers.push(reply);
    if (leftovers.length > MOST_LEFTOVERS) return overrun(state, line);
  }
  return refuse(state, leftovers, line);
}

function overrun(state: SessionState, line: number | undefined): Outcome {
  state.spoilt = true;
  state.failure({
    kind: 'protocol',
    line: line ?? state.plan.line,
    message: `The server does not stop: more than ${MOST_LEFTOVERS} replies came that nobody expected`,
    hint: 'Nothing tells which reply belongs to which command any more, so the connection was closed.',
  });
  return 'stop';
}

function refuse(state: SessionState, replies: readonly Reply[], line: number | undefined): Outcome {
  const actual = replies.map((reply) => brief(state.seen(reply))).join('; ');
  const what = replies.length === 1 ? 'a reply' : `${replies.length} replies`;
  state.verdict({
    line: line ?? state.plan.line,
    status: 'failed',
    expected: 'no reply',
    actual,
    message: `the server sent ${what} that nobody expected: ${actual}`,
  });
  return state.afterFailure;
}

/** Receives what one expectation is about, and holds it against that. */
export function holdOne(state: SessionState, expect: Expect, requested: Requested): Promise<Outcome> {
  switch (expect.kind) {
    case 'close':
      return holdClose(state, expect, requested);
    case 'silence':
      return holdSilence(state, expect, requested);
    case 'reply':
      return expect.optional ? holdOptional(state, expect, requested) : holdReply(state, expect, requested);
  }
}

/**
 * Holds what is recorded for a line that was left out. A response that the server did not ask for has its answer already,
 * as where SCRAM's last step comes with the 235; to a message that was not sent nothing can answer.
 */
export async function holdUnsent(state: SessionState, step: Step): Promise<Outcome> {
  const reply = step.send?.kind === 'response' ? state.latest?.reply : undefined;
  for (const expect of step.expects) {
    const outcome =
      expect.kind === 'reply'
        ? holdUnsentReply(state, expect, reply)
        : await holdOne(state, expect, unasked(expect.line, state.timeout(TIMEOUTS.reply)));
    if (outcome === 'stop') return 'stop';
  }
  return 'on';
}

/** @param reply what has answered already; undefined if nothing can */
function holdUnsentReply(state: SessionState, expect: Expect, reply: Reply | undefined): Outcome {
  if (reply !== undefined && judge(expect, reply, 'code', false).passed)
    return check(state, expect, reply, false);
  if (expect.optional) return 'on';
  const because =
    reply === undefined
      ? 'the message was not sent'
      : `the line above was not sent, after ${brief(state.seen(reply))}`;
  state.verdict({
    line: expect.line,
    status: 'failed',
    expected: expect.source,
    actual: 'nothing',
    message: `expected ${expect.codes.join(' or ') || 'a reply'}, but ${because}`,
  });
  return state.afterFailure;
}

async function holdReply(state: SessionState, expect: Expect, requested: Requested): Promise<Outcome> {
  const received = await receive(state, requested);
  if (received.kind === 'reply') return check(state, expect, received.reply, isEhlo(requested));
  failToReceive(state, withRequest(received, requested), expect.line);
  return 'stop';
}

/** Below a group the line of a reply does not tell what it would have answered. */
function withRequest<T extends Received>(received: T, requested: Requested): T {
  const { isGrouped, line } = requested;
  if (received.kind !== 'failed' || !isGrouped || line === undefined) return received;
  const { error } = received;
  if (error.kind === 'cancelled') return received;
  const message = `${error.message} (the reply to ${nameOf(requested)} in line ${line} was due)`;
  return { ...received, error: { ...error, message } };
}

/** A reply of another kind is left for the next expectation, and silence is an answer too. */
async function holdOptional(state: SessionState, expect: Expect, requested: Requested): Promise<Outcome> {
  // A longer @timeout is for replies that have to come: nobody waits a minute for one that may not.
  const wait = Math.min(TIMEOUTS.optional, state.timeout(TIMEOUTS.optional));
  const received = await receive(state, requested, wait);
  if (received.kind === 'reply') {
    if (judge(expect, received.reply, 'code', isEhlo(requested)).passed)
      return check(state, expect, received.reply, isEhlo(requested));
    state.setAside = received.reply;
    return 'on';
  }
  // A reply that began and did not end is none that may be missing.
  const absent =
    received.kind === 'failed' &&
    !received.begun &&
    ['timeout', 'closed', 'reset'].includes(received.error.kind);
  if (absent) return 'on';
  failToReceive(state, received, expect.line);
  return 'stop';
}

async function holdClose(state: SessionState, expect: Expect, requested: Requested): Promise<Outcome> {
  const received = await receive(state, requested);
  const closed =
    received.kind === 'failed' && (received.error.kind === 'closed' || received.error.kind === 'reset');
  return verdictOn(state, expect, received, closed, {
    held: 'the connection was closed',
    missed: 'expected the server to close the connection',
    late: `it was still open after ${formatLimit(requested.timeout)}`,
  });
}

const BEGUN = 'the beginning of a reply, and not its end';

async function holdSilence(state: SessionState, expect: Expect, requested: Requested): Promise<Outcome> {
  const received = await receive(state, requested, expect.milliseconds);
  const silent = received.kind === 'failed' && received.error.kind === 'timeout' && !received.begun;
  return verdictOn(state, expect, received, silent, {
    held: 'silence',
    missed: 'expected silence',
    late: BEGUN,
  });
}

function verdictOn(
  state: SessionState,
  expect: Expect,
  received: Received,
  held: boolean,
  words: { readonly held: string; readonly missed: string; readonly late: string },
): Outcome {
  if (received.kind === 'failed' && received.error.kind === 'cancelled') {
    state.broken(received.error, expect.line);
    return 'stop';
  }
  const actual = held ? words.held : describe(state, received, words.late);
  state.verdict({
    line: expect.line,
    status: held ? 'passed' : 'failed',
    expected: expect.source,
    actual,
    message: held ? '' : `${words.missed}, got: ${actual}`,
  });
  return held ? 'on' : state.afterFailure;
}

/** @param late what it is when nothing whole came in time */
function describe(state: SessionState, received: Received, late: string): string {
  switch (received.kind) {
    case 'reply':
      return brief(state.seen(received.reply));
    case 'malformed':
      return state.excerpt(received.text);
    case 'failed':
      if (received.error.kind !== 'timeout') return received.error.message;
      return received.begun ? BEGUN : late;
  }
}
