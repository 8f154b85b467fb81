export interface EditorServer {
  readonly port: number;
  /** Everything that the server printed so far. */
  output(): string;
  /** Settles with the exit code when the server has ended. */
  readonly ended: Promise<number>;
  /** Where a browser finds the workbench with `folder` opened. */
  url(
    folder: string,
    development?: { readonly extensionDevelopmentPath?: string; readonly extensionTestsPath?: string },
  ): string;
  /** Ends the server with its extension hosts and removes its folders. */
  stop(): Promise<void>;
}

export function startServer(options: {
  /** What `ensureEditorHost` answered. */
  readonly host: { readonly run: string };
  /** Packaged extensions to install first. */
  readonly vsix?: readonly string[];
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens every folder in Restricted Mode, without asking. */
  readonly trusted?: boolean;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Added to what the extension host finds in `process.env`. */
  readonly env?: Readonly<Record<string, string>>;
}): Promise<EditorServer>;
