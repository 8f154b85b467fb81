import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { LANGUAGE } from './documents';
import type { Features, FeaturesContext } from './features/index';

/** The room of the language features, read from its bundle when the first transcript is opened. */
export interface LazyFeatures {
  readonly dispose: () => void;
  readonly enter: () => Promise<Features>;
}

export function lazyFeatures(context: FeaturesContext): LazyFeatures {
  let loading: Promise<Features> | undefined;
  let features: Features | undefined;
  let disposed = false;
  const enter = (): Promise<Features> => (loading ??= load());
  const load = async (): Promise<Features> => {
    // Whatever else happens when a document is opened has its turn first: other extensions go through all of it in a timer that is
    // due at once, and such a timer would run right behind a bundle that is loaded in the turn before, as one block.
    await delay(OTHERS_FIRST);
    await nextTurn();
    const { createFeatures } = await import('./features/index');
    // To load the bundle takes as long as to register what is in it.
    await nextTurn();
    features = createFeatures(context);
    if (disposed) features.dispose();
    return features;
  };
  const enterFor = ({ languageId }: vscode.TextDocument): void => {
    if (languageId === LANGUAGE) enter().catch(tell);
  };
  const opening = vscode.workspace.onDidOpenTextDocument(enterFor);
  vscode.workspace.textDocuments.forEach(enterFor);
  return {
    enter,
    dispose: () => {
      disposed = true;
      opening.dispose();
      features?.dispose();
    },
  };
}

/** Whoever opens a transcript waits for nothing, and would not hear of it otherwise. */
function tell(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  void vscode.window.showErrorMessage(
    `SMTP Transcript cannot be loaded as a whole, and does no more than to highlight: ${reason}. Installing it anew may help.`,
  );
}

/** Milliseconds: later than timers that are due at once, and nothing that a person could notice. */
const OTHERS_FIRST = 5;
