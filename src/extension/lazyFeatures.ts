import { setImmediate as nextTurn } from 'node:timers/promises';
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
  let disposed = false;
  const enter = (): Promise<Features> => (loading ??= load());
  const load = async (): Promise<Features> => {
    // Whatever else happens when a document is opened has its turn first; and to load the bundle takes as long as to register
    // what is in it.
    await nextTurn();
    const { createFeatures } = await import('./features/index');
    await nextTurn();
    const features = createFeatures(context);
    if (disposed) features.dispose();
    return features;
  };
  const enterFor = ({ languageId }: vscode.TextDocument): void => {
    if (languageId === LANGUAGE) void enter();
  };
  const opening = vscode.workspace.onDidOpenTextDocument(enterFor);
  vscode.workspace.textDocuments.forEach(enterFor);
  return {
    enter,
    dispose: () => {
      disposed = true;
      opening.dispose();
      void loading?.then((features) => {
        features.dispose();
      });
    },
  };
}
