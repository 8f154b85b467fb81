/**
 * What happens when a `.smtp` file is opened or a command of ours is called: a list of registrations. What the editor asks
 * about a transcript is in `features/`, a bundle of its own that is read when the first one is opened; whatever talks to a
 * server is in `runs/`, another one, read when something is run for the first time.
 */
import * as vscode from 'vscode';
import type { ExtensionApi } from './api';
import { registerAcceptReplyCommand } from './commands/acceptReply';
import { registerCredentialCommands } from './commands/credentials';
import { registerEnvironmentCommand } from './commands/environment';
import { registerInsertAuthCommands } from './commands/insertAuth';
import { registerPasteCommand } from './commands/paste';
import { registerRunCommands } from './commands/run';
import { registerScriptedServerCommands } from './commands/scriptedServer';
import { registerSecretCommands } from './commands/secrets';
import { registerSelectionCommands } from './commands/selection';
import { registerTestServerCommands } from './commands/testServer';
import { createDocuments } from './documents';
import { createEhloMemory } from './ehlo';
import { createActiveEnvironment } from './environment';
import { createInteraction } from './interaction';
import { lazyFeatures } from './lazyFeatures';
import { lazyRuns, type LazyRuns } from './lazyRuns';
import { RunningTranscripts } from './running';

let runs: LazyRuns | undefined;

export function activate(context: vscode.ExtensionContext): ExtensionApi | undefined {
  const interaction = createInteraction();
  const documents = createDocuments();
  const running = new RunningTranscripts();
  const printed = new vscode.EventEmitter<string>();
  const ehlo = createEhloMemory();
  const environment = createActiveEnvironment(context.workspaceState);
  const features = lazyFeatures({ documents, running, interaction, ehlo, environment });
  const room = lazyRuns({
    context,
    documents,
    running,
    interaction,
    ehlo,
    environment,
    environmentFiles: async (uri) => (await features.enter()).environmentFiles(uri),
    print: (text) => printed.fire(text),
  });
  runs = room;
  context.subscriptions.push(
    documents,
    running,
    printed,
    environment,
    features,
    registerPasteCommand(features),
    registerRunCommands(room, documents, running, interaction),
    registerAcceptReplyCommand(room, interaction),
    registerTestServerCommands(room, interaction),
    registerScriptedServerCommands(room, interaction),
    registerSecretCommands(room),
    registerEnvironmentCommand(features),
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
    featuresReady: async () => {
      await features.enter();
    },
  };
}

/** Cancels what runs and stops the test server; the editor waits for it. */
export async function deactivate(): Promise<void> {
  await runs?.close();
  runs = undefined;
}
