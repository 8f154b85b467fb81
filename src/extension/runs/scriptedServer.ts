import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type {
  CertificatePem,
  Played,
  Script,
  ScriptedServer,
  ScriptedServerEvent,
} from '../../server/scripted/index';
import { formatEndpoint } from '../../runner/plan';
import type { TranscriptDocument } from '../../syntax/document';
import type { Interaction } from '../interaction';
import type { MarkedDocuments } from './decorations';
import { folderOf } from './folder';
import { deviationMarks } from './marks';
import { scriptedServerLine, timeOfDay } from './scriptedServerLog';

const COPY = 'Copy Address';
const LOG = 'Show Log';
const STOP = 'Stop';

/** A file that is to be played from the server's side. */
export interface PlayedFile {
  readonly document: vscode.TextDocument;
  readonly parsed: TranscriptDocument;
  /** As a person knows it. */
  readonly name: string;
  /** Values for `{{name}}` besides those of the file. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Running {
  readonly server: ScriptedServer;
  readonly url: string;
  readonly name: string;
}

/**
 * The scripted server in the editor: its log, its status bar item, and what clients did otherwise at the lines of its file.
 * There is one at most; starting another takes its port over, so that a client under test need not be told of a new one.
 */
export class ScriptedServerControl {
  readonly #interaction: Interaction;
  readonly #marked: MarkedDocuments;
  #running: Running | undefined;
  #log: vscode.OutputChannel | undefined;
  #status: vscode.StatusBarItem | undefined;
  /** Starts and stops wait for each other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(interaction: Interaction, marked: MarkedDocuments) {
    this.#interaction = interaction;
    this.#marked = marked;
  }

  /** Resolves with where it listens; undefined if it could not be started, which the person was told. */
  start(file: PlayedFile): Promise<string | undefined> {
    return this.#inTurn(() => this.#start(file));
  }

  /** Where it is, and its log. */
  show(): void {
    this.#log?.show(true);
    if (this.#running !== undefined) this.#tell(this.#running);
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  async close(): Promise<void> {
    await this.stop();
    this.#log?.dispose();
    this.#status?.dispose();
  }

  async #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(task);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#status?.hide();
    void vscode.commands.executeCommand('setContext', 'smtp.scriptedServer.running', false);
    await running?.server.stop();
    if (running !== undefined) this.#write('--', `${running.name} is played no more`);
  }

  async #start(file: PlayedFile): Promise<string | undefined> {
    const { document, name } = file;
    const { version } = document;
    const scripted = await import('../../server/scripted/index');
    const { scripts, problems } = await scripted.readScripts(file.parsed, {
      readFile: (path) => readIncluded(document, path),
      environment: file.environment,
    });
    const [problem, ...others] = problems;
    if (problem !== undefined) {
      const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
      this.#refuse(`${name} cannot be played: line ${problem.line}: ${problem.message}${more}`);
      return undefined;
    }
    if (scripts.length === 0) {
      this.#refuse(`There is no transcript to play in ${name}.`);
      return undefined;
    }
    const port = this.#running?.server.port ?? 0;
    await this.#stop();
    const start = (port: number): Promise<ScriptedServer> =>
      scripted.startScriptedServer(scripts, {
        port,
        certificates: (file) => readNamed(document, file),
        onEvent: (event) => this.#happened(document, version, event),
      });
    try {
      // Somebody else may have the old port by now.
      const server = await start(port).catch((error: unknown) => {
        if (port === 0) throw error;
        return start(0);
      });
      return this.#started(server, name, scripts);
    } catch (error) {
      if (!(error instanceof scripted.TestServerError)) throw error;
      this.#refuse(`${name} cannot be played: ${error.message}`);
      return undefined;
    }
  }

  #started(server: ScriptedServer, name: string, scripts: readonly Script[]): string {
    const url = formatEndpoint({ scheme: 'smtp', host: server.host, port: server.port });
    const running = { server, url, name };
    this.#running = running;
    const count =
      scripts.length === 1
        ? 'its transcript on each connection'
        : `its ${scripts.length} transcripts, one on each connection, and the last again and again`;
    this.#channel().appendLine(`─── ${name} ─── ${url} ───`);
    this.#write('--', `plays ${count}`);
    this.#showStatus(running, []);
    void vscode.commands.executeCommand('setContext', 'smtp.scriptedServer.running', true);
    this.#tell(running);
    return url;
  }

  #tell({ url, name }: Running): void {
    const message = `${name} is played from the server’s side at ${url}.`;
    void this.#interaction.tell('information', message, COPY, LOG, STOP).then(async (answer) => {
      if (answer === COPY) await vscode.env.clipboard.writeText(url);
      else if (answer === LOG) this.#log?.show(true);
      else if (answer === STOP) await this.stop();
    });
  }

  #refuse(message: string): void {
    void this.#interaction.tell('error', message);
  }

  #happened(document: vscode.TextDocument, version: number, event: ScriptedServerEvent): void {
    for (const { sign, text } of scriptedServerLine(event)) this.#write(sign, text);
    if (event.kind !== 'played') return;
    const { played } = event;
    this.#marked.show(document, version, played.script.line, deviationMarks(played));
    if (this.#running !== undefined) this.#showStatus(this.#running, played.deviations);
  }

  #write(sign: string, text: string): void {
    this.#channel().appendLine(`  ${sign} ${timeOfDay(new Date())} ${text}`);
  }

  #channel(): vscode.OutputChannel {
    this.#log ??= vscode.window.createOutputChannel('SMTP Scripted Server', 'smtp-log');
    return this.#log;
  }

  /** @param deviations of the connection that has ended last */
  #showStatus({ server, url, name }: Running, deviations: Played['deviations']): void {
    const item = (this.#status ??= vscode.window.createStatusBarItem(
      'smtp.scriptedServer',
      vscode.StatusBarAlignment.Left,
    ));
    const [first] = deviations;
    item.name = 'SMTP Scripted Server';
    item.text = `$(${first === undefined ? 'server-process' : 'warning'}) Scripted SMTP :${server.port}`;
    item.backgroundColor =
      first === undefined ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    const last = first === undefined ? '' : ` The last client did not do as written (line ${first.line}).`;
    item.tooltip = `${name} is played at ${url}.${last} Click for its address and its log.`;
    item.command = 'smtp.showScriptedServer';
    item.show();
  }
}

async function readIncluded(
  { uri }: vscode.TextDocument,
  name: string,
): Promise<Uint8Array | { readonly problem: string }> {
  const folder = folderOf(uri);
  if (folder === undefined)
    return { problem: `${name} cannot be read: this transcript is in no folder of this machine` };
  try {
    return await readFile(path.resolve(folder, name));
  } catch (error) {
    return { problem: `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A file with a certificate and its key, relative to the script. */
async function readNamed({ uri }: vscode.TextDocument, name: string): Promise<CertificatePem> {
  const folder = folderOf(uri);
  if (folder === undefined) throw new Error('this transcript is in no folder of this machine');
  const pem = await readFile(path.resolve(folder, name));
  return { cert: pem, key: pem };
}
