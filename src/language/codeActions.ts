import type { CodeAction, Range } from 'vscode-languageserver-types';
import type { Diagnostic, Fix } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { disableFixes } from './disableFixes';
import { toLspDiagnostic } from './diagnostics';
import { firstFixes, safeFixes, type ChosenFix } from './fixAll';
import { toSpan, toTextEdit } from './lspTypes';

export interface CodeActionOptions {
  /** The kinds that are asked for, each with those below it (`source` has `source.fixAll.smtp`); quick fixes if absent. */
  readonly only?: readonly string[];
}

const QUICK_FIX = 'quickfix';
/** Makes every fix that may be made without being looked at; the editor can be told to ask for it on saving. */
export const FIX_ALL = 'source.fixAll.smtp';

/**
 * What can be done about the diagnostics that a range touches: the fixes of each, the first one preferred; the same for all
 * of their kind in the file; and to hear no more of them. For the whole file the source action {@link FIX_ALL}, if asked for.
 *
 * @param diagnostics all of the document
 */
export function codeActions(
  document: TranscriptDocument,
  uri: string,
  diagnostics: readonly Diagnostic[],
  range: Range,
  { only = [QUICK_FIX] }: CodeActionOptions = {},
): CodeAction[] {
  const isWanted = (kind: string): boolean =>
    only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
  const toAction = (
    title: string,
    kind: string,
    changes: Fix['changes'],
    more: Partial<CodeAction>,
  ): CodeAction => ({
    title,
    kind,
    ...more,
    edit: { changes: { [uri]: changes.map((change) => toTextEdit(document, change)) } },
  });
  const actions: CodeAction[] = [];
  if (isWanted(QUICK_FIX)) {
    const wanted = toSpan(document, range);
    const touched = diagnostics.filter(({ span }) => span.start <= wanted.end && wanted.start <= span.end);
    for (const diagnostic of touched) {
      for (const [at, { title, changes }] of diagnostic.fixes.entries())
        actions.push(toAction(title, QUICK_FIX, changes, about([diagnostic], at === 0)));
    }
    for (const code of new Set(touched.map((diagnostic) => diagnostic.code))) {
      const chosen = firstFixes(diagnostics.filter((diagnostic) => diagnostic.code === code));
      const concerned = touched.filter(
        (diagnostic) => diagnostic.code === code && diagnostic.fixes.length > 0,
      );
      if (chosen.length < 2 || concerned.length === 0) continue;
      const title = `Fix all: ${kindOf(chosen) ?? code} (${chosen.length} in the file)`;
      actions.push(toAction(title, QUICK_FIX, changesOf(chosen), about(concerned, false)));
    }
    for (const [title, { fix, concerned }] of disabling(document, touched))
      actions.push(toAction(title, QUICK_FIX, fix.changes, about(concerned, false)));
  }
  const safe = isWanted(FIX_ALL) ? safeFixes(diagnostics) : [];
  if (safe.length > 0)
    actions.push(toAction(`Fix all that is safe to fix (${safe.length})`, FIX_ALL, changesOf(safe), {}));
  return actions;

  function about(concerned: readonly Diagnostic[], isPreferred: boolean): Partial<CodeAction> {
    return { diagnostics: concerned.map((each) => toLspDiagnostic(document, each)), isPreferred };
  }
}

/** What the fixes have in common, if they all say the same. */
function kindOf(chosen: readonly ChosenFix[]): string | undefined {
  const titles = new Set(chosen.map(({ fix }) => fix.title));
  return titles.size === 1 ? chosen[0]?.fix.title : undefined;
}

function changesOf(chosen: readonly ChosenFix[]): Fix['changes'] {
  return chosen.flatMap(({ fix }) => fix.changes).sort((a, b) => a.span.start - b.span.start);
}

/** The ways to disable what is touched, each once; on several lines, those for the line of the first. */
function disabling(
  document: TranscriptDocument,
  touched: readonly Diagnostic[],
): Map<string, { readonly fix: Fix; readonly concerned: Diagnostic[] }> {
  const found = new Map<string, { readonly fix: Fix; readonly concerned: Diagnostic[] }>();
  for (const diagnostic of touched) {
    for (const fix of disableFixes(document, diagnostic)) {
      const known = found.get(fix.title);
      if (known === undefined) found.set(fix.title, { fix, concerned: [diagnostic] });
      else known.concerned.push(diagnostic);
    }
  }
  return found;
}
