import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListening } from './ports';

/** A server's processes: the one that was started and those that it started. */
export interface Daemon {
  /** Ends them all and waits until they are gone. May be called again. */
  stop(): Promise<void>;
}

/** What to start and how to tell that it works. All paths are absolute. */
export interface DaemonOptions {
  readonly name: string;
  readonly program: string;
  /** They have to keep the program in the foreground. */
  readonly args: readonly string[];
  readonly ports: Readonly<Record<string, number>>;
  /** Where its standard output and error go. */
  readonly output: string;
  /** The logs, whose ends explain a start that failed. */
  readonly logs: readonly string[];
}

/** How long a server may take to start or to stop, in milliseconds. */
const PATIENCE = 10_000;
const POLL_INTERVAL = 10;
const LINES_OF_LOG_IN_ERROR = 20;

/**
 * Starts a server and waits until it listens on all of its ports. Nothing connects to them for that: it would be in
 * the server's log. Rejects with the ends of its logs if it ends first or is not ready in time.
 *
 * The server leads a process group, by which all of its processes are known. They do not outlive the process that
 * started them, however that ends.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const output = openSync(options.output, 'a');
  const child = spawn(options.program, options.args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  const group = child.pid;
  const guard = group === undefined ? undefined : guardGroup(group);

  const stop = async (): Promise<void> => {
    if (group !== undefined) await endGroup(group);
    guard?.kill('SIGKILL');
  };
  const hasEnded = (): boolean =>
    failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  const ports = Object.values(options.ports);
  const isReady = async (): Promise<boolean> => (await Promise.all(ports.map(isListening))).every(Boolean);
  await isTrueInTime(async () => hasEnded() || (await isReady()));
  if (!hasEnded() && (await isReady())) return { stop };

  const reason = failure?.message ?? (hasEnded() ? 'it ended' : 'it does not listen on all of its ports');
  await stop();
  const logs = await Promise.all([options.output, ...options.logs].map(tail));
  throw new Error(`${options.name} did not start: ${reason}.\n${logs.join('')}`);
}

/**
 * Starts a process that kills a process group as soon as this process is gone: then the kernel closes the pipe that
 * it reads from. A handler of Node's would not run when this process is killed, and a server that gives up root
 * thereby loses the signal that it could have asked the kernel for.
 */
function guardGroup(group: number): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r line; kill -s KILL -- "-$0"', String(group)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return guard;
}

async function endGroup(group: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!(await groupIsAlive(group))) return;
    try {
      process.kill(-group, signal);
    } catch {
      // Its last process has ended since.
    }
    if (await isTrueInTime(async () => !(await groupIsAlive(group)))) return;
  }
  throw new Error(`The process group ${group} cannot be ended.`);
}

/**
 * Whether a process of the group still runs; one that has ended and was not yet waited for does not. One that was forked while
 * the first look went on, by a process that has ended since, is seen by the second.
 */
async function groupIsAlive(group: number): Promise<boolean> {
  return (await runsInGroup(group)) || (await runsInGroup(group));
}

async function runsInGroup(group: number): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const states = await Promise.all(
    processes.map(async (id) => {
      const stat = await readFile(`/proc/${id}/stat`, 'latin1').catch(() => '');
      // See proc(5): the command's name in parentheses may contain anything.
      const [state = '', , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(itsGroup) === group && !/[ZX]/.test(state);
    }),
  );
  return states.includes(true);
}

async function isTrueInTime(test: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    if (await test()) return true;
    if (Date.now() > deadline) return false;
    await sleep(POLL_INTERVAL);
  }
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text === '') return '';
  return `${file}:\n${text.trimEnd().split('\n').slice(-LINES_OF_LOG_IN_ERROR).join('\n')}\n`;
}
