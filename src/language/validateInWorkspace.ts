import type { Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { validation, type ValidationContext } from './diagnostics';
import { readAllEnvironments, readEnvironments } from './environments';
import { missingFiles, rule as missingFile } from './rules/missing-file';
import { finishWithPauses, type Pause } from './steps';
import { toDiagnostic } from './transcriptFindings';
import type { Workspace } from './workspace';

export interface WorkspaceValidation {
  readonly uri: string;
  readonly workspace: Workspace;
  readonly severities?: ValidationContext['severities'];
  /** Names that have a value whatever the environments say, such as those of the command line. */
  readonly names?: Iterable<string>;
  readonly pause?: Pause;
}

/**
 * All that is wrong with a document where it stands: with the environments that apply to it, and the files that it names.
 * Undefined if `pause` says that nobody wants to know any more.
 */
export async function validateInWorkspace(
  document: TranscriptDocument,
  { uri, workspace, severities = {}, names = [], pause }: WorkspaceValidation,
): Promise<readonly Diagnostic[] | undefined> {
  const environmentNames = [...names, ...(await namesIn(workspace, uri))];
  const missing = await missingFiles(document, uri, workspace);
  const steps = validation(document, {
    environmentNames,
    severities,
    others: missing.map((finding) => toDiagnostic(missingFile, finding)),
  });
  return await finishWithPauses(steps, pause);
}

/** As long as no environment is chosen, a name that any of them knows may be meant. */
async function namesIn(workspace: Workspace, uri: string): Promise<string[]> {
  const files = await workspace.environmentFiles(uri);
  const active = workspace.activeEnvironment(uri);
  const variables = active === undefined ? readAllEnvironments(files) : readEnvironments(files, active);
  return variables.map(({ name }) => name);
}
