// Formatting, Enter, source actions and pasting, as they change the text.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answering, ask, eventually, extension, inSettings, open, openAt } from './harness';

describe('editing', () => {
  before(extension);

  const UNTIDY = '### Untidy\nc:mail from:<a@example.com>\ns:250\n';

  it('formats a document, and leaves what is sent as it is', async () => {
    const { document } = await open(UNTIDY);
    await format(document);
    assert.equal(document.getText(), '### Untidy\nC: mail from:<a@example.com>\nS: 250\n');
  });

  it('writes verbs in upper case if the setting says so', async () => {
    const { document } = await open(UNTIDY);
    await inSettings({ 'format.upperCaseVerbs': true }, () => format(document));
    assert.match(document.getText(), /^C: MAIL FROM:<a@example\.com>$/m);
  });

  it('starts the next line of a message when Enter is pressed', async () => {
    const { document, position } = await openAt(
      '### E\nC: DATA\nS: 354\nC: Subject: x\nC:\nC: Hi\n|\nC: .\nS: 250\n',
    );
    const edits = await ask<vscode.TextEdit[] | undefined>(
      'vscode.executeFormatOnTypeProvider',
      document.uri,
      position,
      '\n',
      { tabSize: 2, insertSpaces: true },
    );
    assert.deepEqual(
      (edits ?? []).map(({ newText }) => newText),
      ['C: '],
    );
  });

  it('types on in a message with Enter', async () => {
    const editor = await open('### E\nS: 220\nC: DATA\nS: 354\nC: Subject: x');
    const end = editor.document.lineAt(4).range.end;
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('type', { text: '\n' });
    await eventually(() => assert.equal(editor.document.lineAt(5).text, 'C: '));
  });

  const MISTAKES = '### M\nC: MAIL FROM: a@example.com\nS: 250\n### N\nC: MAIL FROM: b@example.com\nS: 250\n';

  it('fixes all that is safe to fix as a source action', async () => {
    const { document } = await open(MISTAKES);
    const actions = await ask<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
      vscode.CodeActionKind.SourceFixAll.value,
    );
    const [action, ...others] = actions;
    assert.equal(action?.kind?.value, 'source.fixAll.smtp');
    assert.deepEqual(others, []);
    assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
    assert.match(document.getText(), /MAIL FROM:<a@example\.com>[^]*MAIL FROM:<b@example\.com>/);
  });

  it('offers to fix all of one kind, and to disable it', async () => {
    const { document } = await open(MISTAKES);
    const actions = await ask<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      document.lineAt(1).range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(
      titles.some((title) => title.startsWith('Fix all')),
      titles.join(', '),
    );
    assert.ok(
      titles.some((title) => /disable/i.test(title)),
      titles.join(', '),
    );
    assert.equal(actions.filter(({ isPreferred }) => isPreferred === true).length, 1);
  });

  const SWAKS = ' -> EHLO client.example.com\n<-  250 mail.example.com\n ~> QUIT\n<~  221 Bye\n';
  const WRITTEN = 'C: EHLO client.example.com\nS: 250 mail.example.com\nC: QUIT\nS: 221 Bye\n';

  it('pastes what swaks has printed as a transcript', async () => {
    const { document, selection } = await open('### Pasted\n');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document, document);
    assert.ok(selection.isEmpty);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.env.clipboard.writeText(SWAKS);
    await vscode.commands.executeCommand('smtp.pasteAsTranscript');
    assert.equal(document.getText(), `### Pasted\n${WRITTEN}`);
  });

  for (const [program, printed, written] of [
    [
      'telnet',
      "Trying 192.0.2.1...\nConnected to mail.example.com.\nEscape character is '^]'.\n220 mail.example.com\nQUIT\n221 Bye\n",
      'S: 220 mail.example.com\nC: QUIT\nS: 221 Bye\n',
    ],
    [
      'openssl s_client',
      '$ openssl s_client -quiet -connect mail.example.com:465\ndepth=0 CN = mail.example.com\nverify return:1\n220 mail.example.com\nQUIT\n221 Bye\n',
      'openssl s_client -quiet -connect mail.example.com:465\nS: 220 mail.example.com\nC: QUIT\nS: 221 Bye\n',
    ],
    [
      'curl -v',
      '* Connected to mail.example.com (192.0.2.1) port 25\n< 220 mail.example.com\n> QUIT\n< 221 Bye\n* Closing connection\n',
      'CONNECT smtp://mail.example.com:25\nS: 220 mail.example.com\nC: QUIT\nS: 221 Bye\n',
    ],
  ] as const)
    it(`pastes what ${program} has printed as a transcript`, async () => {
      const editor = await open('### Pasted\n');
      editor.selection = new vscode.Selection(1, 0, 1, 0);
      await vscode.env.clipboard.writeText(printed);
      await vscode.commands.executeCommand('smtp.pasteAsTranscript');
      assert.equal(editor.document.getText(), `### Pasted\n${written}`);
    });

  it('makes a transcript of what curl has printed, where it was pasted as it was', async () => {
    const { document } = await open('< 220 mail.example.com\n> EHLO a.example\n< 250 mail.example.com\n');
    const actions = await eventually(async () => {
      const found = await ask<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        document.lineAt(0).range,
        vscode.CodeActionKind.QuickFix.value,
      );
      assert.ok(found.some(({ title }) => title === 'Make it a transcript'));
      return found;
    });
    const edit = actions.find(({ title }) => title === 'Make it a transcript')?.edit;
    assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
    assert.equal(document.getText(), 'S: 220 mail.example.com\nC: EHLO a.example\nS: 250 mail.example.com\n');
  });

  it('says that the clipboard holds no session', async () => {
    const { document } = await open('### Pasted\n');
    await vscode.env.clipboard.writeText('Dear Bob,');
    const { messages } = await answering({}, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.pasteAsTranscript')),
    );
    assert.match(messages.join(), /holds no session/);
    assert.equal(document.getText(), '### Pasted\n');
  });
});

async function format(document: vscode.TextDocument): Promise<void> {
  const edits = await ask<vscode.TextEdit[] | undefined>(
    'vscode.executeFormatDocumentProvider',
    document.uri,
    {
      tabSize: 2,
      insertSpaces: true,
    },
  );
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, edits ?? []);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
