import * as vscode from 'vscode';
import { decodeSelection, encodeSelection, type DecodedSelection } from '../../language/base64Text';
import type { Interaction } from '../interaction';

/** Encode Selection as Base64 and Decode Selection, for any number of selections and in any language. */
export function registerSelectionCommands(interaction: Interaction): vscode.Disposable {
  const encode = (text: string): DecodedSelection => ({ ok: true, text: encodeSelection(text) });
  return vscode.Disposable.from(
    vscode.commands.registerCommand('smtp.encodeSelection', () => replaceSelections(encode, interaction)),
    vscode.commands.registerCommand('smtp.decodeSelection', () =>
      replaceSelections(decodeSelection, interaction),
    ),
  );
}

/** Replaces all selections or, if one of them can't be, none: half of it done would be hard to see. */
async function replaceSelections(
  convert: (text: string) => DecodedSelection,
  interaction: Interaction,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selections = (editor?.selections ?? [])
    .filter(({ isEmpty }) => !isEmpty)
    .sort((a, b) => a.start.compareTo(b.start));
  if (editor === undefined || selections.length === 0) {
    void interaction.tell('information', 'Select the text first.');
    return;
  }
  const replacements: [vscode.Selection, string][] = [];
  const problems: string[] = [];
  for (const [at, selection] of selections.entries()) {
    const converted = convert(editor.document.getText(selection));
    if (converted.ok) replacements.push([selection, converted.text]);
    else problems.push(`${nameOf(selection, at, selections.length)}${converted.error}`);
  }
  if (problems.length > 0) {
    void interaction.tell('error', problems.join(' '));
    return;
  }
  const done = await editor.edit((edit) => {
    for (const [selection, text] of replacements) edit.replace(selection, text);
  });
  if (!done) void interaction.tell('error', 'This document cannot be edited.');
}

/** In the order of the text; a single selection needs no name. */
function nameOf({ start }: vscode.Selection, at: number, count: number): string {
  return count === 1 ? '' : `Selection ${at + 1} (line ${start.line + 1}): `;
}
