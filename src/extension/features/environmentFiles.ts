import * as vscode from 'vscode';
import { ENVIRONMENT_FILE_NAMES } from '../../language/environments';
import type { EnvironmentFile } from '../../language/workspace';

/** The environment files of folders, as they are in the editor, or else on the disk. */
export interface EnvironmentFiles {
  readonly dispose: () => void;
  /** Those of a folder and of all above it, the nearest first. */
  readonly of: (folder: vscode.Uri | undefined) => Promise<readonly EnvironmentFile[]>;
  readonly onDidChange: vscode.Event<void>;
}

/** Reads each folder once and again when the editor says that one of its files has changed: a keystroke costs no file access. */
export function createEnvironmentFiles(): EnvironmentFiles {
  const changed = new vscode.EventEmitter<void>();
  const folders = new Map<
    string,
    { files: Promise<readonly EnvironmentFile[]>; watcher: vscode.Disposable }
  >();

  const filesIn = (folder: vscode.Uri): Promise<readonly EnvironmentFile[]> => {
    const key = folder.toString();
    const known = folders.get(key);
    if (known !== undefined) return known.files;
    const watcher = watch(folder, () => {
      const entry = folders.get(key);
      if (entry !== undefined) entry.files = read(folder);
      changed.fire();
    });
    const files = read(folder);
    folders.set(key, { files, watcher });
    return files;
  };

  return {
    onDidChange: changed.event,
    of: async (folder) => {
      if (folder === undefined) return [];
      const found = await Promise.all(upwards(folder).map(filesIn));
      return found.flat().map((file) => ({ uri: file.uri, text: unsaved(file.uri) ?? file.text }));
    },
    dispose: () => {
      changed.dispose();
      for (const { watcher } of folders.values()) watcher.dispose();
      folders.clear();
    },
  };
}

/** A folder and those above it, up to the root. */
function upwards(folder: vscode.Uri): vscode.Uri[] {
  const found = [folder];
  for (let at = folder; ;) {
    const above = vscode.Uri.joinPath(at, '..');
    if (above.path === at.path) return found;
    found.push(above);
    at = above;
  }
}

function watch(folder: vscode.Uri, onChange: () => void): vscode.Disposable {
  const watchers = ENVIRONMENT_FILE_NAMES.map((name) =>
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name)),
  );
  const uris = new Set(ENVIRONMENT_FILE_NAMES.map((name) => vscode.Uri.joinPath(folder, name).toString()));
  return vscode.Disposable.from(
    ...watchers,
    ...watchers.flatMap((watcher) => [
      watcher.onDidChange(onChange),
      watcher.onDidCreate(onChange),
      watcher.onDidDelete(onChange),
    ]),
    // What is typed into one counts before it is saved, and no longer when it is thrown away.
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && uris.has(document.uri.toString())) onChange();
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uris.has(uri.toString())) onChange();
    }),
  );
}

async function read(folder: vscode.Uri): Promise<readonly EnvironmentFile[]> {
  const decoder = new TextDecoder();
  const files = await Promise.all(
    ENVIRONMENT_FILE_NAMES.map(async (name): Promise<EnvironmentFile | undefined> => {
      const uri = vscode.Uri.joinPath(folder, name);
      try {
        return { uri: uri.toString(), text: decoder.decode(await vscode.workspace.fs.readFile(uri)) };
      } catch {
        return undefined; // Most folders have none.
      }
    }),
  );
  return files.filter((file) => file !== undefined);
}

function unsaved(uri: string): string | undefined {
  return vscode.workspace.textDocuments
    .find((each) => each.isDirty && each.uri.toString() === uri)
    ?.getText();
}
