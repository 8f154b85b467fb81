import * as vscode from 'vscode';
import { environmentNames } from '../../environment/lookup';
import { documentInFront, isEditedTranscript } from '../documents';
import type { ActiveEnvironment } from '../environment';
import type { Choice, Interaction } from '../interaction';
import type { EditorWorkspace } from './workspace';

/** Which environment a run of the active transcript would have, where there are any to choose from. */
export function registerEnvironmentStatus(
  workspace: EditorWorkspace,
  environment: ActiveEnvironment,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('smtp.environment', vscode.StatusBarAlignment.Right, 100);
  item.name = 'SMTP Environment';
  item.command = 'smtp.chooseEnvironment';
  let latest = 0;

  const update = async (): Promise<void> => {
    const turn = ++latest;
    const document = documentInFront();
    const names =
      document !== undefined && isEditedTranscript(document) ? await namesFor(workspace, document) : [];
    // Another editor may have come to the front while the files were read.
    if (turn !== latest) return;
    if (names.length === 0) {
      item.hide();
      return;
    }
    const { name } = environment;
    const active = name !== undefined && names.includes(name) ? name : undefined;
    item.text = `$(server-environment) ${active ?? 'No environment'}`;
    item.tooltip = 'The environment that SMTP transcripts run in. Click to choose another one.';
    item.accessibilityInformation = {
      label: `SMTP environment: ${active ?? 'none'}. Press to choose another one.`,
      role: 'button',
    };
    item.show();
  };

  void update();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    // A document is opened anew when it is given another language.
    vscode.workspace.onDidOpenTextDocument(() => void update()),
    // What it listens to fires when the choice changes, too.
    workspace.onDidChangeEnvironments(() => void update()),
  );
}

/** Lets the person choose among the environments that apply to the active transcript. */
export async function chooseEnvironment(
  workspace: EditorWorkspace,
  environment: ActiveEnvironment,
  interaction: Interaction,
): Promise<void> {
  const document = documentInFront();
  const names = document === undefined ? [] : await namesFor(workspace, document);
  if (names.length === 0) {
    void interaction.tell(
      'information',
      'There is no environment to choose: they stand in a file smtp.env.json beside the transcript or in a folder above it, such as { "dev": { "server": "smtp://localhost:2525" } }.',
    );
    return;
  }
  const choices: Choice<{ readonly name: string | undefined }>[] = [
    ...names.map((name) => ({
      label: `$(server-environment) ${name}`,
      ...(name === environment.name ? { description: 'chosen' } : {}),
      value: { name },
    })),
    {
      label: '$(circle-slash) No environment',
      description: 'only what all share',
      value: { name: undefined },
    },
  ];
  const picked = await interaction.pick('Which environment are transcripts to run in?', choices);
  if (picked !== undefined) await environment.choose(picked.name);
}

async function namesFor(
  workspace: EditorWorkspace,
  { uri }: vscode.TextDocument,
): Promise<readonly string[]> {
  return environmentNames(await workspace.environmentFiles(uri.toString()));
}
