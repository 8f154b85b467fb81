/**
 * The room of the language features: loaded when the first transcript is opened. Each feature registers itself and answers
 * from the parsed document; what an editor may be told is decided in `src/language/`.
 */
import * as vscode from 'vscode';
import type { EnvironmentFile } from '../../language/workspace';
import type { Documents } from '../documents';
import type { EhloMemory } from '../ehlo';
import type { ActiveEnvironment } from '../environment';
import type { Interaction } from '../interaction';
import type { RunningTranscripts } from '../running';
import { registerCodeActions } from './codeActions';
import { registerCodeLenses } from './codeLens';
import { registerCompletion } from './completion';
import { registerDefinition } from './definition';
import { registerDiagnostics } from './diagnostics';
import { registerDocumentHighlights } from './documentHighlights';
import { registerDocumentLinks } from './documentLinks';
import { registerDocumentSymbols } from './documentSymbols';
import { chooseEnvironment, registerEnvironmentStatus } from './environmentChoice';
import type { FeatureContext } from './feature';
import { registerFoldingRanges } from './foldingRanges';
import { registerFormatting } from './formatting';
import { registerHover } from './hover';
import { registerInlayHints } from './inlayHints';
import { pasteAsTranscript, registerPaste } from './paste';
import { registerReferences } from './references';
import { registerRename } from './rename';
import { registerSelectionRanges } from './selectionRanges';
import { registerSemanticTokens } from './semanticTokens';
import { createValidation } from './validation';
import { createWorkspace } from './workspace';

/** What the room needs from the rest of the extension. */
export interface FeaturesContext {
  readonly documents: Documents;
  readonly running: RunningTranscripts;
  readonly interaction: Interaction;
  readonly ehlo: EhloMemory;
  readonly environment: ActiveEnvironment;
}

export interface Features {
  readonly dispose: () => void;
  /** Pastes the clipboard's session as a transcript at the active editor's cursor. */
  readonly pasteAsTranscript: () => Promise<void>;
  /** Lets the person choose the environment that transcripts run in. */
  readonly chooseEnvironment: () => Promise<void>;
  /** Those that apply to a document, as the editor has them. */
  readonly environmentFiles: (uri: string) => Promise<readonly EnvironmentFile[]>;
}

export function createFeatures(room: FeaturesContext): Features {
  const { documents, running, interaction, ehlo, environment } = room;
  const workspace = createWorkspace(ehlo, environment);
  const context: FeatureContext = { documents, workspace };
  const validation = createValidation(context);
  const registrations = vscode.Disposable.from(
    workspace,
    registerDiagnostics(context, validation),
    registerCodeActions(validation),
    registerCodeLenses(context, running),
    registerCompletion(context),
    registerHover(context),
    registerInlayHints(context),
    registerSemanticTokens(context),
    registerDocumentSymbols(context),
    registerFoldingRanges(context),
    registerSelectionRanges(context),
    registerDocumentHighlights(context),
    registerDocumentLinks(context),
    registerDefinition(context),
    registerReferences(context),
    registerRename(context),
    registerFormatting(context),
    registerPaste(context),
    registerEnvironmentStatus(workspace, environment),
  );
  return {
    pasteAsTranscript: () => pasteAsTranscript(context, interaction),
    chooseEnvironment: () => chooseEnvironment(workspace, environment, interaction),
    environmentFiles: (uri) => workspace.environmentFiles(uri),
    dispose: () => void registrations.dispose(),
  };
}
