import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PRIVATE_FILE, PUBLIC_FILE, type EnvironmentSource } from '../environment/lookup';

/** The files of environments that apply to a folder's transcripts: its own and those of every folder above, the nearest first. */
export async function readEnvironmentFiles(folder: string): Promise<readonly EnvironmentSource[]> {
  const found: EnvironmentSource[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    for (const name of [PRIVATE_FILE, PUBLIC_FILE]) {
      const file = path.join(at, name);
      // Most folders have none.
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text !== undefined) found.push({ uri: pathToFileURL(file).href, text });
    }
    if (path.dirname(at) === at) return found;
  }
}
