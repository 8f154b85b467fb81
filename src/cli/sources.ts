import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { findFiles } from './files';
import { readStandardInput } from './standardInput';
import { decodeText, reasonOf, type ReadText } from './text';

/** A file that was named on the command line. */
export interface Source {
  /** As it is shown: relative to the working folder if it lies below it. */
  readonly name: string;
  /** The folder that the paths in it are relative to; absolute. */
  readonly folder: string;
  /** Absolute; undefined for standard input. */
  readonly path: string | undefined;
  readonly text: string;
}

export interface Sources {
  readonly sources: readonly Source[];
  /** Why what else was named could not be read, or that nothing was. */
  readonly problems: readonly string[];
}

/** Reads all that the operands name, each file once, and says of the rest why it cannot be read. */
export async function readSources(operands: readonly string[]): Promise<Sources> {
  if (operands.length === 0)
    return { sources: [], problems: ['name a file, a folder, or - for standard input'] };
  const sources = new Map<string, Source>();
  const problems: string[] = [];
  for (const operand of operands) {
    const found = await findFiles(operand);
    if ('problem' in found) problems.push(found.problem);
    for (const file of 'problem' in found ? [] : found.files) {
      const key = file === '-' ? '-' : path.resolve(file);
      if (sources.has(key)) continue; // named twice, say by its name and by its folder
      const name = nameOf(file);
      const read = await readText(file, name);
      if ('problem' in read) problems.push(read.problem);
      else
        sources.set(key, {
          name,
          folder: file === '-' ? process.cwd() : path.dirname(key),
          path: file === '-' ? undefined : key,
          text: read.text,
        });
    }
  }
  return { sources: [...sources.values()], problems };
}

function nameOf(file: string): string {
  if (file === '-') return 'standard input';
  const relative = path.relative('', file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? path.normalize(file) : relative;
}

async function readText(file: string, name: string): Promise<ReadText> {
  try {
    return decodeText(await (file === '-' ? readStandardInput() : readFile(file)), name);
  } catch (error) {
    return { problem: `${name} cannot be read: ${reasonOf(error)}` };
  }
}
