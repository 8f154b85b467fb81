export const HOST_VERSION: string;

export interface EditorHost {
  readonly root: string;
  /** The executable that starts the server. */
  readonly run: string;
}

/** Rejects with an Error that says what to install, when a tool, the platform or the registry is missing. */
export function ensureEditorHost(options?: { readonly log?: (line: string) => void }): Promise<EditorHost>;
export function findEditorHost(): EditorHost | undefined;
export function missingHostTools(): readonly { readonly command: string; readonly aptPackage: string }[];
export function isSupported(): boolean;
export function ensureChromium(options?: {
  readonly log?: (line: string) => void;
  readonly install?: boolean;
}): string | undefined;
export function findChromium(): string | undefined;
