/** The Language Server Protocol's types in those of the editor. */
import * as vscode from 'vscode';
import type * as lsp from 'vscode-languageserver-types';

const SEVERITIES: Readonly<Record<lsp.DiagnosticSeverity, vscode.DiagnosticSeverity>> = {
  1: vscode.DiagnosticSeverity.Error,
  2: vscode.DiagnosticSeverity.Warning,
  3: vscode.DiagnosticSeverity.Information,
  4: vscode.DiagnosticSeverity.Hint,
};

export function toRange({ start, end }: lsp.Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function fromRange({ start, end }: vscode.Range): lsp.Range {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

export function toDiagnostic(diagnostic: lsp.Diagnostic): vscode.Diagnostic {
  const converted = new vscode.Diagnostic(
    toRange(diagnostic.range),
    typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value,
    SEVERITIES[diagnostic.severity ?? 1],
  );
  if (diagnostic.code !== undefined) converted.code = diagnostic.code;
  if (diagnostic.source !== undefined) converted.source = diagnostic.source;
  return converted;
}

export function toCodeLens({ range, command }: lsp.CodeLens): vscode.CodeLens {
  return new vscode.CodeLens(toRange(range), command);
}

export function toTextEdit({ range, newText }: lsp.TextEdit): vscode.TextEdit {
  return new vscode.TextEdit(toRange(range), newText);
}

export function toWorkspaceEdit({ changes = {} }: lsp.WorkspaceEdit): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const [uri, edits] of Object.entries(changes)) edit.set(vscode.Uri.parse(uri), edits.map(toTextEdit));
  return edit;
}
