/** The numbers that the Language Server Protocol gives to kinds, in the editor's own, which differ by one for most. */
import * as vscode from 'vscode';
import type * as lsp from 'vscode-languageserver-types';

export const SEVERITIES: Readonly<Record<lsp.DiagnosticSeverity, vscode.DiagnosticSeverity>> = {
  1: vscode.DiagnosticSeverity.Error,
  2: vscode.DiagnosticSeverity.Warning,
  3: vscode.DiagnosticSeverity.Information,
  4: vscode.DiagnosticSeverity.Hint,
};

export const DIAGNOSTIC_TAGS: Readonly<Record<lsp.DiagnosticTag, vscode.DiagnosticTag>> = {
  1: vscode.DiagnosticTag.Unnecessary,
  2: vscode.DiagnosticTag.Deprecated,
};

export const COMPLETION_KINDS: Readonly<Record<lsp.CompletionItemKind, vscode.CompletionItemKind>> = {
  1: vscode.CompletionItemKind.Text,
  2: vscode.CompletionItemKind.Method,
  3: vscode.CompletionItemKind.Function,
  4: vscode.CompletionItemKind.Constructor,
  5: vscode.CompletionItemKind.Field,
  6: vscode.CompletionItemKind.Variable,
  7: vscode.CompletionItemKind.Class,
  8: vscode.CompletionItemKind.Interface,
  9: vscode.CompletionItemKind.Module,
  10: vscode.CompletionItemKind.Property,
  11: vscode.CompletionItemKind.Unit,
  12: vscode.CompletionItemKind.Value,
  13: vscode.CompletionItemKind.Enum,
  14: vscode.CompletionItemKind.Keyword,
  15: vscode.CompletionItemKind.Snippet,
  16: vscode.CompletionItemKind.Color,
  17: vscode.CompletionItemKind.File,
  18: vscode.CompletionItemKind.Reference,
  19: vscode.CompletionItemKind.Folder,
  20: vscode.CompletionItemKind.EnumMember,
  21: vscode.CompletionItemKind.Constant,
  22: vscode.CompletionItemKind.Struct,
  23: vscode.CompletionItemKind.Event,
  24: vscode.CompletionItemKind.Operator,
  25: vscode.CompletionItemKind.TypeParameter,
};

export const SYMBOL_KINDS: Readonly<Record<lsp.SymbolKind, vscode.SymbolKind>> = {
  1: vscode.SymbolKind.File,
  2: vscode.SymbolKind.Module,
  3: vscode.SymbolKind.Namespace,
  4: vscode.SymbolKind.Package,
  5: vscode.SymbolKind.Class,
  6: vscode.SymbolKind.Method,
  7: vscode.SymbolKind.Property,
  8: vscode.SymbolKind.Field,
  9: vscode.SymbolKind.Constructor,
  10: vscode.SymbolKind.Enum,
  11: vscode.SymbolKind.Interface,
  12: vscode.SymbolKind.Function,
  13: vscode.SymbolKind.Variable,
  14: vscode.SymbolKind.Constant,
  15: vscode.SymbolKind.String,
  16: vscode.SymbolKind.Number,
  17: vscode.SymbolKind.Boolean,
  18: vscode.SymbolKind.Array,
  19: vscode.SymbolKind.Object,
  20: vscode.SymbolKind.Key,
  21: vscode.SymbolKind.Null,
  22: vscode.SymbolKind.EnumMember,
  23: vscode.SymbolKind.Struct,
  24: vscode.SymbolKind.Event,
  25: vscode.SymbolKind.Operator,
  26: vscode.SymbolKind.TypeParameter,
};

export const HIGHLIGHT_KINDS: Readonly<Record<lsp.DocumentHighlightKind, vscode.DocumentHighlightKind>> = {
  1: vscode.DocumentHighlightKind.Text,
  2: vscode.DocumentHighlightKind.Read,
  3: vscode.DocumentHighlightKind.Write,
};

export const INLAY_HINT_KINDS: Readonly<Record<lsp.InlayHintKind, vscode.InlayHintKind>> = {
  1: vscode.InlayHintKind.Type,
  2: vscode.InlayHintKind.Parameter,
};

export const FOLDING_KINDS: Readonly<Record<string, vscode.FoldingRangeKind>> = {
  comment: vscode.FoldingRangeKind.Comment,
  imports: vscode.FoldingRangeKind.Imports,
  region: vscode.FoldingRangeKind.Region,
};
