import * as assert from 'node:assert/strict';
import type {
  CodeAction,
  CompletionItem,
  DocumentDiagnosticReport,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  SemanticTokens,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { startClient, URI, type Client, type ClientOptions } from './client';

const TEXT = `@to = a@example.com

### Send
CONNECT smtp://localhost:2525
S: 220 ready
C: EHLO client.example.com
S: 250-mail.example.com
S: 250 SIZE 1000
c: MAIL FROM:<{{to}}>
S: 250 Ok
C: RCPT TO:<{{to}}>
S: 250 Ok
C: DATA
S: 354 Go ahead
C: Subject: x
C:
C: text
C: .
S: 250 /queued as (?<id>\\S+)/
C: NOOP {{id}}
S: 250
C: QIUT
S: 221
`;

const document = { textDocument: { uri: URI } };

describe('language server: what it answers', () => {
  const clients: Client[] = [];
  const started = async (options?: ClientOptions, text = TEXT): Promise<Client['connection']> => {
    const client = await startClient(options);
    clients.push(client);
    client.open(text);
    return client.connection;
  };
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose();
  });
  const at = (line: number, character: number) => ({ ...document, position: { line: line - 1, character } });

  it('completion, with snippets for those who know them', async () => {
    const snippets = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
    const formats = async (options?: ClientOptions): Promise<Set<number | undefined>> => {
      const connection = await started(options, 'S: 220\nC: EHLO a\nS: 250 a\nC: \n');
      const items = await connection.sendRequest<CompletionItem[]>('textDocument/completion', at(4, 3));
      assert.ok(items.some(({ label }) => label.startsWith('MAIL')));
      return new Set(items.map(({ insertTextFormat }) => insertTextFormat));
    };
    assert.ok((await formats({ capabilities: snippets })).has(2));
    assert.ok(!(await formats()).has(2));
  });

  it('hover, in the form that the editor shows', async () => {
    const hover = async (options?: ClientOptions): Promise<Hover> =>
      (await started(options)).sendRequest<Hover>('textDocument/hover', at(6, 4));
    assert.match(JSON.stringify(await hover()), /"kind":"markdown".*EHLO/);
    const plain = { textDocument: { hover: { contentFormat: ['plaintext' as const] } } };
    assert.match(JSON.stringify(await hover({ capabilities: plain })), /"kind":"plaintext".*EHLO/);
  });

  it('inlay hints, those that are wanted', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 30, character: 0 } };
    const hints = async (variables: boolean): Promise<string> => {
      const connection = await started({ initializationOptions: { inlayHints: { variables } } });
      return JSON.stringify(
        await connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { ...document, range }),
      );
    };
    assert.match(await hints(true), /a@example\.com/);
    assert.doesNotMatch(await hints(false), /a@example\.com/);
  });

  it('semantic tokens of the whole and of a part', async () => {
    const connection = await started();
    const full = await connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/full', document);
    const range = { start: { line: 8, character: 0 }, end: { line: 9, character: 0 } };
    const part = await connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/range', {
      ...document,
      range,
    });
    assert.ok(part.data.length > 0 && part.data.length < full.data.length);
    assert.equal(part.data[0], 8);
  });

  it('symbols, as a tree or as a list', async () => {
    const list = await (
      await started()
    ).sendRequest<SymbolInformation[]>('textDocument/documentSymbol', document);
    assert.equal(list.find(({ name }) => name === 'Send')?.location.uri, URI);
    const hierarchical = { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } };
    const connection = await started({ capabilities: hierarchical });
    const tree = await connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', document);
    assert.ok(tree.some(({ name, children = [] }) => name === 'Send' && children.length > 0));
    assert.ok(list.length > tree.length);
  });

  it('folding, selection, highlights, links', async () => {
    const connection = await started();
    const folds = await connection.sendRequest<FoldingRange[]>('textDocument/foldingRange', document);
    assert.ok(folds.some(({ startLine }) => startLine === 2));
    const selections = await connection.sendRequest<unknown[]>('textDocument/selectionRange', {
      ...document,
      positions: [at(9, 5).position, at(6, 5).position],
    });
    assert.equal(selections.length, 2);
    const highlights = await connection.sendRequest<unknown[]>('textDocument/documentHighlight', at(9, 17));
    assert.equal(highlights.length, 3);
    const links = await connection.sendRequest<unknown[]>('textDocument/documentLink', document);
    assert.ok(Array.isArray(links));
  });

  it('definition and references', async () => {
    const connection = await started();
    const [place] = await connection.sendRequest<Location[]>('textDocument/definition', at(20, 11));
    assert.deepEqual(place?.range.start, { line: 18, character: 21 });
    const places = await connection.sendRequest<Location[]>('textDocument/references', {
      ...at(1, 2),
      context: { includeDeclaration: true },
    });
    assert.deepEqual(
      places.map(({ range }) => range.start.line),
      [0, 8, 10],
    );
  });

  it('rename, and why not', async () => {
    const connection = await started();
    const range = await connection.sendRequest('textDocument/prepareRename', at(9, 17));
    assert.deepEqual(range, { start: { line: 8, character: 16 }, end: { line: 8, character: 18 } });
    assert.equal(await connection.sendRequest('textDocument/prepareRename', at(6, 5)), null);
    const edit = await connection.sendRequest<WorkspaceEdit>('textDocument/rename', {
      ...at(9, 17),
      newName: 'recipient',
    });
    assert.equal(edit.changes?.[URI]?.length, 3);
    await assert.rejects(connection.sendRequest('textDocument/rename', { ...at(9, 17), newName: 'a b' }), {
      message: /“a b” is no name/,
    });
  });

  it('formatting of the whole, of a part, and while one types', async () => {
    const connection = await started();
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await connection.sendRequest<TextEdit[]>('textDocument/formatting', {
      ...document,
      options,
    });
    assert.deepEqual(
      edits.map(({ range }) => range.start.line),
      [8],
    );
    const range = { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } };
    const part = { ...document, options, range };
    assert.deepEqual(await connection.sendRequest('textDocument/rangeFormatting', part), []);
    const typed = await connection.sendRequest('textDocument/onTypeFormatting', {
      ...at(6, 0),
      ch: '\n',
      options,
    });
    assert.ok(typed === null || Array.isArray(typed));
  });

  it('code actions, for editors that take edits', async () => {
    const capabilities = {
      textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
    };
    const range = { start: { line: 21, character: 4 }, end: { line: 21, character: 4 } };
    const ask = { ...document, range, context: { diagnostics: [] } };
    const actions = await (
      await started({ capabilities })
    ).sendRequest<CodeAction[]>('textDocument/codeAction', ask);
    const [fix] = actions;
    assert.equal(fix?.edit?.changes?.[URI]?.[0]?.newText, 'QUIT');
    assert.deepEqual(await (await started()).sendRequest('textDocument/codeAction', ask), []);
  });

  it('diagnostics, for editors that ask', async () => {
    const connection = await started({ capabilities: { textDocument: { diagnostic: {} } } });
    const report = await connection.sendRequest<DocumentDiagnosticReport>(
      'textDocument/diagnostic',
      document,
    );
    assert.ok(report.kind === 'full');
    assert.deepEqual(
      report.items
        .filter(({ severity }) => severity === 1)
        .map(({ code, range }) => `${code} @${range.start.line + 1}`),
      ['unknown-command @22'],
    );
  });
});
