import * as vscode from 'vscode';
import type { Interaction } from './interaction';

const MANAGE = 'Manage Workspace Trust';

/** Whether something may be run here; if not, says why and offers to change it. */
export function mayRun(interaction: Interaction): boolean {
  if (vscode.workspace.isTrusted) return true;
  void explain(interaction);
  return false;
}

async function explain(interaction: Interaction): Promise<void> {
  const message =
    'Running a transcript opens connections and reads the files that it names, so it needs a trusted workspace.';
  if ((await interaction.tell('warning', message, MANAGE)) === MANAGE)
    await vscode.commands.executeCommand('workbench.trust.manage');
}
