import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRIVATE_FILE, PUBLIC_FILE } from '../environment/lookup';
import { findFiles, foldersOf } from './files';

/** What is waited for. */
export interface Watched {
  /** The files that a run has read; absolute. */
  readonly files: ReadonlySet<string>;
  /** What was named on the command line: a file that comes to be counts if a folder or a pattern among it takes it in. */
  readonly operands: readonly string[];
  /** The transcripts that the operands named when the run began; absolute. */
  readonly transcripts: ReadonlySet<string>;
}

/** Milliseconds that nothing has to happen for a change to be complete: editors write in steps. */
const QUIET = 100;

/** Milliseconds that the clock of a file system may be behind. */
const CLOCK = 20;

/** What a run reads without being told to, from the folder of a transcript or one above it. */
const ALONGSIDE: ReadonlySet<string> = new Set([PUBLIC_FILE, PRIVATE_FILE, '.env']);

/**
 * Waits until one of the files changes, or another one is to be run.
 *
 * @param since milliseconds since 1970: what has changed from then on has changed already
 * @returns the file, absolute; undefined when the signal is aborted
 */
export async function nextChange(
  watched: Watched,
  since: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const watching = new Watching(watched);
  const wake = (): void => watching.wake();
  signal.addEventListener('abort', wake, { once: true });
  try {
    await watching.begin(since);
    if (!signal.aborted) await watching.something;
    while (!signal.aborted && performance.now() - watching.latest < QUIET) await sleep(QUIET);
    return signal.aborted ? undefined : watching.changed;
  } finally {
    signal.removeEventListener('abort', wake);
    watching.end();
  }
}

/**
 * The transcripts that the operands name; absolute. Files in a folder whose names begin with a dot are how editors keep what is
 * not saved yet.
 */
export async function transcriptsOf(operands: readonly string[]): Promise<ReadonlySet<string>> {
  const transcripts = new Set<string>();
  for (const operand of operands) {
    const found = await findFiles(operand);
    for (const file of 'files' in found ? found.files : [])
      if (file === operand || !path.basename(file).startsWith('.')) transcripts.add(path.resolve(file));
  }
  return transcripts;
}

class Watching {
  /** The first file that has changed. */
  changed: string | undefined;
  /** When something changed last, as `performance.now` counts. */
  latest = 0;
  wake: () => void = () => undefined;
  /** Resolves when something has changed. */
  readonly something = new Promise<void>((resolve) => (this.wake = resolve));
  readonly #watched: Watched;
  /** What was read, and what could not be: all that is waited for by name. */
  readonly #files: ReadonlySet<string>;
  readonly #watchers = new Map<string, FSWatcher>();
  /** The folders whose environments apply to a transcript. */
  readonly #alongside: ReadonlySet<string>;
  /** The folders where another transcript may come to be. */
  #open: ReadonlySet<string> = new Set();
  /** The look through these that is under way, and whether another is due after it. */
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #ended = false;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#files = new Set([...watched.files, ...watched.transcripts]);
    this.#alongside = new Set([...watched.transcripts].flatMap((file) => foldersAbove(file)));
  }

  /** Watches before it looks, so that nothing can happen in between. */
  async begin(since: number): Promise<void> {
    const files = this.#files;
    for (const folder of [...[...files].map((file) => path.dirname(file)), ...this.#alongside])
      this.#watch(folder);
    await this.#look();
    const beside = [...this.#alongside].flatMap((folder) =>
      [...ALONGSIDE].map((name) => path.join(folder, name)),
    );
    for (const file of [...files, ...beside]) if (await hasChanged(file, since)) this.#see(file);
  }

  end(): void {
    this.#ended = true;
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #see(file: string): void {
    this.changed ??= file;
    this.latest = performance.now();
    this.wake();
  }

  /** A folder and not its files: an editor that saves puts another file in the place of the one that there was. */
  #watch(folder: string): void {
    if (this.#ended || this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name !== null) this.#happened(folder, name);
      });
      this.#watchers.set(folder, watcher);
      // A folder that goes away has nothing more to tell; one that takes its place is watched anew.
      watcher.on('error', () => this.#watchers.delete(folder));
    } catch {
      // What cannot be watched cannot be read either, and a run has said so.
    }
  }

  #happened(folder: string, name: string): void {
    const file = path.join(folder, name);
    const isMeant = this.#files.has(file) || (ALONGSIDE.has(name) && this.#alongside.has(folder));
    if (isMeant) this.#see(file);
    else if (this.#open.has(folder)) void this.#look();
  }

  /** Looks for transcripts that have come or gone, in folders that may have done so too. */
  #look(): Promise<void> {
    this.#lookAgain = this.#looking !== undefined;
    return (this.#looking ??= this.#lookThrough().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain) void this.#look();
    }));
  }

  async #lookThrough(): Promise<void> {
    const { operands, transcripts } = this.#watched;
    this.#open = await foldersOf(operands);
    for (const folder of this.#open) this.#watch(folder);
    const now = await transcriptsOf(operands);
    for (const file of now) if (!transcripts.has(file)) this.#see(file);
    for (const file of transcripts) if (!now.has(file)) this.#see(file);
  }
}

/** The folder of a file, and all above it. */
function foldersAbove(file: string): string[] {
  const folder = path.dirname(file);
  return folder === file ? [] : [folder, ...foldersAbove(folder)];
}

/** A file that was moved here has kept the time of its last change, but not that of its last move. */
async function hasChanged(file: string, since: number): Promise<boolean> {
  const status = await stat(file).catch(() => undefined);
  return status !== undefined && Math.max(status.mtimeMs, status.ctimeMs) >= since - CLOCK;
}
