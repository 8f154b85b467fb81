import * as vscode from 'vscode';
import { authLoginSnippet, authPlainSnippet } from '../../language/base64Text';
import { LANGUAGE, type Documents } from '../documents';
import type { Interaction } from '../interaction';

/** Insert AUTH PLAIN… and Insert AUTH LOGIN…: ask for user and password, write the lines at the cursor. */
export function registerInsertAuthCommands(
  documents: Documents,
  interaction: Interaction,
): vscode.Disposable {
  const insert = async (title: string, snippet: typeof authPlainSnippet): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== LANGUAGE) {
      void interaction.tell('information', 'Open a .smtp file first: the lines go where its cursor stands.');
      return;
    }
    const asked = await askForCredentials(title, interaction);
    if (asked === undefined) return;
    const { document, selection } = editor;
    const { line } = selection.active;
    const annotated = isAnnotated(documents, document, line);
    const text = snippet(asked.user, asked.password, { annotated });
    const current = document.lineAt(line);
    const edit = new vscode.WorkspaceEdit();
    // Never into the middle of a line: a command is a whole line.
    if (current.isEmptyOrWhitespace) edit.replace(document.uri, current.range, text);
    else edit.insert(document.uri, current.range.end, `\n${text}`);
    // Not by the editor: it may have been closed while the person was asked.
    if (!(await vscode.workspace.applyEdit(edit)))
      void interaction.tell('error', 'This document cannot be edited.');
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('smtp.insertAuthPlain', () =>
      insert('Insert AUTH PLAIN', authPlainSnippet),
    ),
    vscode.commands.registerCommand('smtp.insertAuthLogin', () =>
      insert('Insert AUTH LOGIN', authLoginSnippet),
    ),
  );
}

/** Undefined when the person gave up. The password is never shown. */
export async function askForCredentials(
  title: string,
  interaction: Interaction,
  currentUser?: string,
): Promise<{ readonly user: string; readonly password: string } | undefined> {
  const validate = (answer: string): string | undefined => {
    if (answer === '') return 'Type something, or press Escape.';
    return answer.includes('\0') ? 'A NUL cannot be sent.' : undefined;
  };
  const user = await interaction.input({
    title,
    prompt: 'User name',
    placeHolder: 'user@example.com',
    validate,
    ...(currentUser === undefined ? {} : { value: currentUser }),
  });
  if (user === undefined) return undefined;
  const password = await interaction.input({
    title,
    prompt: `Password of ${user}`,
    masked: true,
    validate,
  });
  return password === undefined ? undefined : { user, password };
}

/** Lines get their `C: ` unless the transcript at hand is a pasted session without them. */
function isAnnotated(documents: Documents, document: vscode.TextDocument, line: number): boolean {
  const transcript = documents.parsed(document).transcripts.findLast(({ firstLine }) => firstLine <= line);
  return transcript === undefined || transcript.exchanges.length === 0 || transcript.mode === 'annotated';
}
