import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRIVATE_FILE, PUBLIC_FILE } from '../environment/lookup';

/** What is waited for. */
export interface Watched {
  /** The files that a run has read; absolute. */
  readonly files: ReadonlySet<string>;
  /** Whether a `.smtp` file that comes to be in a folder of theirs counts too, as it does where a folder or a pattern was named. */
  readonly takesNew: boolean;
}

/** Milliseconds that nothing has to happen for a change to be complete: editors write in steps. */
const QUIET = 100;

/**
 * Waits until one of the files changes.
 *
 * @param since milliseconds since 1970: what has changed from then on has changed already
 * @returns the file, absolute; undefined when the signal is aborted
 */
export async function nextChange(
  { files, takesNew }: Watched,
  since: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  let changed: string | undefined;
  let latest = 0;
  let wake: () => void = () => undefined;
  const something = new Promise<void>((resolve) => (wake = resolve));
  const see = (file: string): void => {
    changed ??= file;
    latest = performance.now();
    wake();
  };
  const own = new Set([...files].map((file) => path.dirname(file)));
  const folders = withThoseAbove(own);
  const watchers = [...folders].flatMap((folder) =>
    watchFolder(folder, (name) => {
      const file = path.join(folder, name);
      if (files.has(file) || ALONGSIDE.has(name) || (takesNew && own.has(folder) && isTranscript(name)))
        see(file);
    }),
  );
  signal.addEventListener('abort', wake, { once: true });
  try {
    const alongside = [...folders].flatMap((folder) => [...ALONGSIDE].map((name) => path.join(folder, name)));
    for (const file of [...files, ...alongside]) if (await hasChanged(file, since)) see(file);
    if (!signal.aborted) await something;
    while (!signal.aborted && performance.now() - latest < QUIET) await sleep(QUIET);
    return signal.aborted ? undefined : changed;
  } finally {
    signal.removeEventListener('abort', wake);
    for (const watcher of watchers) watcher.close();
  }
}

/** What a run reads without being told to, from the folder of a transcript or one above it. */
const ALONGSIDE: ReadonlySet<string> = new Set([PUBLIC_FILE, PRIVATE_FILE, '.env']);

/** Files that begin with a dot are how editors keep what is not saved yet. */
function isTranscript(name: string): boolean {
  return name.endsWith('.smtp') && !name.startsWith('.');
}

function withThoseAbove(folders: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const folder of folders) for (let at = folder; !all.has(at); at = path.dirname(at)) all.add(at);
  return all;
}

/** A folder and not its files: an editor that saves puts another file in the place of the one that there was. */
function watchFolder(folder: string, onChange: (name: string) => void): FSWatcher[] {
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name !== null) onChange(name);
    });
    // A folder that goes away has nothing more to tell.
    return [watcher.on('error', () => undefined)];
  } catch {
    return [];
  }
}

async function hasChanged(file: string, since: number): Promise<boolean> {
  const status = await stat(file).catch(() => undefined);
  return status !== undefined && status.mtimeMs >= since;
}
