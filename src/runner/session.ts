import { assertAll } from './asserting';
import { hasLeftovers, refuseLeftovers } from './checking';
import { askConsent, askForBreaches, type Consent } from './consent';
import { EventQueue } from './eventQueue';
import type { SessionEvent } from './events';
import { fillDirectives } from './fillDirectives';
import { endOfGroup, takeGroup } from './groups';
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
export function run(plan: Plan, host: Host, signal: AbortSignal): AsyncIterableIterator<SessionEvent> {
  return new Run(plan, host, signal);
}

/** By hand, as a generator takes several times as long, and as much memory, for each event. */
class Run implements AsyncIterableIterator<SessionEvent> {
  readonly #queue = new EventQueue();
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #state: SessionState;
  #conversation: Promise<void> | undefined;
  /** Those that were taken, and how many of them have been told. */
  #events: readonly SessionEvent[] = [];
  #told = 0;
  #isOver = false;

  constructor(plan: Plan, host: Host, signal: AbortSignal) {
    this.#signal = signal;
    this.#state = new SessionState(plan, host, this.#abort.signal, this.#queue);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<SessionEvent, void>> {
    const event = this.#events[this.#told];
    if (event === undefined) return this.#take();
    this.#told++;
    return Promise.resolve({ done: false, value: event });
  }

  return(): Promise<IteratorResult<SessionEvent, void>> {
    this.#end();
    return Promise.resolve(OVER);
  }

  async #take(): Promise<IteratorResult<SessionEvent, void>> {
    if (this.#isOver) return OVER;
    this.#conversation ??= this.#begin();
    this.#events = await this.#queue.take();
    this.#told = 0;
    if (this.#events.length > 0) return await this.next();
    try {
      await this.#conversation;
    } finally {
      this.#end();
    }
    return OVER;
  }

  #begin(): Promise<void> {
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    if (this.#signal.aborted) this.#onAbort();
    const conversation = converseToTheEnd(this.#state).finally(() => this.#queue.end());
    // A bug is thrown above, where somebody waits for it; until then it is not to pass for unhandled.
    conversation.catch(() => undefined);
    return conversation;
  }

  #end(): void {
    this.#isOver = true;
    this.#events = [];
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#queue.end();
    this.#abort.abort();
    this.#state.close();
  }

  readonly #onAbort = (): void => this.#abort.abort();
}

const OVER: IteratorResult<SessionEvent, void> = { done: true, value: undefined };

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
  if (!allows(state, await askForBreaches(state, endpoint))) return;
  if (!(await connect(state, endpoint))) return;
  const { steps } = state.plan;
  let outcome = await open(state);
  const [first] = steps;
  if (outcome === 'on' && first?.send === undefined) outcome = await assertAll(state, first?.asserts ?? []);
  for (let at = 0; outcome === 'on' && at < steps.length;) {
    const end = endOfGroup(state, steps, at);
    const taken = takeGroup(state, steps.slice(at, end));
    outcome = typeof taken === 'string' ? taken : await taken;
    at = end;
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
