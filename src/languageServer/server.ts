import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocuments,
  type Connection,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ENVIRONMENT_FILE_NAMES } from '../language/environments';
import { CAPABILITIES } from './capabilities';
import { registerFeatures } from './features';
import { createPublishing, type Publishing } from './publishing';
import { Session } from './session';

export interface ServerOptions {
  readonly version: string;
}

/** Serves one editor over a connection until that is closed. */
export function listen(connection: Connection, { version }: ServerOptions): void {
  const texts = new TextDocuments(TextDocument);
  let session: Session | undefined;
  let publishing: Publishing | undefined;
  const report = (error: unknown): void => connection.console.error(describeBug(error));

  connection.onInitialize((params) => {
    session = new Session(connection, texts, params);
    if (!session.client.pullsDiagnostics) publishing = createPublishing(connection, session, report);
    return { capabilities: CAPABILITIES, serverInfo: { name: 'smtp-transcript', version } };
  });
  connection.onInitialized(() => {
    if (session !== undefined) registerWatchers(connection, session).catch(report);
  });
  connection.onShutdown(() => publishing?.dispose());

  const refresh = (): void => {
    if (session?.client.refreshesDiagnostics === true)
      connection.languages.diagnostics.refresh().catch(report);
    if (session?.client.refreshesInlayHints === true) connection.languages.inlayHint.refresh().catch(report);
    for (const uri of texts.keys()) publishing?.now(uri);
  };
  connection.onDidChangeConfiguration(({ settings }: { readonly settings: unknown }) => {
    session?.changeSettings(settings);
    refresh();
  });
  connection.onDidChangeWatchedFiles(refresh);

  const opened = new Set<string>();
  texts.onDidOpen(({ document }) => opened.add(document.uri));
  // This comes after opening, too.
  texts.onDidChangeContent(({ document: { uri } }) => {
    if (opened.delete(uri)) publishing?.now(uri);
    else publishing?.later(uri);
  });
  texts.onDidClose(({ document }) => {
    session?.forget(document.uri);
    publishing?.clear(document.uri);
  });
  registerFeatures(connection, () => session, report);
  texts.listen(connection);
  connection.listen();
}

/** Asks the editor to tell of changes, if it can. */
async function registerWatchers(connection: Connection, { client }: Session): Promise<void> {
  if (client.registersConfigurationChanges)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'smtp' });
  if (client.registersFileWatchers)
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: ENVIRONMENT_FILE_NAMES.map((name) => ({ globPattern: `**/${name}` })),
    });
}

/** Where it happened, and not its message: that may quote the file, and a file may hold a password. */
function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return 'A bug: something that is no error was thrown';
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`A bug: ${error.name}`, ...places].join('\n');
}
