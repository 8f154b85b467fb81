import { setImmediate as nextTurn } from 'node:timers/promises';
import { plainStyle } from '../../report/style';
import { createTranscriptPrinter, formatDuration } from '../../report/transcript';
import type { SessionEvent } from '../../runner/events';
import type { Host } from '../../runner/host';
import type { Plan } from '../../runner/plan';
import { askingOnce, endsRepetition, repetitions } from '../../runner/repetition';
import { summarize, total, type RunResult } from '../../runner/result';
import { run } from '../../runner/session';

export interface Execution {
  readonly plans: readonly Plan[];
  readonly host: (plan: Plan) => Promise<Host>;
  readonly write: (text: string) => void;
  /** Whether the panel is to tell all that is known of the connection. */
  readonly verbose: boolean;
  /**
   * Where a plan's events go besides.
   *
   * @param hasFailed whether an earlier repetition of it has: then that one is what a person wants to look at
   */
  readonly sinks: (plan: Plan, hasFailed: boolean) => readonly EventSink[];
  readonly signal: AbortSignal;
}

export interface EventSink {
  readonly take: (event: SessionEvent) => void;
  readonly end?: () => void;
}

/** Milliseconds that a run may keep the extension host to itself: what it does besides is done in between. */
const SLICE = 15;

/** Runs plans one after the other, whatever each comes to, until the signal is aborted. */
export async function runPlans(execution: Execution): Promise<RunResult[]> {
  const { plans, host, write, signal } = execution;
  const began = performance.now();
  const results: RunResult[] = [];
  const isOver = (): boolean => signal.aborted;
  for (const plan of plans) {
    if (isOver()) break;
    const asking = askingOnce(await host(plan));
    let hasFailed = false;
    for (const each of await repetitions(plan, asking)) {
      const result = await runPlan(each, asking, execution, hasFailed);
      results.push(result);
      hasFailed ||= result.status === 'failed' || result.status === 'error';
      if (isOver() || endsRepetition(result)) break;
    }
  }
  if (plans.length > 1 || results.length > 1) write(`${conclusion(results, performance.now() - began)}\n\n`);
  return results;
}

async function runPlan(
  plan: Plan,
  host: Host,
  { write, verbose, sinks: sinksOf, signal }: Execution,
  hasFailed: boolean,
): Promise<RunResult> {
  const printer = createTranscriptPrinter(plainStyle, { verbose });
  const sinks = sinksOf(plan, hasFailed);
  const events: SessionEvent[] = [];
  let sliceBegan = performance.now();
  try {
    for await (const event of run(plan, host, signal)) {
      // Content is shown and not kept: a message may be of any size.
      if (!(event.type === 'sent' && event.role === 'content')) events.push(event);
      write(printer.print(event));
      for (const sink of sinks) sink.take(event);
      if (performance.now() - sliceBegan < SLICE) continue;
      await nextTurn();
      sliceBegan = performance.now();
    }
  } finally {
    for (const sink of sinks) sink.end?.();
  }
  return summarize(events);
}

/** The line that the panel's grammar colours as a summary. */
function conclusion(results: readonly RunResult[], milliseconds: number): string {
  const { passed, failed, errors, skipped } = total(results);
  return `${passed} passed, ${failed} failed, ${errors} errors, ${skipped} skipped in ${formatDuration(milliseconds)}`;
}
