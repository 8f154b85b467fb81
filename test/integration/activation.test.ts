import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION, extension } from './harness';

// The first of the suites by name: nothing has activated the extension before it.
describe('activation', () => {
  it('waits for a transcript or a command', async () => {
    const found = vscode.extensions.getExtension(EXTENSION);
    assert.ok(found);
    assert.equal(found.isActive, false);
    await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'EHLO\n' });
    assert.equal(found.isActive, false);
  });

  it('comes with the first .smtp file, by its language alone', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'a.smtp'));
    assert.equal(document.languageId, 'smtp');
    const found = vscode.extensions.getExtension(EXTENSION);
    for (let tries = 0; tries < 100 && found?.isActive !== true; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(found?.isActive, true);
  });

  it('has registered every command that the manifest names', async () => {
    await extension();
    const manifest = vscode.extensions.getExtension(EXTENSION)?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const registered = await vscode.commands.getCommands(true);
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });
});
