import { readdir, readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ENVIRONMENT_FILE_NAMES } from '../language/environments';
import type { EnvironmentFile, Workspace } from '../language/workspace';

export interface NodeWorkspaceOptions {
  /** The folder for documents that are in none. */
  readonly root: string | undefined;
  /** The text of a file as it is in the editor; undefined if it is not open. */
  readonly openText: (uri: string) => string | undefined;
  readonly activeEnvironment: string | undefined;
}

/** What a feature may ask of the world, by Node's file system. Nothing is kept: each question reads anew. */
export function nodeWorkspace({ root, openText, activeEnvironment }: NodeWorkspaceOptions): Workspace {
  const resolve = (uri: string, name: string): string | undefined => {
    // To look at a path on another machine would tell that machine who the user is.
    if (/^[\\/]{2}/.test(name)) return undefined;
    const folder = folderOf(uri) ?? root;
    if (path.isAbsolute(name)) return name;
    return folder === undefined ? undefined : path.join(folder, name);
  };
  return {
    environmentFiles: async (uri) => {
      const files = upwards(folderOf(uri) ?? root).flatMap((folder) =>
        ENVIRONMENT_FILE_NAMES.map((name) => path.join(folder, name)),
      );
      const read = await Promise.all(files.map((file) => readEnvironmentFile(file, openText)));
      return read.filter((file) => file !== undefined);
    },
    activeEnvironment: () => activeEnvironment,
    fileSize: async (uri, name) => {
      const file = resolve(uri, name);
      if (file === undefined) return undefined;
      const found = await stat(file).catch(() => undefined);
      return found?.isFile() === true ? found.size : undefined;
    },
    listFolder: async (uri, name) => {
      const folder = resolve(uri, name);
      if (folder === undefined) return [];
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    },
    // Runs are the business of other processes.
    lastEhlo: () => undefined,
  };
}

/** The path of a `file:` URI; undefined for any other. */
export function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

function folderOf(uri: string): string | undefined {
  const file = pathOf(uri);
  return file === undefined ? undefined : path.dirname(file);
}

/** A folder and those above it, up to the root. */
function upwards(folder: string | undefined): string[] {
  const found: string[] = [];
  for (let at = folder; at !== undefined; at = path.dirname(at)) {
    found.push(at);
    if (path.dirname(at) === at) break;
  }
  return found;
}

async function readEnvironmentFile(
  file: string,
  openText: NodeWorkspaceOptions['openText'],
): Promise<EnvironmentFile | undefined> {
  const uri = pathToFileURL(file).href;
  // Most folders have none.
  const text = openText(uri) ?? (await readFile(file, 'utf8').catch(() => undefined));
  return text === undefined ? undefined : { uri, text };
}
