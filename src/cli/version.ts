import { readFile } from 'node:fs/promises';
import * as path from 'node:path';

/** Of the package that this bundle was installed with. */
export async function version(): Promise<string> {
  const text = await readFile(path.join(__dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
