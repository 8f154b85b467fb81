import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { compareNames, matcherOf } from './pattern';

export type FoundFiles = { readonly files: readonly string[] } | { readonly problem: string };

/**
 * The files that one operand names: a file itself, a folder all the `.smtp` files below it, a pattern whatever matches (for
 * shells that leave `*` to the program), and `-` standard input.
 */
export async function findFiles(operand: string): Promise<FoundFiles> {
  if (operand === '-') return { files: ['-'] };
  const status = await stat(operand).catch(() => undefined);
  if (status !== undefined && !status.isDirectory()) return { files: [operand] };
  if (status === undefined && !/[*?]/.test(operand))
    return { problem: `there is no file or folder “${operand}”` };
  const files =
    status === undefined
      ? await matching(operand)
      : (await below(operand)).files.filter((file) => file.endsWith('.smtp'));
  if (files.length > 0) return { files };
  return {
    problem:
      status === undefined
        ? `no file matches “${operand}”`
        : `there is no .smtp file in the folder “${operand}”`,
  };
}

/** The folders in which a file that comes to be could be one that the operands name, with those below them; absolute. */
export async function foldersOf(operands: readonly string[]): Promise<ReadonlySet<string>> {
  const folders = new Set<string>();
  for (const operand of operands) {
    const status = await stat(operand).catch(() => undefined);
    const root =
      status?.isDirectory() === true ? operand : /[*?]/.test(operand) ? rootOf(operand) : undefined;
    if (root !== undefined && status?.isFile() !== true)
      for (const folder of (await below(root)).folders) folders.add(path.resolve(folder));
  }
  return folders;
}

async function matching(pattern: string): Promise<string[]> {
  const { matches } = matcherOf(pattern);
  const { files } = await below(rootOf(pattern));
  return files.filter((file) => matches(file.split(path.sep).join('/')));
}

function rootOf(pattern: string): string {
  const { folder } = matcherOf(pattern);
  return folder === '' ? '.' : folder;
}

interface Below {
  /** Each folder's own in order of their names, before those of the folders in it. */
  readonly files: readonly string[];
  /** The folder itself is the first. */
  readonly folders: readonly string[];
}

/** All that is below a folder. */
async function below(folder: string): Promise<Below> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(() => [])).sort((a, b) =>
    compareNames(a.name, b.name),
  );
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(folder, entry.name));
  const folders = [folder];
  for (const entry of entries) {
    if (!entry.isDirectory() || PASSED_OVER.has(entry.name)) continue;
    const inner = await below(path.join(folder, entry.name));
    files.push(...inner.files);
    folders.push(...inner.folders);
  }
  return { files, folders };
}

const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', '.git']);
