// Definition, references and renaming of variables, over the environment files too.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, eventually, extension, inSettings } from './harness';

const TRANSCRIPT = `@sender = user@example.com

### First
C: MAIL FROM:<{{sender}}>
S: 250
C: RCPT TO:<{{recipient}}>
S: 250

### Second
C: MAIL FROM:<{{sender}}>
S: 250
`;
const ENVIRONMENT = '{\n  "$shared": { "recipient": "bob@example.com" }\n}\n';

describe('variables', () => {
  let document: vscode.TextDocument;
  let environment: vscode.Uri;

  before(async () => {
    await extension();
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const folder = vscode.Uri.joinPath(root, 'variables');
    environment = vscode.Uri.joinPath(folder, 'smtp.env.json');
    await write(environment, ENVIRONMENT);
    const file = vscode.Uri.joinPath(folder, 'variables.smtp');
    await write(file, TRANSCRIPT);
    document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
  });

  it('have their definition in the file', async () => {
    assert.deepEqual(await places('vscode.executeDefinitionProvider', 3, 17), ['variables.smtp 0']);
  });

  it('have their definition in an environment file', async () => {
    assert.deepEqual(await places('vscode.executeDefinitionProvider', 5, 17), ['smtp.env.json 1']);
  });

  it('have references', async () => {
    const found = await places('vscode.executeReferenceProvider', 0, 3);
    assert.deepEqual(found.sort(), ['variables.smtp 0', 'variables.smtp 3', 'variables.smtp 9']);
  });

  it('are known to the diagnostics as soon as an environment file has them', async () => {
    const unknown = (): string[] =>
      vscode.languages
        .getDiagnostics(document.uri)
        .map(({ message }) => message)
        .filter((message) => message.includes('recipient'));
    await eventually(() => assert.deepEqual(unknown(), []));
    await write(environment, '{ "$shared": {} }');
    await eventually(() => assert.equal(unknown().length, 1));
    await write(environment, ENVIRONMENT);
    await eventually(() => assert.deepEqual(unknown(), []));
  });

  it('show their values as inlay hints, until the setting says otherwise', async () => {
    const shown = async (): Promise<string> => {
      const everything = new vscode.Range(0, 0, document.lineCount, 0);
      const hints = await ask<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        everything,
      );
      return hints
        .map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')))
        .join(', ');
    };
    assert.match(await shown(), /user@example\.com.*bob@example\.com/);
    await inSettings({ 'inlayHints.variables': false }, async () => assert.equal(await shown(), ''));
  });

  it('are renamed wherever they stand', async () => {
    const edit = await ask<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      new vscode.Position(5, 17),
      'to',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(document.getText(), /RCPT TO:<\{\{to\}\}>/);
    const changed = await vscode.workspace.openTextDocument(environment);
    assert.match(changed.getText(), /"to": "bob@example\.com"/);
  });

  it('cannot be renamed to what is no name, and nothing else can', async () => {
    const rename = (line: number, character: number, name: string): Promise<unknown> =>
      ask('vscode.executeDocumentRenameProvider', document.uri, new vscode.Position(line, character), name);
    await assert.rejects(rename(3, 17, 'two words'));
    await assert.rejects(ask('vscode.prepareRename', document.uri, new vscode.Position(4, 1)));
  });

  async function places(command: string, line: number, character: number): Promise<string[]> {
    const found = await ask<vscode.Location[]>(command, document.uri, new vscode.Position(line, character));
    return found.map(({ uri, range }) => `${uri.path.split('/').at(-1) ?? ''} ${range.start.line}`);
  }
});

async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}
