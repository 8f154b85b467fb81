// What the editor asks about a transcript, asked through the editor.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SEMANTIC_TOKENS_LEGEND } from '../../src/language/semanticTokens';
import { ask, extension, inSettings, open, openAt } from './harness';

const MESSAGE = `### Message
CONNECT smtp://localhost:2525
S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250-mail.example.com
S: 250-SIZE 10240000
S: 250 AUTH LOGIN
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: dXNlckBleGFtcGxlLmNvbQ==
S: 334 UGFzc3dvcmQ6
C: c3dvcmRmaXNo
S: 235 2.7.0 Ok
C: MAIL FROM:<user@example.com>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 354
C: From: user@example.com
C: Subject: Hello
C:
C: QUIT is a word of the message
C: .
S: 250 2.0.0 Ok: queued as 4C36923E0BC
C: QUIT
S: 221
`;

async function hoverAt(marked: string): Promise<string> {
  const { document, position } = await openAt(marked);
  const hovers = await ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

async function completionsAt(marked: string): Promise<vscode.CompletionItem[]> {
  const { document, position } = await openAt(marked);
  const list = await ask<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items;
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

async function hintsOf(document: vscode.TextDocument): Promise<string[]> {
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await ask<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, everything);
  return hints.map(
    ({ label, position }) =>
      `${position.line}: ${typeof label === 'string' ? label : label.map(({ value }) => value).join('')}`,
  );
}

describe('language features', () => {
  before(extension);

  it('hover tells of a reply code, with a link to the RFC', async () => {
    const text = await hoverAt('### Hover\nC: MAIL FROM:<a@example.com>\nS: 4|51\n');
    assert.match(text, /451/);
    assert.match(text, /https:\/\//);
  });

  it('hover does not show a password', async () => {
    const text = await hoverAt(MESSAGE.replace('c3dvcmRmaXNo', 'c3dvc|mRmaXNo'));
    assert.notEqual(text, '');
    assert.doesNotMatch(text, /swordfish|c3dvcmRmaXNo/);
  });

  it('completion offers first the commands that make sense', async () => {
    const items = await completionsAt('### C\nS: 220\nC: EHLO a.example\nS: 250\nC: |\n');
    const inOrder = items.sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1)).map(labelOf);
    assert.match(inOrder[0] ?? '', /^MAIL FROM/);
    assert.ok(
      inOrder.findIndex((label) => label.startsWith('RCPT')) > inOrder.indexOf('QUIT'),
      inOrder.join(', '),
    );
  });

  it('completion offers what a run has last seen the server offer', async () => {
    const server = await vscode.commands.executeCommand<string>('smtp.startTestServer');
    try {
      const seen = await open(
        `### Seen\nCONNECT ${server}\nS: 220\nC: EHLO a.example\nS: 250\nC: QUIT\nS: 221\n`,
      );
      await vscode.commands.executeCommand('smtp.run', seen.document.uri.toString(), 0);
      const labels = await completionsAt(`### New\nCONNECT ${server}\nC: EHLO a.example\nC: AUTH |\n`);
      assert.ok(labels.map(labelOf).includes('CRAM-MD5'), labels.map(labelOf).join(', '));
    } finally {
      await vscode.commands.executeCommand('smtp.stopTestServer');
    }
  });

  it('completion writes snippets', async () => {
    const items = await completionsAt('|');
    const snippets = items.filter(({ insertText }) => insertText instanceof vscode.SnippetString);
    assert.ok(snippets.length > 3, items.map(labelOf).join(', '));
  });

  it('inlay hints decode challenges and user names, and never passwords', async () => {
    const { document } = await open(MESSAGE);
    const hints = (await hintsOf(document)).join('\n');
    assert.match(hints, /^8: .*Username:/m);
    assert.match(hints, /^9: .*user@example\.com/m);
    assert.doesNotMatch(hints, /swordfish/);
  });

  for (const [setting, line] of [
    ['challenges', 8],
    ['userNames', 9],
  ] as const) {
    it(`inlay hints for ${setting} go away by the setting`, async () => {
      const { document } = await open(MESSAGE);
      const has = async (): Promise<boolean> =>
        (await hintsOf(document)).some((hint) => hint.startsWith(`${line}: `));
      assert.equal(await has(), true);
      await inSettings({ [`inlayHints.${setting}`]: false }, async () => assert.equal(await has(), false));
      assert.equal(await has(), true);
    });
  }

  it('inlay hints tell the size of a file that is included', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'sized.eml'), new Uint8Array(1500));
    const { document } = await open('### S\nC: DATA\nS: 354\nC: < ./sized.eml\nC: .\nS: 250\n');
    assert.match((await hintsOf(document)).join(), /^3: .*1[.,]?5/);
    await inSettings({ 'inlayHints.fileSizes': false }, async () =>
      assert.deepEqual(await hintsOf(document), []),
    );
  });

  it('semantic tokens know what is content', async () => {
    const { document } = await open(MESSAGE);
    const legend = await ask<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    assert.deepEqual(legend.tokenTypes, SEMANTIC_TOKENS_LEGEND.tokenTypes);
    const { data } = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', document.uri);
    const tokens = decode(data, document, legend);
    assert.ok(tokens.includes('keyword MAIL FROM'), tokens.join(', '));
    assert.ok(
      tokens.some((token) => token.startsWith('content QUIT')),
      tokens.join(', '),
    );
    const range = new vscode.Range(25, 0, 26, 0);
    const part = await ask<vscode.SemanticTokens>(
      'vscode.provideDocumentRangeSemanticTokens',
      document.uri,
      range,
    );
    assert.deepEqual(decode(part.data, document, legend), ['keyword QUIT']);
  });

  it('symbols are transcripts with what is in them', async () => {
    const { document } = await open(MESSAGE);
    const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['Message'],
    );
    assert.ok((symbols[0]?.children.length ?? 0) > 0);
    const names = (all: readonly vscode.DocumentSymbol[]): string[] =>
      all.flatMap(({ name, children }) => [name, ...names(children)]);
    const all = names(symbols).join(' | ');
    assert.match(all, /user@example\.com → bob@example\.com/);
    assert.match(all, /Hello/);
  });

  it('folding knows messages and replies of several lines', async () => {
    const { document } = await open(MESSAGE);
    const ranges = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    const starts = ranges.map(({ start }) => start);
    // The transcript, the reply to EHLO, the transaction, the message and its headers.
    for (const line of [0, 4, 13, 17, 19]) assert.ok(starts.includes(line), `${line}: ${starts.join(', ')}`);
  });

  it('folding knows bodies in base64', async () => {
    const body = Array.from({ length: 5 }, () => `C: ${'QUJD'.repeat(19)}\n`).join('');
    const { document } = await open(
      `### B\nC: DATA\nS: 354\nC: Content-Transfer-Encoding: base64\nC:\n${body}C: .\nS: 250\n`,
    );
    const ranges = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    assert.ok(
      ranges.some(({ start, end }) => start === 5 && end === 9),
      JSON.stringify(ranges),
    );
  });

  it('selection grows from the word to the transcript', async () => {
    const { document, position } = await openAt(MESSAGE.replace('<bob@', '<b|ob@'));
    const [range] = await ask<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', document.uri, [
      position,
    ]);
    const texts: string[] = [];
    for (let at = range; at !== undefined; at = at.parent) texts.push(document.getText(at.range));
    assert.ok(texts.includes('bob@example.com'), texts.join(' | '));
    assert.ok(
      texts.some((text) => text.includes('RCPT TO:<bob@example.com>') && !text.includes('MAIL')),
      texts.join(' | '),
    );
  });

  it('highlights show a command with its reply', async () => {
    const { document, position } = await openAt(MESSAGE.replace('C: RCPT', 'C: RC|PT'));
    const highlights = await ask<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      position,
    );
    assert.deepEqual(
      [...new Set(highlights.map(({ range }) => range.start.line))].sort((a, b) => a - b),
      [15, 16],
    );
  });

  it('links lead to RFCs and to included files', async () => {
    const { document } = await open(
      '### L\n# see RFC 5321 section 4.1\nC: DATA\nS: 354\nC: < ./sized.eml\nC: .\n',
    );
    const links = await ask<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri);
    const targets = links.map(({ target }) => target?.toString() ?? '');
    assert.ok(
      targets.some((target) => target.includes('rfc5321')),
      targets.join(', '),
    );
  });
});

function decode(
  data: Uint32Array,
  document: vscode.TextDocument,
  legend: vscode.SemanticTokensLegend,
): string[] {
  const tokens: string[] = [];
  let line = 0;
  let start = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0] = data.subarray(at, at + 5);
    start = lines === 0 ? start + columns : columns;
    line += lines;
    const text = document.getText(new vscode.Range(line, start, line, start + length));
    tokens.push(`${legend.tokenTypes[type] ?? ''} ${text}`);
  }
  return tokens;
}
