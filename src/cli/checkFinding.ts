import type { Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { positionAt } from '../syntax/positions';

/** A diagnostic with its place, lines and columns (UTF-16 units) counted from 1. */
export interface CheckFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  /** Only what they are called: what a fix writes may be a credential, in base64, and findings end up in logs. */
  readonly fixes: readonly { readonly title: string }[];
}

export function toFinding(
  file: string,
  document: TranscriptDocument,
  { span, severity, code, message, fixes }: Diagnostic,
): CheckFinding {
  const start = positionAt(document, span.start);
  const end = positionAt(document, span.end);
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity,
    code,
    message,
    fixes: fixes.map(({ title }) => ({ title })),
  };
}
