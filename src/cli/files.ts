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
      : (await below(operand)).filter((file) => file.endsWith('.smtp'));
  if (files.length > 0) return { files };
  return {
    problem:
      status === undefined
        ? `no file matches “${operand}”`
        : `there is no .smtp file in the folder “${operand}”`,
  };
}

async function matching(pattern: string): Promise<string[]> {
  const { folder, matches } = matcherOf(pattern);
  const files = await below(folder === '' ? '.' : folder);
  return files.filter((file) => matches(file.split(path.sep).join('/')));
}

/** All files below a folder, each folder's own in order of their names before those of the folders in it. */
async function below(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(() => [])).sort((a, b) =>
    compareNames(a.name, b.name),
  );
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(folder, entry.name));
  for (const entry of entries)
    if (entry.isDirectory() && !PASSED_OVER.has(entry.name))
      files.push(...(await below(path.join(folder, entry.name))));
  return files;
}

const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', '.git']);
