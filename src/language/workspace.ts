/**
 * What a feature may ask of the world beyond the document. The editor and the language server each have one; tests give a
 * small one. Nothing here may throw or reject: what is not there is `undefined` or empty.
 */
export interface Workspace {
  /**
   * The environment files that apply to a document: `smtp.env.json` and `smtp.private.env.json` of its folder and of those
   * above it, the nearest first, the private one of a folder before the other.
   */
  readonly environmentFiles: (uri: string) => Promise<readonly EnvironmentFile[]>;
  /** The name of the environment that a run of the document would use; undefined while none is chosen. */
  readonly activeEnvironment: (uri: string) => string | undefined;
  /** The size of a file in octets; `path` is absolute or starts at the document's folder. */
  readonly fileSize: (uri: string, path: string) => Promise<number | undefined>;
  /** The entries of a folder; `path` is absolute or starts at the document's folder. */
  readonly listFolder: (uri: string, path: string) => Promise<readonly FolderEntry[]>;
  /** The lines of the latest EHLO reply that a run got from a server, without their codes. */
  readonly lastEhlo: (server: string) => readonly string[] | undefined;
}

export interface EnvironmentFile {
  readonly uri: string;
  readonly text: string;
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** A world in which there is nothing but the document. */
export const EMPTY_WORKSPACE: Workspace = {
  environmentFiles: () => Promise.resolve([]),
  activeEnvironment: () => undefined,
  fileSize: () => Promise.resolve(undefined),
  listFolder: () => Promise.resolve([]),
  lastEhlo: () => undefined,
};
