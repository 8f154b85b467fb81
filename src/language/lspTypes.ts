import type { DiagnosticSeverity, Range, TextEdit } from 'vscode-languageserver-types';
import type { Severity, TextChange } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { offsetAt, positionAt } from '../syntax/positions';
import type { Span } from '../syntax/span';

// Only the protocol's types are imported, never its constants: those would be most of a bundle that has to stay small.
const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: 1,
  warning: 2,
  information: 3,
  hint: 4,
};

export function toSeverity(severity: Severity): DiagnosticSeverity {
  return SEVERITIES[severity];
}

export function toRange(document: TranscriptDocument, span: Span): Range {
  return { start: positionAt(document, span.start), end: positionAt(document, span.end) };
}

export function toSpan(document: TranscriptDocument, range: Range): Span {
  return { start: offsetAt(document, range.start), end: offsetAt(document, range.end) };
}

export function toTextEdit(document: TranscriptDocument, change: TextChange): TextEdit {
  return { range: toRange(document, change.span), newText: change.newText };
}
