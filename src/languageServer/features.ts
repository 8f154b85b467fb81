import {
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
  type Hover,
} from 'vscode-languageserver/node';
import { codeActions } from '../language/codeActions';
import { completion } from '../language/completion';
import { definition } from '../language/definition';
import { toLspDiagnostic } from '../language/diagnostics';
import { documentHighlights } from '../language/documentHighlights';
import { documentLinks } from '../language/documentLinks';
import { documentSymbols } from '../language/documentSymbols';
import { foldingRanges } from '../language/foldingRanges';
import { formatting, onTypeFormatting } from '../language/formatting';
import { hover } from '../language/hover';
import { inlayHints } from '../language/inlayHints';
import { references } from '../language/references';
import { prepareRename, rename } from '../language/rename';
import { selectionRanges } from '../language/selectionRanges';
import { semanticTokens } from '../language/semanticTokens';
import { flattened } from './flattened';
import type { Opened, Session } from './session';
import { validateOpened } from './validation';

/**
 * Answers what an editor asks about an open document, each by the feature of that name.
 *
 * @param session undefined before the editor has introduced itself
 * @param report hears of bugs
 */
export function registerFeatures(
  connection: Connection,
  session: () => Session | undefined,
  report: (error: unknown) => void,
): void {
  /** Null for what is not there. */
  const about =
    <P extends { readonly textDocument: { readonly uri: string } }, R>(
      ask: (opened: Opened, params: P, token: CancellationToken, session: Session) => R | Promise<R>,
    ) =>
    async (params: P, token: CancellationToken): Promise<NonNullable<R> | null> => {
      try {
        const current = session();
        const opened = await current?.open(params.textDocument.uri);
        if (current === undefined || opened === undefined || token.isCancellationRequested) return null;
        return (await ask(opened, params, token, current)) ?? null;
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        report(error);
        throw new ResponseError(
          LSPErrorCodes.RequestFailed,
          'This is a bug of smtp-transcript: please report it',
        );
      }
    };

  connection.onCompletion(
    about(({ document, uri, workspace }, { position }, _token, { client }) =>
      completion(document, position, { uri, workspace, snippets: client.snippets }),
    ),
  );
  connection.onHover(
    about(async (opened, { position }, _token, { client }) => {
      const found = await hover(opened.document, position, opened);
      return found === undefined || client.markdownHover ? found : inPlainText(found);
    }),
  );
  connection.languages.inlayHint.on(
    about(({ document, uri, workspace, settings }, { range }) =>
      inlayHints(document, range, { uri, workspace, enabled: settings.inlayHints }),
    ),
  );
  connection.languages.semanticTokens.on(async (params, token) => {
    return (
      (await about(({ document }: Opened) => semanticTokens(document, undefined, 'everything'))(
        params,
        token,
      )) ?? { data: [] }
    );
  });
  connection.languages.semanticTokens.onRange(async (params, token) => {
    const inRange = about(({ document }: Opened) => semanticTokens(document, params.range, 'everything'));
    return (await inRange(params, token)) ?? { data: [] };
  });
  connection.onDocumentSymbol(
    about(({ document, uri }, _params, _token, { client }) => {
      const symbols = documentSymbols(document);
      return client.hierarchicalSymbols ? symbols : flattened(symbols, uri);
    }),
  );
  connection.onFoldingRanges(about(({ document }) => foldingRanges(document)));
  connection.onSelectionRanges(about(({ document }, { positions }) => selectionRanges(document, positions)));
  connection.onDocumentHighlight(
    about(({ document }, { position }) => documentHighlights(document, position)),
  );
  connection.onDocumentLinks(about(({ document, uri }) => documentLinks(document, uri)));
  connection.onDefinition(about((opened, { position }) => definition(opened.document, position, opened)));
  connection.onReferences(
    about(({ document, uri, workspace }, { position, context: { includeDeclaration } }) =>
      references(document, position, { uri, workspace, includeDeclaration }),
    ),
  );
  connection.onPrepareRename(about(({ document }, { position }) => prepareRename(document, position)));
  connection.onRenameRequest(
    about(async (opened, { position, newName }) => {
      const edit = await rename(opened.document, position, newName, opened);
      if ('error' in edit) throw new ResponseError(LSPErrorCodes.RequestFailed, edit.error);
      return edit;
    }),
  );
  connection.onDocumentFormatting(
    about(({ document, settings: { upperCaseVerbs } }, { options }) =>
      formatting(document, { ...options, upperCaseVerbs }),
    ),
  );
  connection.onDocumentRangeFormatting(
    about(({ document, settings: { upperCaseVerbs } }, { options, range }) =>
      formatting(document, { ...options, upperCaseVerbs }, range),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    about(({ document, settings: { upperCaseVerbs } }, { options, position, ch }) =>
      onTypeFormatting(document, position, ch, { ...options, upperCaseVerbs }),
    ),
  );
  connection.onCodeAction(
    about(async (opened, { range, context: { only } }, token, { client }) => {
      if (!client.codeActionLiterals) return []; // such an editor can only be told commands
      const found = await validateOpened(opened, () => token.isCancellationRequested);
      const options = only === undefined ? {} : { only };
      return codeActions(opened.document, opened.uri, found ?? [], range, options);
    }),
  );
  connection.languages.diagnostics.on(async (params, token) => {
    const all = about(async (opened: Opened) => {
      const found = await validateOpened(opened, () => token.isCancellationRequested);
      return found?.map((each) => toLspDiagnostic(opened.document, each));
    });
    return { kind: DocumentDiagnosticReportKind.Full, items: (await all(params, token)) ?? [] };
  });
}

function inPlainText(found: Hover): Hover {
  const { contents } = found;
  if (typeof contents === 'string' || !('kind' in contents)) return found;
  const value = contents.value.replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)').replace(/\*\*|`/g, '');
  return { ...found, contents: { kind: 'plaintext', value } };
}
