import type { Workspace } from '../workspace';

/** What a completion may ask of the editor. */
export interface CompletionContext {
  readonly uri: string;
  readonly workspace: Workspace;
  /** Whether the editor knows snippets; if it does not, the same text is inserted with its defaults. */
  readonly snippets: boolean;
}
