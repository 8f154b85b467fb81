import { setImmediate } from 'node:timers/promises';
import {
  LSPErrorCodes,
  ResponseError,
  type Connection,
  type InitializeParams,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentCache } from '../language/documents';
import type { Workspace } from '../language/workspace';
import type { TranscriptDocument } from '../syntax/document';
import { readClient, type Client } from './client';
import { readSettings, type Settings } from './settings';
import { nodeWorkspace, pathOf } from './workspace';

/** An open document with all that a feature needs to answer about it. */
export interface Opened {
  readonly uri: string;
  readonly version: number;
  readonly document: TranscriptDocument;
  readonly settings: Settings;
  readonly workspace: Workspace;
}

/** What holds from the first message of an editor to its last. */
export class Session {
  readonly client: Client;
  readonly #connection: Connection;
  readonly #texts: TextDocuments<TextDocument>;
  /** A big one is parsed in slices, so that what is asked meanwhile about others is answered. */
  readonly #documents = new DocumentCache(() => setImmediate());
  readonly #root: string | undefined;
  /** What each document's editor settings are, asked for once; emptied when they change. */
  readonly #settings = new Map<string, Promise<Settings>>();
  /** For editors that do not answer questions about settings, or not these. */
  #given: unknown;

  constructor(connection: Connection, texts: TextDocuments<TextDocument>, params: InitializeParams) {
    this.client = readClient(params.capabilities);
    this.#connection = connection;
    this.#texts = texts;
    this.#given = params.initializationOptions;
    const [folder] = params.workspaceFolders ?? [];
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- all that some editors send
    const root = folder?.uri ?? params.rootUri;
    this.#root = root == null ? undefined : pathOf(root);
  }

  /** Undefined if no such transcript is open. Rejects if it is changed meanwhile: what was asked is about another text. */
  async open(uri: string): Promise<Opened | undefined> {
    const version = this.versionOf(uri);
    if (version === undefined) return undefined;
    const settings = await this.#settingsOf(uri);
    this.#requireVersion(uri, version);
    const document = await this.#documents.read(uri, version, () => this.#texts.get(uri)?.getText() ?? '');
    this.#requireVersion(uri, version);
    return {
      uri,
      version,
      document,
      settings,
      workspace: nodeWorkspace({
        root: this.#root,
        openText: (file) => this.#texts.get(file)?.getText(),
        activeEnvironment: settings.environment,
      }),
    };
  }

  /** Of an open transcript. Some editors send along whatever else they have open. */
  versionOf(uri: string): number | undefined {
    const text = this.#texts.get(uri);
    return text !== undefined && isTranscript(text) ? text.version : undefined;
  }

  /** When it is closed. */
  forget(uri: string): void {
    this.#documents.delete(uri);
    this.#settings.delete(uri);
  }

  /** @param given the settings, by editors that send them along */
  changeSettings(given: unknown): void {
    if (given !== null && given !== undefined) this.#given = given;
    this.#settings.clear();
  }

  #requireVersion(uri: string, version: number): void {
    if (this.versionOf(uri) !== version)
      throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed');
  }

  #settingsOf(uri: string): Promise<Settings> {
    const known = this.#settings.get(uri);
    if (known !== undefined) return known;
    const settings = this.client.configuration
      ? this.#connection.workspace.getConfiguration({ scopeUri: uri, section: 'smtp' }).then(
          (answer: unknown) => readSettings(answer ?? this.#given),
          () => readSettings(this.#given),
        )
      : Promise.resolve(readSettings(this.#given));
    this.#settings.set(uri, settings);
    return settings;
  }
}

/** By its name, as editors that know no such language have one of theirs for it. */
function isTranscript({ uri, languageId }: TextDocument): boolean {
  return languageId === 'smtp' || uri.endsWith('.smtp');
}
