/** The Language Server Protocol's types in those of the editor, and positions and ranges the other way. */
import * as vscode from 'vscode';
import type * as lsp from 'vscode-languageserver-types';
import {
  COMPLETION_KINDS,
  DIAGNOSTIC_TAGS,
  FOLDING_KINDS,
  HIGHLIGHT_KINDS,
  INLAY_HINT_KINDS,
  SEVERITIES,
  SYMBOL_KINDS,
} from './kinds';

/** `InsertTextFormat.Snippet` of the protocol. */
const SNIPPET = 2;

export function toRange({ start, end }: lsp.Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function fromRange({ start, end }: vscode.Range): lsp.Range {
  return { start: fromPosition(start), end: fromPosition(end) };
}

function toPosition({ line, character }: lsp.Position): vscode.Position {
  return new vscode.Position(line, character);
}

export function fromPosition({ line, character }: vscode.Position): lsp.Position {
  return { line, character };
}

export function toDiagnostic(diagnostic: lsp.Diagnostic): vscode.Diagnostic {
  const converted = new vscode.Diagnostic(
    toRange(diagnostic.range),
    typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value,
    SEVERITIES[diagnostic.severity ?? 1],
  );
  const { code, codeDescription, source, tags } = diagnostic;
  if (code !== undefined)
    converted.code =
      codeDescription === undefined ? code : { value: code, target: vscode.Uri.parse(codeDescription.href) };
  if (source !== undefined) converted.source = source;
  if (tags !== undefined) converted.tags = tags.map((tag) => DIAGNOSTIC_TAGS[tag]);
  return converted;
}

/** The editor's own diagnostics are passed back where they are the same, as it knows them by identity. */
export function toCodeAction(
  action: lsp.CodeAction,
  shown: readonly vscode.Diagnostic[] = [],
): vscode.CodeAction {
  const kind =
    action.kind === undefined
      ? vscode.CodeActionKind.QuickFix
      : vscode.CodeActionKind.Empty.append(action.kind);
  const converted = new vscode.CodeAction(action.title, kind);
  if (action.edit !== undefined) converted.edit = toWorkspaceEdit(action.edit);
  if (action.isPreferred !== undefined) converted.isPreferred = action.isPreferred;
  if (action.diagnostics !== undefined)
    converted.diagnostics = action.diagnostics.map((diagnostic) => {
      const wanted = toDiagnostic(diagnostic);
      return (
        shown.find((each) => codeOf(each) === codeOf(wanted) && each.range.isEqual(wanted.range)) ?? wanted
      );
    });
  return converted;
}

/** The code of a diagnostic, whether or not it links to a page. */
export function codeOf({ code }: vscode.Diagnostic): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
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

function toMarkdown(content: lsp.MarkupContent | string): vscode.MarkdownString {
  if (typeof content !== 'string' && content.kind === 'markdown')
    return new vscode.MarkdownString(content.value);
  return new vscode.MarkdownString().appendText(typeof content === 'string' ? content : content.value);
}

export function toHover({ contents, range }: lsp.Hover): vscode.Hover {
  // The protocol's other forms are deprecated, and no feature of ours makes them.
  if (typeof contents === 'string' || !('kind' in contents)) throw new TypeError('a hover without a kind');
  return new vscode.Hover(toMarkdown(contents), range === undefined ? undefined : toRange(range));
}

export function toCompletionItem(item: lsp.CompletionItem): vscode.CompletionItem {
  const { label, labelDetails, kind, documentation, textEdit, insertTextFormat, additionalTextEdits } = item;
  const converted = new vscode.CompletionItem(
    labelDetails === undefined ? label : { label, ...labelDetails },
    kind === undefined ? undefined : COMPLETION_KINDS[kind],
  );
  const inserted = (text: string): string | vscode.SnippetString =>
    insertTextFormat === SNIPPET ? new vscode.SnippetString(text) : text;
  if (textEdit !== undefined) {
    converted.insertText = inserted(textEdit.newText);
    converted.range =
      'range' in textEdit
        ? toRange(textEdit.range)
        : { inserting: toRange(textEdit.insert), replacing: toRange(textEdit.replace) };
  } else if (item.insertText !== undefined || insertTextFormat === SNIPPET) {
    converted.insertText = inserted(item.insertText ?? label);
  }
  if (documentation !== undefined) converted.documentation = toMarkdown(documentation);
  if (additionalTextEdits !== undefined) converted.additionalTextEdits = additionalTextEdits.map(toTextEdit);
  if (item.detail !== undefined) converted.detail = item.detail;
  if (item.sortText !== undefined) converted.sortText = item.sortText;
  if (item.filterText !== undefined) converted.filterText = item.filterText;
  if (item.preselect !== undefined) converted.preselect = item.preselect;
  if (item.commitCharacters !== undefined) converted.commitCharacters = item.commitCharacters;
  if (item.command !== undefined) converted.command = item.command;
  return converted;
}

export function toInlayHint({ position, label, kind, ...hint }: lsp.InlayHint): vscode.InlayHint {
  const converted = new vscode.InlayHint(
    toPosition(position),
    typeof label === 'string' ? label : label.map(toLabelPart),
    kind === undefined ? undefined : INLAY_HINT_KINDS[kind],
  );
  if (hint.tooltip !== undefined) converted.tooltip = toMarkdown(hint.tooltip);
  if (hint.paddingLeft !== undefined) converted.paddingLeft = hint.paddingLeft;
  if (hint.paddingRight !== undefined) converted.paddingRight = hint.paddingRight;
  if (hint.textEdits !== undefined) converted.textEdits = hint.textEdits.map(toTextEdit);
  return converted;
}

function toLabelPart({
  value,
  tooltip,
  location,
  command,
}: lsp.InlayHintLabelPart): vscode.InlayHintLabelPart {
  const part = new vscode.InlayHintLabelPart(value);
  if (tooltip !== undefined) part.tooltip = toMarkdown(tooltip);
  if (location !== undefined) part.location = toLocation(location);
  if (command !== undefined) part.command = command;
  return part;
}

export function toSemanticTokens({ data, resultId }: lsp.SemanticTokens): vscode.SemanticTokens {
  return new vscode.SemanticTokens(Uint32Array.from(data), resultId);
}

export function toDocumentSymbol(symbol: lsp.DocumentSymbol): vscode.DocumentSymbol {
  const converted = new vscode.DocumentSymbol(
    symbol.name,
    symbol.detail ?? '',
    SYMBOL_KINDS[symbol.kind],
    toRange(symbol.range),
    toRange(symbol.selectionRange),
  );
  converted.children = (symbol.children ?? []).map(toDocumentSymbol);
  return converted;
}

export function toFoldingRange({ startLine, endLine, kind }: lsp.FoldingRange): vscode.FoldingRange {
  return new vscode.FoldingRange(startLine, endLine, kind === undefined ? undefined : FOLDING_KINDS[kind]);
}

export function toSelectionRange({ range, parent }: lsp.SelectionRange): vscode.SelectionRange {
  return new vscode.SelectionRange(
    toRange(range),
    parent === undefined ? undefined : toSelectionRange(parent),
  );
}

export function toDocumentHighlight({ range, kind }: lsp.DocumentHighlight): vscode.DocumentHighlight {
  return new vscode.DocumentHighlight(toRange(range), kind === undefined ? undefined : HIGHLIGHT_KINDS[kind]);
}

export function toDocumentLink({ range, target, tooltip }: lsp.DocumentLink): vscode.DocumentLink {
  const converted = new vscode.DocumentLink(
    toRange(range),
    target === undefined ? undefined : vscode.Uri.parse(target),
  );
  if (tooltip !== undefined) converted.tooltip = tooltip;
  return converted;
}

export function toLocation({ uri, range }: lsp.Location): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(uri), toRange(range));
}
