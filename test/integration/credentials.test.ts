import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answering, extension, open } from './harness';

const PLAIN = Buffer.from('\0user\0password').toString('base64');

async function press(lens: string, document: vscode.TextDocument, line: number): Promise<void> {
  await vscode.commands.executeCommand(`smtp.${lens}`, document.uri.toString(), line);
}

describe('credentials', () => {
  before(extension);

  it('of AUTH PLAIN in clear are encoded and decoded in place', async () => {
    const { document } = await open('### Plain\nC: AUTH PLAIN user password\nS: 235\n');
    await press('encodeCredentials', document, 1);
    assert.equal(document.lineAt(1).text, `C: AUTH PLAIN ${PLAIN}`);
    await press('decodeCredentials', document, 1);
    assert.equal(document.lineAt(1).text, 'C: AUTH PLAIN user password');
  });

  it('of AUTH LOGIN are edited on both lines, with the password masked', async () => {
    const { document } = await open(
      '### Login\nC: AUTH LOGIN\nS: 334\nC: dXNlcg==\nS: 334\nC: cGFzc3dvcmQ=\nS: 235\n',
    );
    const { questions } = await answering({ types: ['anna', 'grün'] }, () =>
      press('editCredentials', document, 3),
    );
    assert.equal(document.lineAt(3).text, 'C: YW5uYQ==');
    assert.equal(document.lineAt(5).text, `C: ${Buffer.from('grün').toString('base64')}`);
    assert.deepEqual(
      questions.map(({ value, masked }) => [value, masked === true]),
      [
        ['user', false],
        [undefined, true],
      ],
    );
  });

  it('stay as they are when the person gives up', async () => {
    const { document } = await open(`### Plain\nC: AUTH PLAIN ${PLAIN}\nS: 235\n`);
    for (const types of [[undefined], ['anna', undefined]])
      await answering({ types }, () => press('editCredentials', document, 1));
    assert.equal(document.lineAt(1).text, `C: AUTH PLAIN ${PLAIN}`);
  });

  it('stay as they are when the document was changed meanwhile', async () => {
    const editor = await open(`### Plain\nC: AUTH PLAIN ${PLAIN}\nS: 235\n`);
    const api = await extension();
    const messages: string[] = [];
    const answer = api.answer({
      input: async () => {
        await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# a line more\n'));
        return 'anna';
      },
      tell: (_severity, message) => {
        messages.push(message);
        return Promise.resolve(undefined);
      },
    });
    await press('editCredentials', editor.document, 1);
    answer.dispose();
    assert.match(messages.join(), /changed in the meantime/);
    assert.equal(editor.document.lineAt(3).text, `C: AUTH PLAIN ${PLAIN}`);
  });

  it('are inserted as AUTH PLAIN, each line with its prefix', async () => {
    const editor = await open('### Insert\nC: EHLO client.example.com\nS: 250\n');
    editor.selection = new vscode.Selection(2, 3, 2, 3);
    await answering({ types: ['user', 'password'] }, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.insertAuthPlain')),
    );
    assert.equal(
      editor.document.getText(),
      `### Insert\nC: EHLO client.example.com\nS: 250\nC: AUTH PLAIN ${PLAIN}\nS: 235\n`,
    );
  });

  it('are inserted as AUTH LOGIN, without prefixes in a pasted session', async () => {
    const editor = await open('220 mail.example.com\nEHLO client.example.com\n250 Hello\n');
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    await answering({ types: ['user', 'password'] }, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.insertAuthLogin')),
    );
    assert.equal(
      editor.document.getText(),
      '220 mail.example.com\nEHLO client.example.com\n250 Hello\nAUTH LOGIN\ndXNlcg==\ncGFzc3dvcmQ=',
    );
  });
});
