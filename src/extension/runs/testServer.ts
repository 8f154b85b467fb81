import * as vscode from 'vscode';
import type { RunningTestServer, TestServerHolder } from '../../host/testServer';
import { formatEndpoint, type Endpoint } from '../../runner/plan';
import type { Interaction } from '../interaction';
import { timeOfDay } from './scriptedServerLog';
import { formatMessage } from './testServerLog';

const COPY = 'Copy Address';
const STOP = 'Stop';

/** The embedded test server in the editor: its commands, its status bar item, its log. */
export class TestServerControl {
  readonly #holder: TestServerHolder;
  readonly #interaction: Interaction;
  #running: RunningTestServer | undefined;
  #log: vscode.OutputChannel | undefined;
  #status: vscode.StatusBarItem | undefined;

  constructor(holder: TestServerHolder, interaction: Interaction) {
    this.#holder = holder;
    this.#interaction = interaction;
  }

  /** Undefined when it is not running. */
  get url(): string | undefined {
    return this.#running === undefined ? undefined : urlOf(this.#running);
  }

  /** Rejects when no port can be had. */
  async start(): Promise<RunningTestServer> {
    const running = await this.#holder.start();
    if (this.#running !== running) this.#started(running);
    return running;
  }

  /** For the command: where it is, also if it was running already; undefined if it cannot be started. */
  async startAndTell(): Promise<string | undefined> {
    const url = await this.#startOrTell();
    if (url === undefined) return undefined;
    void this.#interaction
      .tell('information', `The SMTP test server is at ${url}.`, COPY, STOP)
      .then(async (answer) => {
        if (answer === COPY) await vscode.env.clipboard.writeText(url);
        else if (answer === STOP) await this.stop();
      });
    return url;
  }

  /** For a run that is to use it. */
  async endpoint(): Promise<Endpoint | undefined> {
    await this.#startOrTell();
    const running = this.#running;
    return running === undefined ? undefined : endpointOf(running);
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#status?.hide();
    void vscode.commands.executeCommand('setContext', 'smtp.testServer.running', false);
    await this.#holder.stop();
    if (running !== undefined) this.#log?.appendLine(`${timeOfDay(new Date())} stopped`);
  }

  async close(): Promise<void> {
    await this.stop();
    this.#log?.dispose();
    this.#status?.dispose();
  }

  async #startOrTell(): Promise<string | undefined> {
    try {
      return urlOf(await this.start());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void this.#interaction.tell('error', `The test server cannot be started: ${reason}`);
      return undefined;
    }
  }

  #started(running: RunningTestServer): void {
    this.#running = running;
    const log = (this.#log ??= vscode.window.createOutputChannel('SMTP Test Server'));
    const { server } = running;
    const { smtp, smtps, lmtp } = server.urls;
    log.appendLine(`${timeOfDay(new Date())} listening at ${smtp}, ${smtps} and ${lmtp}`);
    server.onEvent(({ at, port, text }) => log.appendLine(`${timeOfDay(at)} ${port.padEnd(5)} ${text}`));
    server.onMessage((entry) => log.append(formatMessage(entry)));
    this.#showStatus(running);
    void vscode.commands.executeCommand('setContext', 'smtp.testServer.running', true);
  }

  #showStatus({ server, port }: RunningTestServer): void {
    const item = (this.#status ??= vscode.window.createStatusBarItem(
      'smtp.testServer',
      vscode.StatusBarAlignment.Left,
    ));
    item.name = 'SMTP Test Server';
    item.text = `$(beaker) SMTP :${port}`;
    const { smtp, smtps, lmtp } = server.urls;
    item.tooltip = new vscode.MarkdownString(
      [
        'SMTP test server\n',
        `- \`${smtp}\` (plain text, STARTTLS)`,
        `- \`${smtps}\` (TLS)`,
        `- \`${lmtp}\``,
        '',
        'Click for its address.',
      ].join('\n'),
    );
    item.command = 'smtp.startTestServer';
    item.show();
  }
}

function endpointOf({ host, port }: RunningTestServer): Endpoint {
  return { scheme: 'smtp', host, port, options: {} };
}

function urlOf(running: RunningTestServer): string {
  return formatEndpoint(endpointOf(running));
}
