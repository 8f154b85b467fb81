import * as path from 'node:path';
import * as vscode from 'vscode';
import { createNodeHost } from '../../host/nodeHost';
import type { Host } from '../../runner/host';
import type { Plan } from '../../runner/plan';
import type { Interaction, Question } from '../interaction';
import { folderOf } from './folder';
import type { Secrets } from './secrets';
import type { ChosenServer } from './servers';
import type { TestServerControl } from './testServer';

export interface RunHostOptions {
  readonly document: vscode.TextDocument;
  readonly plan: Plan;
  readonly server: ChosenServer;
  readonly secrets: Secrets;
  readonly interaction: Interaction;
  readonly testServer: TestServerControl;
  readonly signal: AbortSignal;
}

/** The world that a run in the editor sees. */
export async function createRunHost(options: RunHostOptions): Promise<Host> {
  const { document, plan, server, secrets, interaction, testServer, signal } = options;
  const folder = folderOf(document.uri);
  const useServer = server.overridesFile || plan.server.kind === 'unsaid';
  const hasOwnTimeout =
    plan.settings.timeout !== undefined || plan.directives.templates.some(({ name }) => name === 'timeout');
  const seconds = vscode.workspace.getConfiguration('smtp', document).get<number>('timeout', 0);
  const host = createNodeHost({
    // Without a folder nothing is ever opened relative to one; see below.
    folder: folder ?? path.parse(process.cwd()).root,
    server: useServer ? server.endpoint : undefined,
    // The file's own @timeout comes first.
    overrides: seconds > 0 && !hasOwnTimeout ? { timeout: seconds * 1000 } : {},
    secret: (name) => secrets.get(name, signal),
    prompt: (label, masked) => interaction.input({ title: plan.title, prompt: label, masked }, signal),
    confirm: async (question) => {
      const answer = await interaction.input({ title: plan.title, prompt: question, ...YES_OR_NO }, signal);
      return answer !== undefined && isYes(answer) ? 'yes' : 'no';
    },
    testServer: () => testServer.start(),
  });
  // Its certificate is trusted for its own ports, whoever started it.
  if (testServer.url !== undefined) await host.testServer();
  if (folder !== undefined) return host;
  return {
    ...host,
    dotenv: () => Promise.resolve(undefined),
    openFile: (name) =>
      Promise.resolve({
        kind: 'failed',
        message: `${name} cannot be read: this transcript is in no folder of this machine; save it in one first`,
      }),
  };
}

/**
 * How consent is asked for: in an input box, as that wraps a long question, where a list would cut it off, and stays when the
 * person looks something up elsewhere. Enter is yes, Escape is no.
 */
const YES_OR_NO = {
  value: 'yes',
  validate: (answer) => (isYes(answer) || isNo(answer) ? undefined : 'Answer yes or no.'),
} satisfies Partial<Question>;

function isYes(answer: string): boolean {
  return /^\s*y(?:es)?\s*$/i.test(answer);
}

function isNo(answer: string): boolean {
  return /^\s*no?\s*$/i.test(answer);
}
