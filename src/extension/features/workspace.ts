import * as vscode from 'vscode';
import { resolveUri } from '../../language/resolveUri';
import type { FolderEntry, Workspace } from '../../language/workspace';
import type { EhloMemory } from '../ehlo';
import type { ActiveEnvironment } from '../environment';
import { createEnvironmentFiles } from './environmentFiles';

/** What a feature may ask of the world, by the editor's file systems: a folder may be on another machine. */
export interface EditorWorkspace extends Workspace {
  readonly dispose: () => void;
  /** What applied to some document of environment files has changed, or another environment was chosen. */
  readonly onDidChangeEnvironments: vscode.Event<void>;
}

export function createWorkspace(ehlo: EhloMemory, environment: ActiveEnvironment): EditorWorkspace {
  const environments = createEnvironmentFiles();
  const changed = new vscode.EventEmitter<void>();
  const listeners = [environments, environment].map(({ onDidChange }) => onDidChange(() => changed.fire()));
  return {
    environmentFiles: (uri) => environments.of(folderOf(uri)),
    onDidChangeEnvironments: changed.event,
    activeEnvironment: () => environment.name,
    fileSize: async (uri, path) => {
      const target = resolve(uri, path);
      if (target === undefined) return undefined;
      try {
        const { type, size } = await vscode.workspace.fs.stat(target);
        return (type & vscode.FileType.File) === 0 ? undefined : size;
      } catch {
        return undefined;
      }
    },
    listFolder: async (uri, path) => {
      const target = resolve(uri, path);
      if (target === undefined) return [];
      try {
        const entries = await vscode.workspace.fs.readDirectory(target);
        return entries.map(([name, type]): FolderEntry => ({
          name,
          isFolder: (type & vscode.FileType.Directory) !== 0,
        }));
      } catch {
        return [];
      }
    },
    lastEhlo: (server) => ehlo.latest(server),
    dispose: () => {
      for (const owned of [...listeners, environments, changed]) owned.dispose();
    },
  };
}

/** The folder of a document; for one in no file, that of the workspace, if there is one. */
function folderOf(uri: string): vscode.Uri | undefined {
  const document = vscode.Uri.parse(uri);
  if (document.scheme === 'untitled') return vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.Uri.joinPath(document, '..');
}

/** The file that a path in a document means, as the features read it; that of a document in no file starts at the workspace's. */
function resolve(uri: string, path: string): vscode.Uri | undefined {
  const folder = folderOf(uri);
  const base = folder === undefined ? uri : vscode.Uri.joinPath(folder, 'document').toString();
  const resolved = resolveUri(base, path);
  return resolved === undefined ? undefined : vscode.Uri.parse(resolved);
}
