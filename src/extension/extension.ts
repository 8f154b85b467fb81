/**
 * What happens when a `.smtp` file is opened or a command of ours is called: a list of registrations, one for each feature.
 * Whatever talks to a server is in `runs/`, a bundle of its own that is read when something is run for the first time.
 */
import * as vscode from 'vscode';
import type { ExtensionApi } from './api';
import { registerCodeActions } from './codeActions';
import { registerCodeLenses } from './codeLens';
import { registerCredentialCommands } from './commands/credentials';
import { registerInsertAuthCommands } from './commands/insertAuth';
import { registerRunCommands } from './commands/run';
import { registerSecretCommands } from './commands/secrets';
import { registerSelectionCommands } from './commands/selection';
import { registerTestServerCommands } from './commands/testServer';
import { registerDiagnostics } from './diagnostics';
import { createDocuments } from './documents';
import { createInteraction } from './interaction';
import { lazyRuns, type LazyRuns } from './lazyRuns';
import { RunningTranscripts } from './running';

let runs: LazyRuns | undefined;

export function activate(context: vscode.ExtensionContext): ExtensionApi | undefined {
  const interaction = createInteraction();
  const documents = createDocuments();
  const running = new RunningTranscripts();
  const printed = new vscode.EventEmitter<string>();
  const room = lazyRuns({ context, documents, running, interaction, print: (text) => printed.fire(text) });
  runs = room;
  context.subscriptions.push(
    documents,
    running,
    printed,
    registerDiagnostics(documents),
    registerCodeActions(documents),
    registerCodeLenses(documents, running),
    registerRunCommands(room, documents, running, interaction),
    registerTestServerCommands(room, interaction),
    registerSecretCommands(room),
    registerSelectionCommands(interaction),
    registerCredentialCommands(documents, interaction),
    registerInsertAuthCommands(documents, interaction),
  );
  // Only this extension's own tests get hold of it: it can answer in a person's place.
  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return {
    answer: (answers) => interaction.answer(answers),
    onDidPrint: printed.event,
    marks: (uri) => room.loaded?.marks(uri) ?? [],
  };
}

/** Cancels what runs and stops the test server; the editor waits for it. */
export async function deactivate(): Promise<void> {
  await runs?.close();
  runs = undefined;
}
