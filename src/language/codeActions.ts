import type { CodeAction, Range } from 'vscode-languageserver-types';
import type { Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { toLspDiagnostic } from './diagnostics';
import { toSpan, toTextEdit } from './lspTypes';

/** The quick fixes of the diagnostics that a range touches; the first of each diagnostic is the preferred one. */
export function codeActions(
  document: TranscriptDocument,
  uri: string,
  diagnostics: readonly Diagnostic[],
  range: Range,
): CodeAction[] {
  const wanted = toSpan(document, range);
  return diagnostics
    .filter(({ span }) => span.start <= wanted.end && wanted.start <= span.end)
    .flatMap((diagnostic) =>
      diagnostic.fixes.map((fix, at): CodeAction => {
        const edits = fix.changes.map((change) => toTextEdit(document, change));
        return {
          title: fix.title,
          kind: 'quickfix',
          diagnostics: [toLspDiagnostic(document, diagnostic)],
          isPreferred: at === 0,
          edit: { changes: { [uri]: edits } },
        };
      }),
    );
}
