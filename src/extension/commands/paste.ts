import * as vscode from 'vscode';
import type { LazyFeatures } from '../lazyFeatures';

/** Paste as Transcript, for who pastes with a command. */
export function registerPasteCommand(features: LazyFeatures): vscode.Disposable {
  return vscode.commands.registerCommand('smtp.pasteAsTranscript', async () => {
    const room = await features.enter();
    await room.pasteAsTranscript();
  });
}
