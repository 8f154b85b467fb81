import * as vscode from 'vscode';
import { runnable, transcriptAt, type Documents } from '../documents';
import type { Interaction } from '../interaction';
import type { LazyRuns } from '../lazyRuns';
import type { Running, RunningTranscripts } from '../running';
import type { RunOutcome } from '../runs/index';
import { mayRun } from '../trust';
import { targetOf, type Target } from './target';

const CANCEL = 'Cancel It';

/** Run, Run in…, Run All, Cancel, Show Output. The ones that run resolve when the run has ended. */
export function registerRunCommands(
  runs: LazyRuns,
  documents: Documents,
  running: RunningTranscripts,
  interaction: Interaction,
): vscode.Disposable {
  const target = async (args: readonly unknown[]): Promise<Target | undefined> => {
    if (!mayRun(interaction)) return undefined;
    const found = await targetOf(args);
    if (found === undefined) void interaction.tell('information', 'Open the .smtp file to run first.');
    return found;
  };

  const run = async (args: readonly unknown[], chooseServer: boolean): Promise<RunOutcome> => {
    const found = await target(args);
    if (found === undefined) return [];
    const { document, line } = found;
    // First of all, so that nothing is waited for between the question whether it runs already and its start.
    const room = await runs.enter();
    const transcript = transcriptAt(documents.parsed(document), line);
    if (transcript === undefined) {
      void interaction.tell(
        'information',
        'There is nothing to run here: write a line such as “C: EHLO me.example”.',
      );
      return [];
    }
    const under = running.find(document.uri.toString(), transcript.anchor);
    if (under !== undefined) return refuse(under);
    return room.run(document, [transcript], chooseServer);
  };

  const runAll = async (args: readonly unknown[]): Promise<RunOutcome> => {
    const found = await target(args);
    if (found === undefined) return [];
    const { document } = found;
    const room = await runs.enter();
    const transcripts = runnable(documents.parsed(document));
    if (transcripts.length === 0) {
      void interaction.tell('information', 'There is no transcript to run in this file.');
      return [];
    }
    const under = running.all.find(({ uri }) => uri === document.uri.toString());
    if (under !== undefined) return refuse(under);
    return room.run(document, transcripts, false);
  };

  const refuse = (under: Running): RunOutcome => {
    void interaction
      .tell('information', `“${under.title}” is still running.`, CANCEL)
      .then((answer) => (answer === CANCEL ? under.cancel() : undefined));
    return [];
  };

  const cancel = async (args: readonly unknown[]): Promise<void> => {
    const [uri, line] = args;
    const named = typeof uri === 'string' && typeof line === 'number' ? running.find(uri, line) : undefined;
    const chosen = named ?? (await chooseRunning(running.all, interaction));
    chosen?.cancel();
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('smtp.run', (...args: unknown[]) => run(args, false)),
    vscode.commands.registerCommand('smtp.runIn', (...args: unknown[]) => run(args, true)),
    vscode.commands.registerCommand('smtp.runAll', (...args: unknown[]) => runAll(args)),
    vscode.commands.registerCommand('smtp.cancel', (...args: unknown[]) => cancel(args)),
    vscode.commands.registerCommand('smtp.showOutput', async () => (await runs.enter()).showOutput()),
  );
}

/** The only run; of several, the one that the person means. */
async function chooseRunning(
  all: readonly Running[],
  interaction: Interaction,
): Promise<Pick<Running, 'cancel'> | undefined> {
  if (all.length < 2) return all[0];
  const everything = { cancel: () => all.forEach((run) => run.cancel()) };
  return interaction.pick<Pick<Running, 'cancel'>>('Which run is to be cancelled?', [
    { label: `All ${all.length}`, value: everything },
    ...all.map((run) => ({ label: run.title, value: run })),
  ]);
}
