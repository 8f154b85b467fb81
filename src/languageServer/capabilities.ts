import {
  CodeActionKind,
  PositionEncodingKind,
  TextDocumentSyncKind,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { FIX_ALL } from '../language/codeActions';
import { COMPLETION_TRIGGERS } from '../language/completion';
import { ON_TYPE_TRIGGERS } from '../language/formatting';
import { SEMANTIC_TOKENS_LEGEND } from '../language/semanticTokens';

const [firstTrigger = '\n', ...moreTriggers] = ON_TYPE_TRIGGERS;

/** What this server answers. */
export const CAPABILITIES: ServerCapabilities = {
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: [...COMPLETION_TRIGGERS] },
  hoverProvider: true,
  inlayHintProvider: true,
  semanticTokensProvider: { legend: SEMANTIC_TOKENS_LEGEND, full: true, range: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentHighlightProvider: true,
  documentLinkProvider: {},
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: {
    firstTriggerCharacter: firstTrigger,
    moreTriggerCharacter: moreTriggers,
  },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
  diagnosticProvider: { identifier: 'smtp', interFileDependencies: false, workspaceDiagnostics: false },
};
