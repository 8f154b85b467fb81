import * as vscode from 'vscode';
import { formatEndpoint, type Endpoint, type Plan } from '../../runner/plan';
import { parseServerUrl } from '../../syntax/connection';
import type { Choice, Interaction } from '../interaction';
import type { TestServerControl } from './testServer';

/** A server from outside the file: for all plans, or only for those whose file names none. */
export interface ChosenServer {
  readonly endpoint: Endpoint | undefined;
  readonly overridesFile: boolean;
}

export interface ServerChoice {
  /** The file's server, else the setting's, else what the person picks. `none` if they gave up, or the setting is wrong. */
  readonly choose: (
    plans: readonly Plan[],
    always: boolean,
    scope: vscode.Uri,
    signal: AbortSignal,
  ) => Promise<ChosenServer | 'none'>;
}

/** Servers that were picked before, the latest first. URLs only: they can hold no credentials. */
const REMEMBERED = 'serversUsed';
const REMEMBERED_AT_MOST = 10;

export function createServerChoice(
  memory: vscode.Memento,
  interaction: Interaction,
  testServer: TestServerControl,
): ServerChoice {
  const remembered = (): readonly string[] => memory.get<readonly string[]>(REMEMBERED) ?? [];

  async function pick(configured: string, signal: AbortSignal): Promise<Endpoint | undefined> {
    const running = testServer.url;
    const known = [...new Set([configured, ...remembered()])].filter((url) => url !== '' && url !== running);
    const choices: Choice<'testServer' | 'enter' | { readonly url: string }>[] = [
      ...known.map((url) => ({
        label: `$(server) ${url}`,
        description: url === configured ? 'the setting smtp.server' : 'used before',
        value: { url },
      })),
      running === undefined
        ? { label: '$(beaker) Start the test server', description: 'on this machine', value: 'testServer' }
        : { label: '$(beaker) The test server', description: running, value: 'testServer' },
      { label: '$(edit) Enter a URL…', value: 'enter' },
    ];
    const picked = await interaction.pick(
      'Which server is the transcript to be run against?',
      choices,
      signal,
    );
    if (picked === undefined) return undefined;
    if (picked === 'testServer') return testServer.endpoint();
    const url = picked === 'enter' ? await enter(signal) : picked.url;
    if (url === undefined) return undefined;
    const parsed = parseServerUrl(url);
    if ('problem' in parsed) return undefined; // the input box takes no such URL
    const clean = formatEndpoint(parsed.endpoint);
    const latest = [clean, ...remembered().filter((each) => each !== clean)].slice(0, REMEMBERED_AT_MOST);
    await memory.update(REMEMBERED, latest);
    return parsed.endpoint;
  }

  async function enter(signal: AbortSignal): Promise<string | undefined> {
    const url = await interaction.input(
      {
        title: 'Server',
        prompt: 'smtp://host:25, smtps://host:465, smtp+starttls://host:587, lmtp://host:24',
        placeHolder: 'smtp://mail.example.com:25',
        validate: (answer) => {
          const parsed = parseServerUrl(answer.trim());
          return 'problem' in parsed ? parsed.problem : undefined;
        },
      },
      signal,
    );
    return url?.trim();
  }

  async function configuredEndpoint(url: string): Promise<Endpoint | undefined> {
    const parsed = parseServerUrl(url);
    if (!('problem' in parsed)) return parsed.endpoint;
    const open = 'Open Settings';
    const answer = await interaction.tell('error', `The setting smtp.server: ${parsed.problem}.`, open);
    if (answer === open) await vscode.commands.executeCommand('workbench.action.openSettings', 'smtp.server');
    return undefined;
  }

  return {
    async choose(plans, always, scope, signal) {
      // A plan that cannot be run says why; asking it for a server first would be a question for nothing.
      const unsaid = plans.some(
        ({ server, problems, disabled }) => server.kind === 'unsaid' && problems.length === 0 && !disabled,
      );
      if (!always && !unsaid) return { endpoint: undefined, overridesFile: false };
      const configured = vscode.workspace.getConfiguration('smtp', scope).get<string>('server', '').trim();
      const endpoint =
        always || configured === '' ? await pick(configured, signal) : await configuredEndpoint(configured);
      return endpoint === undefined ? 'none' : { endpoint, overridesFile: always };
    },
  };
}
