import * as vscode from 'vscode';
import { readSeverities, type Severities } from '../../language/diagnostics';
import { validateInWorkspace } from '../../language/validateInWorkspace';
import type { Diagnostic } from '../../syntax/diagnostic';
import type { TranscriptDocument } from '../../syntax/document';
import { worldOf, type FeatureContext } from './feature';
import { inSlices } from './slices';

/**
 * All that is wrong with a document, as the settings, the environments and the files beside it have it; undefined if the
 * document is changed in the meantime.
 */
export interface Validation {
  readonly anew: (document: vscode.TextDocument) => Promise<Validated | undefined>;
  /** What was found last, if the document is still the same: a cursor that moves asks again and again. */
  readonly latest: (document: vscode.TextDocument) => Promise<Validated | undefined>;
}

export interface Validated {
  readonly parsed: TranscriptDocument;
  readonly diagnostics: readonly Diagnostic[];
}

export function createValidation(context: FeatureContext): Validation {
  const known = new WeakMap<TranscriptDocument, Promise<Validated | undefined>>();
  const validate = async (
    document: vscode.TextDocument,
    mayBeKnown: boolean,
  ): Promise<Validated | undefined> => {
    const { version } = document;
    const isWanted = (): boolean => document.version === version;
    const parsed = await context.documents.read(document);
    if (!isWanted()) return undefined;
    const kept = mayBeKnown ? known.get(parsed) : undefined;
    if (kept !== undefined) return kept;
    const validated = validateInWorkspace(parsed, {
      ...worldOf(context, document),
      severities: severitiesFor(document),
      pause: inSlices(isWanted),
    }).then((diagnostics) => (diagnostics === undefined ? undefined : { parsed, diagnostics }));
    known.set(parsed, validated);
    return validated;
  };
  return {
    anew: (document) => validate(document, false),
    latest: (document) => validate(document, true),
  };
}

/** The settings `smtp.diagnostics.<code>` that are not at their default. */
function severitiesFor(document: vscode.TextDocument): Severities {
  return readSeverities(vscode.workspace.getConfiguration('smtp', document).get<unknown>('diagnostics'));
}
