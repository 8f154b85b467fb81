import * as vscode from 'vscode';
import type { LazyRuns } from '../lazyRuns';

/** A secret is asked for once and kept; this makes the next run ask again. */
export function registerSecretCommands(runs: LazyRuns): vscode.Disposable {
  return vscode.commands.registerCommand('smtp.forgetSecret', async () =>
    (await runs.enter()).forgetSecret(),
  );
}
