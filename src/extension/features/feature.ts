/** What the adapters of the language features share. */
import type * as vscode from 'vscode';
import type { TranscriptDocument } from '../../syntax/document';
import { finishWithPauses, type Steps } from '../../language/steps';
import { LANGUAGE, type Documents } from '../documents';
import { inSlices } from './slices';
import type { EditorWorkspace } from './workspace';

export interface FeatureContext {
  readonly documents: Documents;
  readonly workspace: EditorWorkspace;
}

export const SELECTOR: vscode.DocumentSelector = { language: LANGUAGE };

/**
 * Asks a feature about a document. Undefined if the editor has lost interest by the time that it is known: what was asked
 * then is about a text that has changed.
 */
export async function answer<T>(
  { documents }: FeatureContext,
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
  ask: (parsed: TranscriptDocument) => T | Promise<T>,
): Promise<T | undefined> {
  const { version } = document;
  const isWanted = (): boolean => document.version === version && !token.isCancellationRequested;
  const parsed = await documents.read(document);
  if (!isWanted()) return undefined;
  const found = await ask(parsed);
  return isWanted() ? found : undefined;
}

/** The same for an answer that takes longer than a moment in a big document: others have their turn in between. */
export function answerInSlices<T>(
  context: FeatureContext,
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
  ask: (parsed: TranscriptDocument) => Steps<T>,
): Promise<T | undefined> {
  const pause = inSlices(() => !token.isCancellationRequested);
  return answer(context, document, token, (parsed) => finishWithPauses(ask(parsed), pause));
}

/** What a feature may ask of the world, about one document. */
export function worldOf(
  { workspace }: FeatureContext,
  document: vscode.TextDocument,
): { readonly uri: string; readonly workspace: EditorWorkspace } {
  return { uri: document.uri.toString(), workspace };
}
