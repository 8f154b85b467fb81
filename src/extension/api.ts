import type * as vscode from 'vscode';
import type { Interaction } from './interaction';
import type { Mark } from './runs/marks';

/** What `activate()` returns when the editor runs this extension's tests, and never otherwise. */
export interface ExtensionApi {
  /** Answers in a person's place, until disposed; what is not given is asked as ever. */
  readonly answer: (answers: Partial<Interaction>) => vscode.Disposable;
  /** The text that goes to the panel of conversations, as it goes there. */
  readonly onDidPrint: vscode.Event<string>;
  /** The results that a document shows at its lines. */
  readonly marks: (uri: vscode.Uri) => readonly Mark[];
  /** Resolves when the language features are registered, which are loaded with the first transcript. */
  readonly featuresReady: () => Promise<void>;
}
