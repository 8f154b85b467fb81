import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension, open } from './harness';

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
  return vscode.languages.getDiagnostics(uri).map(({ code }) => (typeof code === 'string' ? code : ''));
}

async function fixAll(document: vscode.TextDocument, code: string): Promise<void> {
  const diagnostic = await eventually(() => {
    const found = vscode.languages.getDiagnostics(document.uri).find((each) => each.code === code);
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
});
