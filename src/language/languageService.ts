import type { CodeAction, CodeLens, Diagnostic as LspDiagnostic, Range } from 'vscode-languageserver-types';
import type { Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { codeActions } from './codeActions';
import { codeLenses, type CodeLensOptions } from './codeLens';
import { toLspDiagnostic, validate, type ValidationContext } from './diagnostics';
import { DocumentCache } from './documents';

/** What an editor asks of an open document, answered in the types of the Language Server Protocol. */
export interface LanguageService {
  /** Where the documents come from that the other methods are given. */
  readonly documents: DocumentCache;
  diagnostics(document: TranscriptDocument, context?: ValidationContext): LspDiagnostic[];
  codeActions(
    document: TranscriptDocument,
    uri: string,
    range: Range,
    context?: ValidationContext,
  ): CodeAction[];
  codeLenses(document: TranscriptDocument, options: CodeLensOptions): CodeLens[];
}

export function createLanguageService(documents = new DocumentCache()): LanguageService {
  const validated = rememberingValidation();
  return {
    documents,
    diagnostics: (document, context) =>
      validated(document, context).map((diagnostic) => toLspDiagnostic(document, diagnostic)),
    codeActions: (document, uri, range, context) =>
      codeActions(document, uri, validated(document, context), range),
    codeLenses,
  };
}

/** Validation that keeps the result for a document: a cursor that moves asks for code actions again and again. */
function rememberingValidation(): (
  document: TranscriptDocument,
  context?: ValidationContext,
) => readonly Diagnostic[] {
  const results = new WeakMap<TranscriptDocument, { names: string; diagnostics: readonly Diagnostic[] }>();
  return (document, context) => {
    const names = [...(context?.environmentNames ?? [])].sort().join(' ');
    const known = results.get(document);
    if (known?.names === names) return known.diagnostics;
    const diagnostics = validate(document, context);
    results.set(document, { names, diagnostics });
    return diagnostics;
  };
}
