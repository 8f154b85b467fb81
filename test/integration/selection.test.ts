import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answering, extension, open } from './harness';

/** Selects each `«…»` of a text, which are taken out of it. */
async function openSelected(marked: string): Promise<vscode.TextEditor> {
  const editor = await open(marked.replace(/[«»]/g, ''));
  select(editor, marked);
  return editor;
}

function select(editor: vscode.TextEditor, marked: string): void {
  const { document } = editor;
  editor.selections = [...marked.matchAll(/«([^»]*)»/g)].map((match, at) => {
    // Each selection before this one had two marks.
    const start = match.index - 2 * at;
    const end = start + (match[1] ?? '').length;
    return new vscode.Selection(document.positionAt(start), document.positionAt(end));
  });
}

describe('base64 of selections', () => {
  before(extension);

  for (const [name, before, after] of [
    ['a word', '«user@example.com»', '«dXNlckBleGFtcGxlLmNvbQ==»'],
    ['NUL bytes', 'AUTH PLAIN «\\0user\\0password»', 'AUTH PLAIN «AHVzZXIAcGFzc3dvcmQ=»'],
    ['UTF-8', '«grüße 🙂»', '«Z3LDvMOfZSDwn5mC»'],
    ['several selections', '«user» and «password»', '«dXNlcg==» and «cGFzc3dvcmQ=»'],
  ] as const) {
    it(`encodes and decodes ${name}`, async () => {
      const editor = await openSelected(before);
      await vscode.commands.executeCommand('smtp.encodeSelection');
      assert.equal(editor.document.getText(), after.replace(/[«»]/g, ''));
      select(editor, after);
      await vscode.commands.executeCommand('smtp.decodeSelection');
      assert.equal(editor.document.getText(), before.replace(/[«»]/g, ''));
    });
  }

  it('says which selection is no base64, and changes none', async () => {
    const editor = await openSelected('«dXNlcg==»\n«not base64!»\n«cGFzc3dvcmQ»');
    const { messages } = await answering({}, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.decodeSelection')),
    );
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /Selection 2 \(line 2\): This is not base64/);
    assert.match(messages[0] ?? '', /Selection 3 \(line 3\): This is not base64.*= is missing/);
    assert.equal(editor.document.getText(), 'dXNlcg==\nnot base64!\ncGFzc3dvcmQ');
  });

  it('says that base64 holds no text', async () => {
    await openSelected('«//79/A==»');
    const { messages } = await answering({}, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.decodeSelection')),
    );
    assert.match(messages.join(), /4 octets that are not text/);
  });

  it('wants a selection', async () => {
    const editor = await open('user');
    const { messages } = await answering({}, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.encodeSelection')),
    );
    assert.deepEqual(messages, ['Select the text first.']);
    assert.equal(editor.document.getText(), 'user');
  });
});
