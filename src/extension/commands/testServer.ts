import * as vscode from 'vscode';
import type { Interaction } from '../interaction';
import type { LazyRuns } from '../lazyRuns';
import { mayRun } from '../trust';

/** Starts and stops the embedded test server. */
export function registerTestServerCommands(runs: LazyRuns, interaction: Interaction): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('smtp.startTestServer', async () => {
      if (!mayRun(interaction)) return undefined;
      return (await runs.enter()).startTestServer();
    }),
    vscode.commands.registerCommand('smtp.stopTestServer', async () => runs.loaded?.stopTestServer()),
  );
}
