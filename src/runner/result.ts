import type { TlsFacts } from '../transport/transport';
import type {
  FailureEvent,
  RecipientVerdict,
  RunStatus,
  SeenReply,
  SessionEvent,
  VerdictEvent,
} from './events';

/** What a run came to: a pure fold over its events, so that every report tells the same. */
export interface RunResult {
  readonly title: string;
  /** Counted from 1. */
  readonly line: number;
  readonly status: RunStatus;
  /** A URL; empty when nobody knew where to connect. */
  readonly server: string;
  readonly tls: TlsFacts | undefined;
  readonly durationMs: number;
  readonly steps: readonly StepResult[];
  readonly verdicts: readonly VerdictEvent[];
  /** What came of the messages for each recipient, where the server answered for each. */
  readonly recipients: readonly RecipientVerdict[];
  readonly failures: readonly FailureEvent[];
  readonly captures: Readonly<Record<string, string>>;
}

/** A request, or the greeting, with the reply it drew. */
export interface StepResult {
  readonly line: number | undefined;
  readonly sent: string | undefined;
  readonly reply: SeenReply | undefined;
  readonly expected: string | undefined;
  readonly status: 'passed' | 'failed' | 'unchecked' | 'skipped';
  readonly message: string;
  readonly durationMs: number;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
}

/** A result in the making. */
type Folding = Mutable<RunResult> & {
  steps: Mutable<StepResult>[];
  verdicts: VerdictEvent[];
  recipients: RecipientVerdict[];
  failures: FailureEvent[];
};

/** Where in the conversation a fold is: in a group the latest reply is not that to the line that was sent last. */
interface Turn {
  /** The index of the step that the latest reply belongs to; -1 before there is one. */
  answered: number;
  /** Whether nothing has been said of that reply so far. */
  isUnjudged: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Folds the events of one run. A run that was broken off has no `end` event and counts as cancelled. */
export function summarize(events: Iterable<SessionEvent>): RunResult {
  const result: Folding = {
    title: '',
    line: 0,
    status: 'cancelled',
    server: '',
    tls: undefined,
    durationMs: 0,
    steps: [],
    verdicts: [],
    recipients: [],
    failures: [],
    captures: {},
  };
  const turn: Turn = { answered: -1, isUnjudged: false };
  for (const event of events) fold(result, turn, event);
  return result;
}

/** How many runs came to what. A cancelled run counts as an error: it is not known to have passed. */
export function total(results: readonly RunResult[]): Totals {
  const count = (...statuses: readonly RunStatus[]): number =>
    results.filter((result) => statuses.includes(result.status)).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error', 'cancelled'),
    skipped: count('skipped'),
  };
}

function fold(result: Folding, turn: Turn, event: SessionEvent): void {
  result.durationMs = event.at;
  const last = result.steps.at(-1);
  switch (event.type) {
    case 'start':
      Object.assign(result, { title: event.title, line: event.line, server: event.server });
      return;
    case 'tls':
      result.tls = event.facts;
      return;
    case 'sent':
      if (event.role !== 'content' && event.role !== 'file') result.steps.push(step(event.line, event.text));
      // A message is one step, whatever its number of lines, and a chunk is a part of its BDAT.
      else if (last === undefined || last.reply !== undefined || last.status === 'skipped')
        result.steps.push(step(event.line, '(message content)'));
      return;
    case 'reply':
      Object.assign(takeAnswered(result, turn, event.line), {
        reply: event.reply,
        durationMs: event.milliseconds,
      });
      turn.isUnjudged = true;
      return;
    case 'verdict': {
      result.verdicts.push(event);
      const judged =
        event.isAssertion === true || turn.isUnjudged ? result.steps[turn.answered] : waiting(result, turn);
      if (event.isAssertion !== true) turn.isUnjudged = false;
      // An assertion that holds says nothing new of a step whose reply was as expected.
      if (judged !== undefined && !(event.isAssertion === true && event.status === judged.status)) {
        const failed = judged.status === 'failed' || event.status === 'failed';
        Object.assign(judged, {
          expected: event.expected,
          status: failed ? 'failed' : 'passed',
          message: event.message,
        });
      }
      return;
    }
    case 'skipped':
      result.steps.push({ ...step(event.line, undefined), status: 'skipped', message: event.reason });
      return;
    case 'captured':
      result.captures = { ...result.captures, [event.name]: event.value };
      return;
    case 'failure':
      result.failures.push(event);
      fail(waiting(result, turn), event.message);
      return;
    case 'end':
      result.status = event.status;
      return;
    case 'recipients':
      result.recipients.push(...event.verdicts);
      return;
    case 'connected':
    case 'received':
    case 'notice':
      return;
  }
}

function fail(step: Mutable<StepResult> | undefined, message: string): void {
  if (step !== undefined && step.reply === undefined) Object.assign(step, { status: 'failed', message });
}

/** The step that a reply belongs to: that of its line, or a further one behind that if it has a reply already. */
function takeAnswered({ steps }: Folding, turn: Turn, line: number | undefined): Mutable<StepResult> {
  const before = turn.answered;
  let asked = before + 1;
  for (; asked < steps.length; asked++) {
    const each = steps[asked];
    if (each !== undefined && each.line === line && isWaiting(each)) break;
  }
  const last = steps.length - 1;
  const further = line !== undefined && steps[before]?.line === line;
  const unnamed = !further && steps[last]?.reply === undefined ? last : -1;
  turn.answered = asked < steps.length ? asked : unnamed;
  const found = steps[turn.answered];
  if (found !== undefined) return found;
  turn.answered = further ? before + 1 : steps.length;
  const made = step(line, undefined);
  steps.splice(turn.answered, 0, made);
  return made;
}

/** The step whose turn it is where no reply tells: the next one of a group, or the last one. */
function waiting({ steps }: Folding, { answered }: Turn): Mutable<StepResult> | undefined {
  for (let at = answered + 1; at < steps.length; at++) {
    const each = steps[at];
    if (each !== undefined && isWaiting(each)) return each;
  }
  return steps.at(-1);
}

function isWaiting({ sent, reply, status }: StepResult): boolean {
  return sent !== undefined && reply === undefined && status !== 'skipped';
}

function step(line: number | undefined, sent: string | undefined): Mutable<StepResult> {
  return {
    line,
    sent,
    reply: undefined,
    expected: undefined,
    status: 'unchecked',
    message: '',
    durationMs: 0,
  };
}
