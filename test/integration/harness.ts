// What the suites in the extension host share: documents, answers in a person's place, small servers.
import * as assert from 'node:assert/strict';
import * as net from 'node:net';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension/api';
import type { Choice, Interaction, Question } from '../../src/extension/interaction';
import type { RunResult } from '../../src/runner/result';
import { listenOnLoopback } from '../support/listening';

export const EXTENSION = 'smtp-transcript.smtp-transcript';

export async function extension(): Promise<ExtensionApi> {
  const found = vscode.extensions.getExtension<ExtensionApi | undefined>(EXTENSION);
  assert.ok(found, 'the extension is not there');
  const api = await found.activate();
  assert.ok(api, 'the extension does not know that it is tested');
  await api.featuresReady();
  return api;
}

/** Opens a transcript that is in no file, in an editor. */
export async function open(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'smtp', content });
  return vscode.window.showTextDocument(document);
}

/** Opens a text with the cursor where its first `|` stands, which is taken out of it. */
export async function openAt(
  marked: string,
): Promise<{ readonly document: vscode.TextDocument; readonly position: vscode.Position }> {
  const editor = await open(marked.replace('|', ''));
  const position = editor.document.positionAt(marked.indexOf('|'));
  editor.selection = new vscode.Selection(position, position);
  return { document: editor.document, position };
}

/** Asks the editor, as its own commands and other extensions do. */
export async function ask<T>(command: string, ...args: readonly unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(command, ...args);
}

/** Does something while settings of ours have other values than the default. */
export async function inSettings(
  values: Readonly<Record<string, unknown>>,
  action: () => Promise<unknown>,
): Promise<void> {
  const settings = vscode.workspace.getConfiguration('smtp');
  const { Global } = vscode.ConfigurationTarget;
  for (const [name, value] of Object.entries(values)) await settings.update(name, value, Global);
  try {
    await action();
  } finally {
    for (const name of Object.keys(values)) await settings.update(name, undefined, Global);
  }
}

/** Runs the transcript at a line, counted from 0; resolves when the run has ended. */
export async function run(
  document: vscode.TextDocument,
  line?: number,
  command = 'smtp.run',
): Promise<readonly RunResult[]> {
  const args = line === undefined ? [document.uri] : [document.uri.toString(), line];
  return vscode.commands.executeCommand<readonly RunResult[]>(command, ...args);
}

export async function startTestServer(): Promise<string> {
  const url = await vscode.commands.executeCommand<string | undefined>('smtp.startTestServer');
  assert.ok(url, 'the test server did not start');
  return url;
}

/** Everything that goes to the panel while `action` runs. */
export async function printedBy(action: () => Promise<unknown>): Promise<string> {
  const api = await extension();
  let text = '';
  const listener = api.onDidPrint((more) => (text += more));
  try {
    await action();
  } finally {
    listener.dispose();
  }
  return text;
}

/** What a person was asked and told. */
export interface Conversation {
  readonly questions: Question[];
  readonly choices: (readonly Choice<unknown>[])[];
  /** What was asked with each of the choices. */
  readonly picked: string[];
  readonly messages: string[];
}

/** A person: types these answers in order and picks the first choice whose label has this text; gives up after the last. */
export interface Person {
  readonly types?: readonly (string | undefined)[];
  readonly picks?: string;
}

/** Lets somebody else than a real person answer during `action`. */
export async function answering(
  person: Person,
  action: (conversation: Conversation) => Promise<unknown>,
): Promise<Conversation> {
  const conversation: Conversation = { questions: [], choices: [], picked: [], messages: [] };
  const typed = [...(person.types ?? [])];
  const answers: Interaction = {
    input: (question) => {
      conversation.questions.push(question);
      return Promise.resolve(typed.shift());
    },
    pick: (placeHolder, choices) => {
      conversation.choices.push(choices);
      conversation.picked.push(placeHolder);
      const { picks } = person;
      return Promise.resolve(
        picks === undefined ? undefined : choices.find(({ label }) => label.includes(picks))?.value,
      );
    },
    tell: (_severity, message) => {
      conversation.messages.push(message);
      return Promise.resolve(undefined);
    },
  };
  const api = await extension();
  const answer = api.answer(answers);
  try {
    await action(conversation);
  } finally {
    answer.dispose();
  }
  return conversation;
}

/** Waits until `check` does not throw any more. */
export async function eventually<T>(check: () => T | Promise<T>, milliseconds = 5000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export interface ScriptedServer {
  readonly port: number;
  /** Connections that are open. */
  readonly open: ReadonlySet<net.Socket>;
  /** How many there have been. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
}

/** A server on the loopback interface that does with each connection what the test says. */
export async function listen(serve: (socket: net.Socket) => void): Promise<ScriptedServer> {
  const open = new Set<net.Socket>();
  let count = 0;
  const server = net.createServer((socket) => {
    count++;
    open.add(socket);
    // Without somebody who reads, the end of the other side would go unnoticed.
    socket
      .on('close', () => open.delete(socket))
      .on('error', () => undefined)
      .resume();
    serve(socket);
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    open,
    count: () => count,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Greets, and answers 250 to each line but QUIT, with a delay in milliseconds. */
export function polite(name: string, delay = 0): (socket: net.Socket) => void {
  return (socket) => {
    const say = (text: string): void =>
      void setTimeout(() => {
        if (socket.writable) socket.write(`${text}\r\n`);
      }, delay);
    say(`220 ${name}`);
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) say(line === 'QUIT' ? `221 ${name}` : `250 ${name} ${line}`);
    });
  };
}
