import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { reasonOf } from './text';

/** Where a report goes. */
export interface Output {
  /** Resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
  /** Resolves to what went wrong, in words. */
  readonly close: () => Promise<readonly string[]>;
  /** Leaves nothing behind. */
  readonly discard: () => Promise<void>;
}

export const standardOutput: Output = {
  // The callback also comes, with an error, when the reader of a pipe has left.
  write: (text) =>
    text === '' ? Promise.resolve() : new Promise((resolve) => process.stdout.write(text, () => resolve())),
  close: () => Promise.resolve([]),
  discard: () => Promise.resolve(),
};

/**
 * A file that appears when it is complete: written beside its place and moved there at the end, so that nobody reads half a
 * report. Its folder is made if need be.
 */
export async function openOutput(file: string): Promise<Output | { readonly problem: string }> {
  try {
    const { target, temporary } = await placeOf(file);
    await mkdir(path.dirname(target), { recursive: true });
    const handle = await open(temporary ?? target, 'w');
    let failure: unknown;
    const keep = (error: unknown): void => {
      failure ??= error;
    };
    const discard = async (): Promise<void> => {
      await handle.close().catch(keep);
      if (temporary !== undefined) await rm(temporary, { force: true });
    };
    return {
      write: (text) => (failure === undefined ? handle.appendFile(text).catch(keep) : Promise.resolve()),
      async close() {
        await handle.close().catch(keep);
        if (failure === undefined && temporary !== undefined) await rename(temporary, target).catch(keep);
        if (failure === undefined) return [];
        await discard();
        return [`${file} cannot be written: ${reasonOf(failure)}`];
      },
      discard,
    };
  } catch (error) {
    return { problem: `${file} cannot be written: ${reasonOf(error)}` };
  }
}

/** A whole file at once, in the same way; what went wrong, in words. */
export async function writeWhole(file: string, text: string): Promise<readonly string[]> {
  const output = await openOutput(file);
  if ('problem' in output) return [output.problem];
  await output.write(text);
  return output.close();
}

/** A link is followed, not replaced; a device or a pipe is written to as it is, as moving a file there would do away with it. */
async function placeOf(file: string): Promise<{ target: string; temporary: string | undefined }> {
  const target = await realpath(file).catch(() => path.resolve(file));
  const status = await stat(target).catch(() => undefined);
  if (status?.isDirectory() === true) throw new Error('it is a folder');
  if (status !== undefined && !status.isFile()) return { target, temporary: undefined };
  return {
    target,
    temporary: path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`),
  };
}
