import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf } from '../../src/extension/convert';
import { eventually, extension, inSettings, open } from './harness';

/** The two classic mistakes of tutorials: `RCPT:` and no blank line before the body. */
const MISTAKES = `### Mistakes
telnet mail.example.com 25
S: 220
C: EHLO client.example.com
S: 250
C: MAIL FROM:<alice@example.com>
S: 250
C: RCPT: bob@example.com
S: 250
C: DATA
S: 354
C: Subject: Hello
C: This is the body.
C: .
S: 250
C: QUIT
S: 221
`;

function codesOf(uri: vscode.Uri): string[] {
  return vscode.languages.getDiagnostics(uri).map((diagnostic) => String(codeOf(diagnostic)));
}

async function fixAll(document: vscode.TextDocument, code: string): Promise<void> {
  const diagnostic = await eventually(() => {
    const found = vscode.languages.getDiagnostics(document.uri).find((each) => codeOf(each) === code);
    assert.ok(found, `there is no ${code}`);
    return found;
  });
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const fix = actions.find(({ isPreferred }) => isPreferred === true);
  assert.ok(fix?.edit, `there is no fix for ${code}`);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
}

describe('diagnostics', () => {
  before(extension);

  it('finds the mistakes of a tutorial, and each is mended with one quick fix', async () => {
    const { document } = await open(MISTAKES);
    await eventually(() =>
      assert.deepEqual(codesOf(document.uri).sort(), ['missing-blank-line', 'unknown-command']),
    );
    await fixAll(document, 'unknown-command');
    assert.match(document.getText(), /^C: RCPT TO:<bob@example\.com>$/m);
    await fixAll(document, 'missing-blank-line');
    assert.match(document.getText(), /^C: Subject: Hello\nC:\s*\nC: This is the body\.$/m);
    await eventually(() => assert.deepEqual(codesOf(document.uri), []));
  });

  it('follows what is typed', async () => {
    const editor = await open('### Typed\nC: EHLO client.example.com\nS: 250\n');
    await eventually(() => assert.deepEqual(codesOf(editor.document.uri), []));
    await editor.edit((edit) => edit.insert(new vscode.Position(3, 0), 'C: QIUT\n'));
    await eventually(() => assert.deepEqual(codesOf(editor.document.uri), ['unknown-command']));
    await editor.edit((edit) => edit.replace(new vscode.Range(3, 0, 4, 0), 'C: QUIT\n'));
    await eventually(() => assert.deepEqual(codesOf(editor.document.uri), []));
  });

  it('forgets a document that is no transcript any more', async () => {
    const { document } = await open('### Closed\nC: EHLO a.example\nC: QIUT\n');
    await eventually(() => assert.equal(codesOf(document.uri).length, 1));
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await eventually(() => assert.deepEqual(codesOf(document.uri), []));
  });

  it('have the severity that the settings say, at once', async () => {
    const { document } = await open('### Severities\nC: EHLO a.example\nC: QIUT\n');
    const severities = (): vscode.DiagnosticSeverity[] =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter((diagnostic) => codeOf(diagnostic) === 'unknown-command')
        .map(({ severity }) => severity);
    const usual = await eventually(() => {
      const [severity] = severities();
      assert.ok(severity !== undefined);
      return severity;
    });
    for (const [value, severity] of [
      ['information', vscode.DiagnosticSeverity.Information],
      ['hint', vscode.DiagnosticSeverity.Hint],
      ['error', vscode.DiagnosticSeverity.Error],
    ] as const) {
      await inSettings({ 'diagnostics.unknown-command': value }, () =>
        eventually(() => assert.deepEqual(severities(), [severity])),
      );
    }
    await inSettings({ 'diagnostics.unknown-command': 'off' }, () =>
      eventually(() => assert.deepEqual(severities(), [])),
    );
    await eventually(() => assert.deepEqual(severities(), [usual]));
  });

  it('tell of a file that is not there, until it is', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const text = '### Files\nC: DATA\nS: 354\nC: < ./comes-later.eml\nC: .\nS: 250\n';
    const { document } = await open(text);
    await eventually(() => assert.deepEqual(codesOf(document.uri), ['missing-file']));
    const file = vscode.Uri.joinPath(folder, 'comes-later.eml');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('Subject: x\n\nHello\n'));
    await open('### Elsewhere\nC: QUIT\n');
    await vscode.window.showTextDocument(document);
    await eventually(() => assert.deepEqual(codesOf(document.uri), []));
  });

  it('link to their page', async () => {
    const { document } = await open('### Linked\nC: EHLO a.example\nC: QIUT\n');
    const [diagnostic] = await eventually(() => {
      const found = vscode.languages.getDiagnostics(document.uri);
      assert.ok(found.length > 0);
      return found;
    });
    const code = diagnostic?.code;
    assert.ok(typeof code === 'object');
    assert.match(code.target.toString(true), /docs\/diagnostics\.md#unknown-command$/);
  });
});
