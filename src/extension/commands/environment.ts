import * as vscode from 'vscode';
import type { LazyFeatures } from '../lazyFeatures';

/** Choose Environment…, which the status bar does too. */
export function registerEnvironmentCommand(features: LazyFeatures): vscode.Disposable {
  return vscode.commands.registerCommand('smtp.chooseEnvironment', async () => {
    const room = await features.enter();
    await room.chooseEnvironment();
  });
}
