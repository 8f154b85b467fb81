import * as path from 'node:path';
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
import { Turns } from './turns';

export type ExecutionOptions = Pick<
  RunOptions,
  'server' | 'overrides' | 'variables' | 'bail' | 'jobs' | 'repeat' | 'yes'
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
  /** Files that were included or otherwise read; absolute. */
  readonly opened: ReadonlySet<string>;
}

/**
 * Runs the files, so many side by side as the options say, and the transcripts of each one after the other, until all are done, one
 * does not pass and that ends it, or the signal is aborted. The listener is told in the order of the files. Rejects only for a bug, and
 * when nothing is running any more.
 */
export async function execute(
  files: readonly SelectedFile[],
  options: ExecutionOptions,
  signal: AbortSignal,
  listener: Listener,
): Promise<Executed> {
  const servers = new TestServerHolder();
  const bug = new AbortController();
  const all = new Execution(options, AbortSignal.any([signal, bug.signal]), servers);
  const jobs = Math.min(options.jobs, files.length);
  const turns = new Turns();
  const done: FileJob[] = [];
  const work = async (): Promise<void> => {
    for (let at = done.length; at < files.length && !all.isOver(); at = done.length) {
      const file = files[at];
      if (file === undefined) return;
      const job: FileJob = { file: file.source.name, transcripts: [], planned: countOf(file, options) };
      done.push(job);
      try {
        await all.run(file, job, jobs === 1 ? listener : inTurn(listener, turns, at));
      } catch (error) {
        bug.abort();
        throw error;
      } finally {
        await turns.end(at);
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: jobs }, work));
  await servers.stop();
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  const planned = [
    ...done.map((job) => job.planned),
    ...files.slice(done.length).map((file) => countOf(file, options)),
  ];
  return {
    files: done,
    opened: all.opened,
    notRun: sum(planned) - sum(done.map(({ transcripts }) => transcripts.length)),
  };
}

/** A file that is being run. */
interface FileJob {
  readonly file: string;
  readonly transcripts: RunResult[];
  /** How many runs its transcripts stand for, as far as that is known. */
  planned: number;
}

/** What the runs of all files share. */
class Execution {
  readonly opened = new Set<string>();
  readonly #options: ExecutionOptions;
  readonly #signal: AbortSignal;
  readonly #servers: TestServerHolder;
  readonly #questions = new Questions();
  #hasFailed = false;

  constructor(options: ExecutionOptions, signal: AbortSignal, servers: TestServerHolder) {
    this.#options = options;
    this.#signal = signal;
    this.#servers = servers;
  }

  /** Whether nothing more is to be begun. */
  isOver(): boolean {
    return this.#signal.aborted || (this.#options.bail && this.#hasFailed);
  }

  async run({ source, plans }: SelectedFile, job: FileJob, listener: Listener): Promise<void> {
    const { repeat } = this.#options;
    const host = this.#hostOf(source);
    for (const plan of plans) {
      if (this.isOver()) return;
      const asking = askingOnce(host);
      const runs = await repetitions(plan, asking, repeat);
      job.planned += runs.length - writtenCount(plan, repeat);
      for (const each of runs) {
        if (this.isOver()) return;
        const result = await runPlan(each, source.name, asking, this.#signal, listener);
        job.transcripts.push(result);
        this.#hasFailed ||= !isFine(result);
        await listener.result(source.name, result);
        if (endsRepetition(result)) break;
      }
    }
  }

  #hostOf({ folder }: Source): Host {
    const { server, overrides, variables, secrets, yes } = this.#options;
    const signal = this.#signal;
    const host = createNodeHost({
      folder,
      server,
      overrides,
      variables: [variables],
      secret: (name) => Promise.resolve(secrets.get(name) ?? secretFromEnvironment(name)),
      prompt: (label, masked) => this.#questions.ask(() => ask(label, masked, signal)),
      confirm: (question) =>
        yes ? Promise.resolve('yes') : this.#questions.ask(() => askWhether(question, signal)),
      testServer: () => this.#servers.start(),
    });
    return {
      ...host,
      openFile: (name) => {
        this.opened.add(path.resolve(folder, name));
        return host.openFile(name);
      },
    };
  }
}

/** There is one terminal: whoever has something to ask waits until it is free. */
class Questions {
  #last: Promise<unknown> = Promise.resolve();

  ask<T>(question: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(question);
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

function countOf({ plans }: SelectedFile, { repeat }: ExecutionOptions): number {
  return sum(plans.map((plan) => writtenCount(plan, repeat)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function inTurn(listener: Listener, turns: Turns, job: number): Listener {
  return {
    event: (file, transcript, event) => turns.tell(job, () => listener.event(file, transcript, event)),
    result: (file, result) => turns.tell(job, () => listener.result(file, result)),
  };
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
