/**
 * The room of everything that runs: loaded when something is run, or the test server is started, for the first time. It
 * takes plans from parsed documents, and events are all that it shows.
 */
import * as vscode from 'vscode';
import { TestServerHolder } from '../../host/testServer';
import type { RunResult } from '../../runner/result';
import { plan } from '../../runner/plan';
import type { EnvironmentSource } from '../../environment/lookup';
import type { Transcript } from '../../syntax/document';
import type { Documents } from '../documents';
import type { EhloMemory } from '../ehlo';
import type { ActiveEnvironment } from '../environment';
import type { Interaction } from '../interaction';
import type { RunningTranscripts } from '../running';
import { MarkedDocuments } from './decorations';
import { runPlans } from './execution';
import { underEnvironment, valuesOf } from './environment';
import { createRunHost } from './host';
import { createLogFiles } from './logFiles';
import type { Mark } from './marks';
import { Panel } from './panel';
import { createReceived, type Accepted } from './received';
import { ScriptedServerControl } from './scriptedServer';
import { createSecrets } from './secrets';
import { createServerChoice } from './servers';
import { createStatusBar } from './statusBar';
import { TestServerControl } from './testServer';

/** What the room needs from the rest of the extension. */
export interface RunsContext {
  readonly context: vscode.ExtensionContext;
  readonly documents: Documents;
  readonly running: RunningTranscripts;
  readonly interaction: Interaction;
  /** Learns what servers offer. */
  readonly ehlo: EhloMemory;
  readonly environment: ActiveEnvironment;
  /** Those that apply to a document. */
  readonly environmentFiles: (uri: string) => Promise<readonly EnvironmentSource[]>;
  /** Called with all that goes to the panel. */
  readonly print: (text: string) => void;
}

/** The results of what was run, in order; empty if nothing was. */
export type RunOutcome = readonly RunResult[];

export interface Runs {
  /**
   * Runs transcripts of a document's version at hand, one after the other, and resolves when the last has ended.
   *
   * @param chooseServer whether to ask for a server even if the file names one
   */
  readonly run: (
    document: vscode.TextDocument,
    transcripts: readonly Transcript[],
    chooseServer: boolean,
  ) => Promise<RunOutcome>;
  readonly showOutput: () => void;
  /** Resolves with the server's URL; undefined if it could not be started, which the person was told. */
  readonly startTestServer: () => Promise<string | undefined>;
  readonly stopTestServer: () => Promise<void>;
  /** Plays a file from the server's side; resolves with where, or undefined if it cannot, which the person was told. */
  readonly serveFile: (document: vscode.TextDocument) => Promise<string | undefined>;
  readonly showScriptedServer: () => void;
  readonly stopScriptedServer: () => Promise<void>;
  readonly forgetSecret: () => Promise<void>;
  readonly marks: (uri: vscode.Uri) => readonly Mark[];
  /** Writes the reply that was received for the `S:` line at a line, from 0, into the document. */
  readonly acceptReply: (document: vscode.TextDocument, line: number) => Promise<Accepted>;
  readonly close: () => Promise<void>;
}

export function createRuns(room: RunsContext): Runs {
  const { context, documents, running, interaction, ehlo, environment, environmentFiles, print } = room;
  const channel = vscode.window.createOutputChannel('SMTP Transcript', 'smtp-log');
  const panel = new Panel((text) => {
    channel.append(text);
    print(text);
  });
  const logFiles = createLogFiles();
  const received = createReceived(documents);
  const marked = new MarkedDocuments(received);
  const status = createStatusBar(running);
  const secrets = createSecrets(context, interaction);
  const testServer = new TestServerControl(new TestServerHolder(), interaction);
  const scriptedServer = new ScriptedServerControl(interaction, marked);
  const servers = createServerChoice(context.workspaceState, interaction, testServer);

  const run: Runs['run'] = async (document, transcripts, chooseServer) => {
    const parsed = documents.parsed(document);
    const { version } = document;
    const written = transcripts.map((transcript) => plan(parsed, transcript));
    const abort = new AbortController();
    const { signal } = abort;
    const name = nameOf(document);
    const [first, ...others] = written;
    const title = first !== undefined && others.length === 0 ? `${name} · ${first.title}` : name;
    const uri = document.uri.toString();
    // From now on it runs, also while the person is asked where: a second click would ask a second time.
    const entry = running.add(
      { uri, title, startedAt: performance.now(), cancel: () => abort.abort() },
      transcripts.map(({ anchor }) => anchor),
    );
    try {
      const plans = underEnvironment(written, await environmentFiles(uri), environment.name);
      const server = await servers.choose(plans, chooseServer, document.uri, signal);
      if (server === 'none' || signal.aborted) return [];
      if (revealsAtOnce(document)) channel.show(true);
      logFiles.remember(name, document.uri);
      const section = panel.open();
      try {
        const results = await runPlans({
          plans: plans.map((each) => ({ ...each, title: `${name} · ${each.title}` })),
          host: (each) =>
            createRunHost({ document, plan: each, server, secrets, interaction, testServer, signal }),
          write: (text) => section.write(text),
          verbose: isVerbose(document),
          sinks: (each, hasFailed) => [
            // Whoever ends last shows what the others know by then.
            ...(hasFailed
              ? []
              : [received.record(document, version, each.line), marked.record(document, version, each)]),
            { take: ehlo.follow() },
          ],
          signal,
        });
        if (
          revealsFailures(document) &&
          results.some(({ status }) => status === 'failed' || status === 'error')
        )
          channel.show(true);
        return results;
      } finally {
        section.end();
      }
    } finally {
      entry.dispose();
    }
  };

  return {
    run,
    showOutput: () => channel.show(true),
    startTestServer: () => testServer.startAndTell(),
    stopTestServer: () => testServer.stop(),
    serveFile: async (document) => {
      const parsed = documents.parsed(document);
      const sources = await environmentFiles(document.uri.toString());
      const values = valuesOf(sources, environment.name);
      const name = nameOf(document);
      logFiles.remember(name, document.uri);
      return scriptedServer.start({ document, parsed, name, environment: values });
    },
    showScriptedServer: () => scriptedServer.show(),
    stopScriptedServer: () => scriptedServer.stop(),
    forgetSecret: () => secrets.forget(),
    marks: (uri) => marked.marks(uri),
    acceptReply: (document, line) => received.accept(document, line),
    close: async () => {
      for (const each of running.all) each.cancel();
      await Promise.all([testServer.close(), scriptedServer.close()]);
      for (const owned of [status, marked, received, logFiles, panel, channel]) owned.dispose();
    },
  };
}

/** With the folder's name where there are several: each may have such a file. */
function nameOf({ uri, isUntitled }: vscode.TextDocument): string {
  return isUntitled ? uri.path : vscode.workspace.asRelativePath(uri);
}

type Reveal = 'always' | 'onFailure' | 'never';

function revealsAtOnce(document: vscode.TextDocument): boolean {
  return reveal(document) === 'always';
}

function revealsFailures(document: vscode.TextDocument): boolean {
  return reveal(document) === 'onFailure';
}

function isVerbose(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('smtp', document).get<boolean>('output.verbose', false);
}

function reveal(document: vscode.TextDocument): Reveal {
  return vscode.workspace.getConfiguration('smtp', document).get<Reveal>('output.reveal', 'always');
}
