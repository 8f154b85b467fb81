import type { ClientCapabilities } from 'vscode-languageserver/node';

/** What the editor at the other end can do, as far as it makes a difference here. */
export interface Client {
  readonly snippets: boolean;
  readonly markdownHover: boolean;
  /** Whether it asks for diagnostics: they are not sent by themselves then, as some editors would show them twice. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesInlayHints: boolean;
  readonly diagnosticVersions: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly codeActionLiterals: boolean;
  /** Whether it answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly registersConfigurationChanges: boolean;
  readonly registersFileWatchers: boolean;
}

export function readClient({ textDocument, workspace }: ClientCapabilities): Client {
  const formats = textDocument?.hover?.contentFormat;
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    markdownHover: formats === undefined || formats.includes('markdown'),
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    diagnosticVersions: textDocument?.publishDiagnostics?.versionSupport === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    configuration: workspace?.configuration === true,
    registersConfigurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersFileWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}
