import * as vscode from 'vscode';
import type { Interaction } from '../interaction';
import type { LazyRuns } from '../lazyRuns';
import { targetOf } from './target';

/** Accept Reply: the `S:` line at the cursor becomes what the latest run received for it. */
export function registerAcceptReplyCommand(runs: LazyRuns, interaction: Interaction): vscode.Disposable {
  return vscode.commands.registerCommand('smtp.acceptReply', async (...args: unknown[]) => {
    const target = await targetOf(args);
    if (target?.line === undefined) return;
    const accepted = await runs.loaded?.acceptReply(target.document, target.line);
    switch (accepted?.kind) {
      case 'accepted':
        return;
      case 'same':
        void interaction.tell('information', 'The line is as the server answered.');
        return;
      case 'refused':
        void interaction.tell('warning', `The reply cannot be written: ${accepted.reason}.`);
        return;
      case 'nothing':
      case undefined:
        void interaction.tell(
          'information',
          'No reply was received for this line since it was edited: run the transcript first.',
        );
    }
  });
}
