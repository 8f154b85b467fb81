import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** The built bundle: what a person runs is what is tested. */
const CLI = path.resolve('dist/cli.js');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; nothing if absent. */
  readonly input?: string | Uint8Array;
}

/** Runs a command line to its end. */
export async function cli(args: readonly string[], options: Options = {}): Promise<Outcome> {
  return start(args, options).ended;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Outcome>;
  /** Resolves when standard output matches; rejects when the process ends without that. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
}

/** Starts a command line that is watched while it runs. */
export function start(args: readonly string[], { cwd, env, input = '' }: Options = {}): Running {
  assert.ok(existsSync(CLI), `${CLI} is missing: build it first with “node esbuild.mjs”`);
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    // Nothing of the developer's own: no secrets, no FORCE_COLOR.
    env: { PATH: process.env['PATH'], TZ: 'UTC', ...env },
  });
  const texts = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  const change = (): void => watchers.forEach((watcher) => watcher());
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
      change();
    });
  }
  child.stdin.on('error', () => undefined); // a process that ends at once reads nothing
  child.stdin.end(input);
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(texts.stdout);
        if (match === null) return;
        watchers.delete(look);
        resolve(match);
      };
      watchers.add(look);
      void ended.then(({ stderr }) => reject(new Error(`it ended without ${String(pattern)}: ${stderr}`)));
      look();
    });
  return { child, ended, says };
}

export interface Folder {
  readonly path: string;
  /** Writes a file, with the folders it needs, and gives its path. */
  readonly write: (name: string, content: string | Uint8Array) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** A folder of one suite's own. */
export async function temporaryFolder(): Promise<Folder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smtp-transcript-cli-'));
  return {
    path: folder,
    async write(name, content) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
