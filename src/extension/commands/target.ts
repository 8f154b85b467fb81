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
  const active = vscode.window.activeTextEditor;
  if (!(uri instanceof vscode.Uri)) return transcriptIn(active, line);
  // The cursor counts too where something else has the focus, as the output panel does after a click on it.
  const showing = [active, ...vscode.window.visibleTextEditors].find(
    (editor) => editor?.document.uri.toString() === uri.toString(),
  );
  if (showing !== undefined) return transcriptIn(showing, line);
  const document = await vscode.workspace.openTextDocument(uri);
  return document.languageId === LANGUAGE ? { document, line: numberOf(line) } : undefined;
}

function transcriptIn(editor: vscode.TextEditor | undefined, line: unknown): Target | undefined {
  if (editor?.document.languageId !== LANGUAGE) return undefined;
  return { document: editor.document, line: numberOf(line) ?? editor.selection.active.line };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
