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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Folds the events of one run. A run that was broken off has no `end` event and counts as cancelled. */
export function summarize(events: Iterable<SessionEvent>): RunResult {
  const result: Mutable<RunResult> & {
    steps: Mutable<StepResult>[];
    verdicts: VerdictEvent[];
    recipients: RecipientVerdict[];
    failures: FailureEvent[];
  } = {
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
  for (const event of events) fold(result, event);
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

function fold(
  result: Mutable<RunResult> & {
    steps: Mutable<StepResult>[];
    verdicts: VerdictEvent[];
    recipients: RecipientVerdict[];
    failures: FailureEvent[];
  },
  event: SessionEvent,
): void {
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
      if (last === undefined || last.reply !== undefined)
        result.steps.push({
          ...step(event.line, undefined),
          reply: event.reply,
          durationMs: event.milliseconds,
        });
      else Object.assign(last, { reply: event.reply, durationMs: event.milliseconds });
      return;
    case 'verdict':
      result.verdicts.push(event);
      // An assertion that holds says nothing new of a step whose reply was as expected.
      if (last !== undefined && !(event.isAssertion === true && event.status === last.status)) {
        const failed = last.status === 'failed' || event.status === 'failed';
        Object.assign(last, {
          expected: event.expected,
          status: failed ? 'failed' : 'passed',
          message: event.message,
        });
      }
      return;
    case 'skipped':
      result.steps.push({ ...step(event.line, undefined), status: 'skipped', message: event.reason });
      return;
    case 'captured':
      result.captures = { ...result.captures, [event.name]: event.value };
      return;
    case 'failure':
      result.failures.push(event);
      if (last !== undefined && last.reply === undefined)
        Object.assign(last, { status: 'failed', message: event.message });
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
