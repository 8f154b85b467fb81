import { setImmediate } from 'node:timers/promises';
import { validation, type ValidationContext } from '../language/diagnostics';
import { readAllEnvironments, readEnvironments } from '../language/environments';
import type { Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import type { Opened } from './session';

/** Milliseconds at a time, so that what a person asks meanwhile about a big file is answered. */
const SLICE = 20;

/**
 * All that is wrong with an open document; undefined if it goes stale meanwhile.
 *
 * @param isStale whether nobody is interested any more
 */
export async function validateOpened(
  { uri, document, settings, workspace }: Opened,
  isStale: () => boolean,
): Promise<readonly Diagnostic[] | undefined> {
  const files = await workspace.environmentFiles(uri);
  const active = settings.environment;
  // As long as no environment is chosen, a name that any of them knows may be meant.
  const variables = active === undefined ? readAllEnvironments(files) : readEnvironments(files, active);
  const environmentNames = [...new Set(variables.map(({ name }) => name))];
  const context = { environmentNames, severities: settings.diagnostics };
  const key = JSON.stringify(context);
  const known = RESULTS.get(document);
  if (known?.key === key) return known.diagnostics;
  const diagnostics = await inSlices(document, context, isStale);
  if (diagnostics !== undefined) RESULTS.set(document, { key, diagnostics });
  return diagnostics;
}

/** A cursor that moves asks for code actions again and again. */
const RESULTS = new WeakMap<
  TranscriptDocument,
  { readonly key: string; readonly diagnostics: readonly Diagnostic[] }
>();

async function inSlices(
  document: TranscriptDocument,
  context: ValidationContext,
  isStale: () => boolean,
): Promise<readonly Diagnostic[] | undefined> {
  const steps = validation(document, context);
  let until = performance.now() + SLICE;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await setImmediate();
    if (isStale()) return undefined;
    until = performance.now() + SLICE;
  }
}
