import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';

/** The `.smtp` files that the arguments name: files as they are, folders with all that is below them, `-` for standard input. */
export async function findFiles(
  operands: readonly string[],
): Promise<{ files: readonly string[] } | { problem: string }> {
  const files: string[] = [];
  for (const operand of operands) {
    if (operand === '-') {
      files.push(operand);
      continue;
    }
    const status = await stat(operand).catch(() => undefined);
    if (status === undefined) return { problem: `there is no file or folder “${operand}”` };
    if (!status.isDirectory()) files.push(operand);
    else files.push(...(await below(operand)));
  }
  return files.length === 0 ? { problem: `there is no .smtp file in ${operands.join(', ')}` } : { files };
}

async function below(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.smtp') && !name.split(path.sep).includes('node_modules'))
    .sort((a, b) => a.localeCompare(b, 'en'))
    .map((name) => path.join(folder, name));
}
