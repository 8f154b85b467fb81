import { assertAll } from './asserting';
import { hasLeftovers, refuseLeftovers } from './checking';
import { askConsent, askForRawLines, type Consent } from './consent';
import { EventQueue } from './eventQueue';
import type { SessionEvent } from './events';
import { fillDirectives } from './fillDirectives';
import { nextGroup, takeGroup } from './groups';
import type { Host } from './host';
import { keepFixedSecrets, keepWrittenSecrets } from './knownSecrets';
import { leave } from './leaving';
import { connect, findServer, open } from './opening';
import { formatEndpoint, type Plan } from './plan';
import type { Problem } from './planTypes';
import { prepare } from './preparation';
import { SessionState } from './sessionState';

/**
 * Runs a plan and tells what happens, as it happens. Whatever goes wrong is an event; it throws only for a bug. When the
 * caller stops listening, or the signal is aborted, the connection is closed at once.
 */
export async function* run(
  plan: Plan,
  host: Host,
  signal: AbortSignal,
): AsyncGenerator<SessionEvent, void, void> {
  const queue = new EventQueue();
  const abort = new AbortController();
  const onAbort = (): void => abort.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const state = new SessionState(plan, host, abort.signal, queue);
  const conversation = converseToTheEnd(state).finally(() => queue.end());
  // A bug is thrown below, where somebody waits for it; until then it is not to pass for unhandled.
  conversation.catch(() => undefined);
  try {
    for (let events = await queue.take(); events.length > 0; events = await queue.take())
      for (const event of events) yield event;
    await conversation;
  } finally {
    signal.removeEventListener('abort', onAbort);
    queue.end();
    abort.abort();
    state.close();
  }
}

async function converseToTheEnd(state: SessionState): Promise<void> {
  const { plan, host } = state;
  const { server } = plan;
  try {
    const endpoint = host.server ?? (server.kind === 'endpoint' ? server.endpoint : undefined);
    keepWrittenSecrets(plan, host, state.redactor);
    state.started(endpoint === undefined ? '' : formatEndpoint(endpoint));
    if (plan.disabled) state.passOver('the transcript is @disabled');
    else await converse(state);
    state.ended();
  } finally {
    state.close();
    await state.files.close();
  }
}

async function converse(state: SessionState): Promise<void> {
  if (!(await makeReady(state))) return;
  const endpoint = await findServer(state);
  if (endpoint === undefined) return;
  if (!allows(state, await askForRawLines(state.plan, state.host, endpoint, state.proxy))) return;
  if (!(await connect(state, endpoint))) return;
  const { steps } = state.plan;
  let outcome = await open(state);
  const [first] = steps;
  if (outcome === 'on' && first?.send === undefined) outcome = await assertAll(state, first?.asserts ?? []);
  for (let at = 0; outcome === 'on' && at < steps.length;) {
    const group = nextGroup(state, steps, at);
    at += group.length;
    outcome = await takeGroup(state, group);
  }
  if (outcome === 'on' && hasLeftovers(state)) await refuseLeftovers(state, undefined);
  await leave(state);
}

/** Whether the run goes on; told if it does not. */
function allows(state: SessionState, consent: Consent): boolean {
  if (state.signal.aborted) state.cancelled(undefined);
  else if (consent.kind === 'declined') state.passOver(consent.reason);
  else if (consent.kind === 'refused')
    state.failure({
      ...consent.problem,
      kind: 'plan',
      message: `${consent.problem.message} (nothing was sent)`,
    });
  return !state.signal.aborted && consent.kind === 'given';
}

/** Finds all that stands in the way, so that a run either has everything it needs or sends nothing. */
async function makeReady(state: SessionState): Promise<boolean> {
  const { plan, host, scope, signal } = state;
  let problems: readonly Problem[] = plan.problems;
  if (problems.length === 0) {
    const consent = await askConsent(plan, host, scope);
    if (consent.kind === 'declined' && !signal.aborted) {
      state.passOver(consent.reason);
      return false;
    }
    if (consent.kind === 'refused') problems = [consent.problem];
  }
  if (problems.length === 0 && !signal.aborted) problems = await prepare(plan, host, scope);
  if (problems.length === 0 && !signal.aborted) problems = await fillDirectives(state);
  // A person who gave up at a prompt has cancelled the run; that a value is missing then is no news.
  const given = !signal.aborted;
  if (problems.length === 0 && given) {
    await keepFixedSecrets(plan, scope, state.redactor);
    const missing = await state.files.open(plan, host, scope);
    for (const { line, message } of missing)
      state.failure({ kind: 'file', line, message: `${message} (nothing was sent)` });
    if (missing.length > 0) return false;
  }
  if (signal.aborted) {
    state.cancelled(undefined);
    return false;
  }
  for (const { line, message } of problems)
    state.failure({ kind: 'plan', line, message: `${message} (nothing was sent)` });
  return problems.length === 0;
}
