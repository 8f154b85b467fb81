import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Registration,
} from 'vscode-languageserver/node';
import { listen } from '../../../src/languageServer/server';

/** An editor, as far as a test needs one, with a server of its own at the other end. */
export interface Client {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** What the server asked to be told of. */
  readonly registrations: readonly Registration[];
  /** What it logged. */
  readonly logged: readonly string[];
  readonly refreshed: readonly string[];
  readonly open: (text: string, uri?: string) => void;
  readonly change: (version: number, changes: readonly Change[], uri?: string) => Promise<void>;
  /** The next diagnostics that are sent; those that were while nobody waited come first. */
  readonly published: () => Promise<PublishDiagnosticsParams>;
  readonly dispose: () => void;
}

type Change = { readonly range: InitializeRange; readonly text: string } | { readonly text: string };
interface InitializeRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Of the workspace, as a URI. */
  readonly folder?: string;
  /** What it answers when asked for the settings of `smtp`. */
  readonly settings?: () => unknown;
}

export const URI = 'file:///nowhere/test.smtp';

export async function startClient(options: ClientOptions = {}): Promise<Client> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  listen(server, { version: '1.2.3' });
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const registrations: Registration[] = [];
  const logged: string[] = [];
  const refreshed: string[] = [];
  const published = queue<PublishDiagnosticsParams>();
  connection.onRequest('client/registerCapability', (params: { registrations: Registration[] }) => {
    registrations.push(...params.registrations);
    return null;
  });
  connection.onRequest('workspace/configuration', () => [options.settings?.() ?? null]);
  for (const what of ['diagnostic', 'inlayHint'])
    connection.onRequest(`workspace/${what}/refresh`, () => {
      refreshed.push(what);
      return null;
    });
  connection.onNotification(
    'window/logMessage',
    ({ message }: { message: string }) => void logged.push(message),
  );
  connection.onNotification('textDocument/publishDiagnostics', published.put);
  connection.listen();
  const params: InitializeParams = {
    processId: null,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the protocol still asks for it
    rootUri: null,
    capabilities: options.capabilities ?? {},
    initializationOptions: options.initializationOptions,
    workspaceFolders: options.folder === undefined ? null : [{ uri: options.folder, name: 'folder' }],
  };
  const initialized = await connection.sendRequest<InitializeResult>('initialize', params);
  await connection.sendNotification('initialized', {});
  return {
    connection,
    initialized,
    registrations,
    logged,
    refreshed,
    open: (text, uri = URI) =>
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'smtp', version: 1, text },
      }),
    change: (version, contentChanges, uri = URI) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges,
      }),
    published: published.take,
    dispose: () => {
      connection.dispose();
      server.dispose();
    },
  };
}

/** Each that is put is taken once, in turn. */
function queue<T>(): { readonly put: (item: T) => void; readonly take: () => Promise<T> } {
  const items: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put: (item) => {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    take: () => {
      const item = items.shift();
      return item === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(item);
    },
  };
}
