import { readFile } from 'node:fs/promises';
import { withoutLineEnd } from './standardInput';
import { decodeText, reasonOf } from './text';

/** The environment variable that holds a secret: `SMTP_SECRET_` and its name in capitals, anything but letters and digits as `_`. */
export function secretVariable(name: string): string {
  return `SMTP_SECRET_${name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

/** A secret from the environment, under {@link secretVariable} or its name as it is written. */
export function secretFromEnvironment(name: string): string | undefined {
  return process.env[secretVariable(name)] ?? process.env[`SMTP_SECRET_${name}`];
}

/** Reads the files that hold secrets, name → secret, before anything is sent; the first that cannot be read is the problem. */
export async function readSecretFiles(
  files: ReadonlyMap<string, string>,
): Promise<{ readonly secrets: ReadonlyMap<string, string> } | { readonly problem: string }> {
  const secrets = new Map<string, string>();
  for (const [name, file] of files) {
    try {
      const read = decodeText(await readFile(file), file);
      if ('problem' in read) return { problem: `--secret ${name}: ${file} is not text in UTF-8` };
      secrets.set(name, withoutLineEnd(read.text));
    } catch (error) {
      return { problem: `--secret ${name}: ${file} cannot be read: ${reasonOf(error)}` };
    }
  }
  return { secrets };
}
