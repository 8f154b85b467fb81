import * as vscode from 'vscode';
import type { Interaction } from '../interaction';
import type { LazyRuns } from '../lazyRuns';
import { mayRun } from '../trust';
import { targetOf } from './target';

/** Starts, shows and stops the server that plays a file. */
export function registerScriptedServerCommands(runs: LazyRuns, interaction: Interaction): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('smtp.serveFile', async (...args: unknown[]) => {
      if (!mayRun(interaction)) return undefined;
      const target = await targetOf(args);
      if (target === undefined) {
        void interaction.tell('information', 'Open the .smtp file to play first.');
        return undefined;
      }
      return (await runs.enter()).serveFile(target.document);
    }),
    vscode.commands.registerCommand('smtp.showScriptedServer', () => runs.loaded?.showScriptedServer()),
    vscode.commands.registerCommand('smtp.stopScriptedServer', async () => runs.loaded?.stopScriptedServer()),
  );
}
