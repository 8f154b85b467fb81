import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { command } from './command';

/** Whose mailboxes there are. */
export const USERS = ['alice', 'bob'] as const;

/** A folder for mail that a server's own user may write in. */
export async function makeMailFolder(dir: string, owner: string): Promise<string> {
  const folder = path.join(dir, 'mail');
  await mkdir(folder, { recursive: true });
  await command('chown', [owner, folder]);
  return folder;
}

/**
 * Takes the messages out of all Maildirs below a folder. A server moves a message into `new` only when all of it was written,
 * so what is found there is whole.
 */
export async function takeFromMaildirs(folder: string): Promise<readonly Buffer[]> {
  const taken = await Promise.all(USERS.map((user) => takeFiles(path.join(folder, user, 'new'), '')));
  return taken.flat();
}

/** Takes the messages that a server wrote into a folder, each into a file that got its name, ending in `.eml`, when it was whole. */
export function takeFromFolder(folder: string): Promise<readonly Buffer[]> {
  return takeFiles(folder, '.eml');
}

/** Reads and removes the files of a folder, which need not be there yet. */
export async function takeFiles(folder: string, ending: string): Promise<readonly Buffer[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending));
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const content = await readFile(file);
      await rm(file);
      return content;
    }),
  );
}

/** Makes a program for servers that deliver to one: it writes its standard input into the folder given, as a message. */
export async function writeDeliveryProgram(dir: string): Promise<string> {
  const program = path.join(dir, 'deliver');
  await writeFile(program, DELIVER, { mode: 0o755 });
  return program;
}

const DELIVER = `#!/bin/sh
set -e
name="$1/$(date +%s%N)-$$"
cat > "$name.part"
mv "$name.part" "$name.eml"
`;
