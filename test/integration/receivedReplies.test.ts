// Taking over what the server answered, by the light bulb and by the command.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answering, extension, listen, open, polite, run, type ScriptedServer } from './harness';

describe('a reply that differs', () => {
  let server: ScriptedServer;
  const transcript = (): string =>
    `### One\n# @match text\n# @on-failure continue\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: NOOP\nS: 250 another\nC: NOOP\n  S: 250 different\nC: QUIT\nS: 221\n`;

  before(async () => {
    await extension();
    server = await listen(polite('mail'));
  });
  after(() => server.close());

  it('is accepted by the quick fix at its line, and all of them by another', async () => {
    const { document } = await open(transcript());
    await run(document, 0);
    const actions = await actionsAt(document, 6);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Accept the server’s reply', 'Accept all 2 replies that differ'],
    );
    assert.deepEqual(await actionsAt(document, 4), []);
    const edit = actions[1]?.edit;
    assert.ok(edit);
    await vscode.workspace.applyEdit(edit);
    assert.equal(
      document.getText(),
      transcript().replace('another', 'mail NOOP').replace('different', 'mail NOOP'),
    );
    // The lines may be others now.
    assert.deepEqual(await actionsAt(document, 6), []);
  });

  it('is that of the first repetition that failed, and so are the marks', async () => {
    let connections = 0;
    const flaky = await listen((socket) => {
      const reply = ['250 one', '451 two', '452 three', '250 four'][connections++];
      socket.write('220 hi\r\n');
      socket.on('data', (data: Buffer) =>
        socket.write(data.toString().startsWith('NOOP') ? `${reply}\r\n` : '221 bye\r\n'),
      );
    });
    const text = `### One\n# @repeat 4\n# @on-failure continue\ntelnet 127.0.0.1 ${flaky.port}\nS: 220\nC: NOOP\nS: 250\nC: QUIT\nS: 221\n`;
    const { document } = await open(text);
    const results = await run(document, 0);
    await flaky.close();
    assert.deepEqual(
      results.map(({ status }) => status),
      ['passed', 'failed', 'failed', 'passed'],
    );
    const marks = (await extension()).marks(document.uri);
    const failed = marks.filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ line, text: shown, notes }) => [line, shown, notes.at(-1)]),
      [[6, '451 two', 'In run 2 of 4.']],
    );
    await answering({}, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.acceptReply', document.uri.toString(), 6)),
    );
    assert.equal(document.lineAt(6).text, 'S: 451');
  });

  it('is accepted by the command, which says why when it cannot be', async () => {
    const { document } = await open(transcript());
    const accept = (line: number): Promise<unknown> =>
      Promise.resolve(vscode.commands.executeCommand('smtp.acceptReply', document.uri.toString(), line));
    const before = await answering({}, () => accept(6));
    assert.match(before.messages[0] ?? '', /run the transcript first/);
    await run(document, 0);
    const same = await answering({}, () => accept(4));
    assert.match(same.messages[0] ?? '', /is as the server answered/);
    await answering({}, () => accept(8));
    assert.equal(document.lineAt(8).text, '  S: 250 mail NOOP');
    assert.equal(document.lineAt(6).text, 'S: 250 another');
  });

  it('leaves the marks and replies of the other lines where they are, and moves them with the text', async () => {
    const { document } = await open(transcript());
    const { marks } = await extension();
    await run(document, 0);
    const failed = (): number[] =>
      marks(document.uri)
        .filter(({ status }) => status === 'failed')
        .map(({ line }) => line);
    const accept = (line: number): Promise<unknown> =>
      Promise.resolve(vscode.commands.executeCommand('smtp.acceptReply', document.uri.toString(), line));
    assert.deepEqual(failed(), [6, 8]);
    await answering({}, () => accept(6));
    assert.deepEqual(failed(), [8]);
    const { messages } = await answering({}, () => accept(8));
    assert.deepEqual(messages, []);
    assert.equal(document.lineAt(8).text, '  S: 250 mail NOOP');
    assert.deepEqual(failed(), []);
    // The lines below a reply of several lines stand where they stood in the text.
    const ehlo = `### Two\n# @match text\n# @on-failure continue\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: NOOP\nS: 250-one\nS: 250-two\nS: 250 three\nC: NOOP\nS: 250 different\nC: QUIT\nS: 221\n`;
    const { document: several } = await open(ehlo);
    await run(several, 0);
    await answering({}, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.acceptReply', several.uri.toString(), 6)),
    );
    assert.deepEqual(
      marks(several.uri).map(({ line, status }) => [line, status]),
      [
        [4, 'passed'],
        [8, 'failed'],
        [10, 'passed'],
      ],
    );
    assert.deepEqual((await actionsAt(several, 8)).length, 1);
    // Anything else that is edited makes the run one of another text.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(5, 7), ' x');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(marks(document.uri), []);
  });
});

async function actionsAt(document: vscode.TextDocument, line: number): Promise<readonly vscode.CodeAction[]> {
  const { range } = document.lineAt(line);
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.filter(({ title }) => title.startsWith('Accept'));
}
