import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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
 * The messages in all Maildirs below a folder, oldest first. A server moves a message into `new` only when all of it was written,
 * so what is seen here is whole.
 */
export async function maildirMessages(folder: string): Promise<readonly Buffer[]> {
  const files = await Promise.all(
    USERS.map(async (user) => {
      const box = path.join(folder, user, 'new');
      const names = await readdir(box).catch(() => []);
      return names.map((name) => ({ name, file: path.join(box, name) }));
    }),
  );
  // A Maildir's file names begin with the time of the delivery, in seconds and then in smaller parts.
  const sorted = files.flat().sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return Promise.all(sorted.map(({ file }) => readFile(file)));
}

/** The messages that a server wrote into a folder, each into a file that got its name, ending in `.eml`, when it was whole. */
export async function folderMessages(folder: string): Promise<readonly Buffer[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(names.map((name) => readFile(path.join(folder, name))));
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
