import { open, readFile, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import { reasonOf } from './text';

/**
 * Gives a file another text, all of it or none: written beside it and moved into its place. The file keeps its mode and its
 * byte order mark, and a link stays a link. What went wrong, in words; undefined if nothing did.
 *
 * @param before what is to be replaced: a file that somebody has changed since is left alone
 */
export async function replaceFile(file: string, before: string, after: string): Promise<string | undefined> {
  let temporary: string | undefined;
  let handle: FileHandle | undefined;
  try {
    const target = await realpath(file);
    const current = await readFile(target, 'utf8');
    const mark = current.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
    if (current !== mark + before)
      return `${file} was changed by somebody else in the meantime: nothing was written`;
    const { mode, uid, gid } = await stat(target);
    temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
    // Nobody else may read it before it has the mode of the file: it can hold passwords.
    handle = await open(temporary, 'wx', 0o600);
    await handle.chown(uid, gid).catch(() => undefined); // only the superuser may give a file away
    await handle.chmod(mode & 0o7777);
    await handle.writeFile(mark + after);
    await handle.sync();
    await handle.close();
    handle = undefined;
    await rename(temporary, target);
    return undefined;
  } catch (error) {
    await handle?.close().catch(() => undefined);
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    return `${file} cannot be written: ${reasonOf(error)}`;
  }
}

const BYTE_ORDER_MARK = '\uFEFF';
