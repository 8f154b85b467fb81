import * as path from 'node:path';
import * as vscode from 'vscode';

/** What a transcript's paths are relative to: its folder; for one that was never saved, that of the workspace. */
export function folderOf(uri: vscode.Uri): string | undefined {
  if (uri.scheme === 'file') return path.dirname(uri.fsPath);
  const folder = uri.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : undefined;
  return folder?.scheme === 'file' ? folder.fsPath : undefined;
}
