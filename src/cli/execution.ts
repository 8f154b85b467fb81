import { TestServerHolder } from '../host/testServer';
import { createNodeHost } from '../host/nodeHost';
import type { FileResult } from '../report/fileResult';
import type { SessionEvent } from '../runner/events';
import type { Host } from '../runner/host';
import type { Plan } from '../runner/plan';
import { askingOnce, endsRepetition, repetitions, writtenCount } from '../runner/repetition';
import { summarize, type RunResult } from '../runner/result';
import { run } from '../runner/session';
import { isFine } from './exitCode';
import { ask, askWhether } from './prompt';
import type { RunOptions } from './runOptions';
import { secretFromEnvironment } from './secrets';
import type { SelectedFile } from './selection';
import type { Source } from './sources';

export type ExecutionOptions = Pick<
  RunOptions,
  'server' | 'overrides' | 'variables' | 'bail' | 'repeat' | 'yes'
> & {
  readonly secrets: ReadonlyMap<string, string>;
};

/** Who is told as a run goes on; the run waits for them. */
export interface Listener {
  readonly event: (file: string, transcript: number, event: SessionEvent) => Promise<void>;
  readonly result: (file: string, result: RunResult) => Promise<void>;
}

/** What was run. */
export interface Executed {
  readonly files: readonly FileResult[];
  /** Transcripts, and repetitions of them, that the run did not come to. */
  readonly notRun: number;
}

/** Runs one transcript after the other, until all are done, one does not pass and that ends it, or the signal is aborted. */
export async function execute(
  files: readonly SelectedFile[],
  options: ExecutionOptions,
  signal: AbortSignal,
  listener: Listener,
): Promise<Executed> {
  const servers = new TestServerHolder();
  const done: { file: string; transcripts: RunResult[] }[] = [];
  let planned = files
    .flatMap(({ plans }) => plans)
    .reduce((sum, plan) => sum + writtenCount(plan, options.repeat), 0);
  const executed = (): Executed => ({
    files: done,
    notRun: planned - done.flatMap(({ transcripts }) => transcripts).length,
  });
  try {
    for (const { source, plans } of files) {
      const transcripts: RunResult[] = [];
      done.push({ file: source.name, transcripts });
      const host = createHost(source, options, servers, signal);
      for (const plan of plans) {
        const asking = askingOnce(host);
        const runs = await repetitions(plan, asking, options.repeat);
        planned += runs.length - writtenCount(plan, options.repeat);
        for (const each of runs) {
          const result = await runPlan(each, source.name, asking, signal, listener);
          transcripts.push(result);
          await listener.result(source.name, result);
          if (signal.aborted || (options.bail && !isFine(result))) return executed();
          if (endsRepetition(result)) break;
        }
      }
    }
    return executed();
  } finally {
    await servers.stop();
  }
}

async function runPlan(
  plan: Plan,
  file: string,
  host: Host,
  signal: AbortSignal,
  listener: Listener,
): Promise<RunResult> {
  const events: SessionEvent[] = [];
  for await (const event of run(plan, host, signal)) {
    if (!isRepetition(events.at(-1), event)) events.push(event);
    await listener.event(file, plan.line, event);
  }
  return summarize(events);
}

/** The result counts a message's content as one step, so its lines need not be kept until the end. */
function isRepetition(last: SessionEvent | undefined, event: SessionEvent): boolean {
  return isContent(event) && last !== undefined && isContent(last);
}

function isContent(event: SessionEvent): boolean {
  return event.type === 'sent' && event.role === 'content';
}

function createHost(
  { folder }: Source,
  { server, overrides, variables, secrets, yes }: ExecutionOptions,
  servers: TestServerHolder,
  signal: AbortSignal,
): Host {
  return createNodeHost({
    folder,
    server,
    overrides,
    variables: [variables],
    secret: (name) => Promise.resolve(secrets.get(name) ?? secretFromEnvironment(name)),
    prompt: (label, masked) => ask(label, masked, signal),
    confirm: (question) => (yes ? Promise.resolve('yes') : askWhether(question, signal)),
    testServer: () => servers.start(),
  });
}
