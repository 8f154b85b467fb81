import { hold, receiveUnrecorded, refuseLeftovers, type Requested } from './checking';
import type { SessionEvent } from './events';
import type { Host } from './host';
import { leave } from './leaving';
import { connect, findServer, open } from './opening';
import { formatEndpoint, type Plan } from './plan';
import type { Problem, Send, Step } from './planTypes';
import { prepare } from './preparation';
import { startTls } from './security';
import { send } from './sending';
import { SessionState, TIMEOUTS, type Events, type Outcome } from './sessionState';

/**
 * Runs a plan and tells what happens, as it happens. Whatever goes wrong is an event; it throws only for a bug. When the
 * caller stops listening, or the signal is aborted, the connection is closed at once.
 */
export async function* run(
  plan: Plan,
  host: Host,
  signal: AbortSignal,
): AsyncGenerator<SessionEvent, void, void> {
  const state = new SessionState(plan, host, signal);
  try {
    const { server } = plan;
    const endpoint = host.server ?? (server.kind === 'endpoint' ? server.endpoint : undefined);
    yield state.started(endpoint === undefined ? '' : formatEndpoint(endpoint));
    if (plan.disabled) yield state.disabled();
    else yield* converse(state);
    yield state.event({ type: 'end', status: state.status });
  } finally {
    state.close();
    await state.files.close();
  }
}

async function* converse(state: SessionState): Events {
  if (!(yield* makeReady(state))) return;
  const endpoint = yield* findServer(state);
  if (endpoint === undefined || !(yield* connect(state, endpoint))) return;
  let outcome = yield* open(state);
  for (const step of state.plan.steps) {
    if (outcome === 'stop') break;
    // The greeting was held against its expectation when it came.
    if (step.send !== undefined) outcome = yield* take(state, step, step.send);
  }
  if (outcome === 'on') yield* refuseLeftovers(state, undefined);
  yield* leave(state);
}

/** Finds all that stands in the way, so that a run either has everything it needs or sends nothing. */
async function* makeReady(state: SessionState): Events<boolean> {
  const { plan, host, scope, signal } = state;
  let problems: readonly Problem[] = plan.problems;
  if (problems.length === 0) problems = await prepare(plan, host, scope);
  // A person who gave up at a prompt has cancelled the run; that a value is missing then is no news.
  const given = !signal.aborted;
  if (problems.length === 0 && given) {
    const missing = await state.files.open(plan, host, scope);
    for (const { line, message } of missing)
      yield state.failure({ kind: 'file', line, message: `${message} (nothing was sent)` });
    if (missing.length > 0) return false;
  }
  if (signal.aborted) {
    yield state.cancelled(undefined);
    return false;
  }
  for (const { line, message } of problems)
    yield state.failure({ kind: 'plan', line, message: `${message} (nothing was sent)` });
  return problems.length === 0;
}

/** Takes one step: sends what is its to send, and holds what comes back against what was expected. */
async function* take(state: SessionState, step: Step, what: Send): Events<Outcome> {
  const reason = reasonToSkip(state, what);
  if (reason !== undefined) {
    yield state.skipped(what.line, reason);
    return 'on';
  }
  if (step.pause > 0 && !(yield* pause(state, step.pause, what.line))) return 'stop';
  if ((yield* refuseLeftovers(state, what.line)) === 'stop') return 'stop';
  const requested = describe(state, what);
  state.answer = undefined;
  if (!(yield* send(state, what))) return 'stop';
  if (step.expects.length > 0) {
    if ((yield* hold(state, step.expects, requested)) === 'stop') return 'stop';
  } else if (what.kind !== 'raw' || !state.plan.records) {
    if ((yield* receiveUnrecorded(state, requested)) === 'stop') return 'stop';
  } // else: what raw bytes draw is for the author to say
  return what.kind === 'command' && what.verb === 'STARTTLS' ? yield* secure(state, step) : 'on';
}

function describe(state: SessionState, what: Send): Requested {
  const verb = what.kind === 'command' ? what.verb : '';
  return {
    line: what.line,
    // A verb is told, a line that answers a challenge never is, whatever it was taken for.
    name: /^[A-Z]{3,12}$/.test(verb) && state.lastCode !== 334 ? verb : 'the line',
    isEhlo: verb === 'EHLO' || verb === 'LHLO',
    timeout: state.timeout(what.kind === 'content' ? TIMEOUTS.content : TIMEOUTS.reply),
  };
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

/** Upgrades the connection if the server said so; a refusal ends the run unless the author recorded it. */
async function* secure(state: SessionState, step: Step): Events<Outcome> {
  if (state.answer === 220) return (yield* startTls(state, step.line)) ? 'on' : 'stop';
  const recorded = step.expects.some((expect) => expect.codes.every((code) => !code.startsWith('2')));
  if (recorded) return 'on';
  yield state.failure({
    kind: 'protocol',
    line: step.line,
    message: `The server ${state.answer === undefined ? 'did not answer' : 'refused'} STARTTLS; nothing more is sent in plain text`,
  });
  return 'stop';
}

async function* pause(state: SessionState, milliseconds: number, line: number): Events<boolean> {
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
  yield state.cancelled(line);
  return false;
}
