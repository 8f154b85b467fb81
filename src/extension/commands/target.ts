import * as vscode from 'vscode';
import { LANGUAGE } from '../documents';

/** What a command is about. */
export interface Target {
  readonly document: vscode.TextDocument;
  /** Counted from 0; undefined when nothing says which. */
  readonly line: number | undefined;
}

/**
 * Reads a command's arguments: a URI and a line from a lens, a URI from the editor's title bar, nothing from a key or the
 * palette, where the active editor and its cursor are meant. Undefined if that is no transcript.
 */
export async function targetOf(args: readonly unknown[]): Promise<Target | undefined> {
  const [resource, line] = args;
  const uri = typeof resource === 'string' ? vscode.Uri.parse(resource, true) : resource;
  const editor = vscode.window.activeTextEditor;
  const isActive = !(uri instanceof vscode.Uri) || editor?.document.uri.toString() === uri.toString();
  const document =
    uri instanceof vscode.Uri && !isActive ? await vscode.workspace.openTextDocument(uri) : editor?.document;
  if (document?.languageId !== LANGUAGE) return undefined;
  const cursor = isActive ? editor?.selection.active.line : undefined;
  return { document, line: typeof line === 'number' ? line : cursor };
}
