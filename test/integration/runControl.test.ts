import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answering, eventually, extension, listen, open, polite, printedBy, run } from './harness';

async function lensTitles(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
  );
  return lenses.map(({ command, range }) => `${range.start.line} ${command?.command ?? ''}`);
}

describe('control of runs', () => {
  before(extension);

  it('cancels a run that waits for a silent server, and closes the connection', async () => {
    const server = await listen((socket) => socket.write('220 silent\r\n'));
    const editor = await open(
      `### Silent\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: EHLO a.example\nS: 250\n`,
    );
    const { document } = editor;
    const text = await printedBy(async () => {
      const ending = run(document, 0);
      await eventually(() => assert.equal(server.open.size, 1));
      await eventually(async () => assert.deepEqual(await lensTitles(document), ['0 smtp.cancel']));

      // The lens follows its transcript when the text above grows.
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# above\n'));
      await eventually(async () => assert.deepEqual(await lensTitles(document), ['1 smtp.cancel']));

      const began = performance.now();
      await vscode.commands.executeCommand('smtp.cancel', document.uri.toString(), 1);
      const [result] = await ending;
      assert.equal(result?.status, 'cancelled');
      assert.ok(performance.now() - began < 1000);
      await eventually(() => assert.equal(server.open.size, 0));
    });
    assert.match(text, /! cancelled after/);
    await eventually(async () =>
      assert.deepEqual(await lensTitles(document), ['1 smtp.run', '1 smtp.runIn']),
    );
    await server.close();
  });

  it('cancels without a word which, if there is only one', async () => {
    const server = await listen(() => undefined);
    const { document } = await open(`### Silent\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: QUIT\n`);
    const ending = run(document, 0);
    await eventually(() => assert.equal(server.open.size, 1));
    await vscode.commands.executeCommand('smtp.cancel');
    assert.equal((await ending)[0]?.status, 'cancelled');
    await server.close();
  });

  it('does not run a transcript twice at once', async () => {
    const server = await listen(() => undefined);
    const { document } = await open(`### Silent\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: QUIT\n`);
    const ending = run(document, 0);
    await eventually(() => assert.equal(server.open.size, 1));
    const { messages } = await answering({}, async () => {
      assert.deepEqual(await run(document, 0), []);
    });
    assert.match(messages.join(), /Silent” is still running/);
    assert.equal(server.count(), 1);
    await vscode.commands.executeCommand('smtp.cancel');
    await ending;
    await server.close();
  });

  it('does not ask twice for the server of a transcript, and is cancelled while it asks', async () => {
    const { document } = await open('### Somewhere\nC: QUIT\nS: 221\n');
    let asked = 0;
    const messages: string[] = [];
    const answer = (await extension()).answer({
      pick: (_question, _choices, signal) => {
        asked++;
        return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(undefined)));
      },
      tell: (_severity, message) => {
        messages.push(message);
        return Promise.resolve(undefined);
      },
    });
    try {
      const ending = run(document, 0);
      assert.deepEqual(await run(document, 0), []);
      await eventually(() => assert.equal(asked, 1));
      assert.match(messages.join(), /Somewhere” is still running/);
      await vscode.commands.executeCommand('smtp.cancel');
      assert.deepEqual(await ending, []);
      assert.equal(asked, 1);
    } finally {
      answer.dispose();
    }
    assert.deepEqual(await lensTitles(document), ['0 smtp.run', '0 smtp.runIn']);
  });

  it('runs the transcript at the cursor when another editor has the focus, as the output panel may', async () => {
    const server = await listen(polite('mail'));
    const conversation = (title: string): string =>
      `### ${title}\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: QUIT\nS: 221\n`;
    const { document } = await open(`${conversation('First')}\n${conversation('Second')}`);
    const at = new vscode.Position(8, 0);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
    const other = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'other' });
    await vscode.window.showTextDocument(other, vscode.ViewColumn.Beside);
    const text = await printedBy(() => run(document));
    assert.match(text, /· Second ───/);
    assert.doesNotMatch(text, /· First ───/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await server.close();
  });

  it('keeps the lines of two runs at once apart', async () => {
    const servers = await Promise.all([listen(polite('slow', 20)), listen(polite('quick'))]);
    const [slow, quick] = servers;
    const conversation = (title: string, port: number): string =>
      `### ${title}\ntelnet 127.0.0.1 ${port}\nS: 220\n${'C: NOOP\nS: 250\n'.repeat(15)}C: QUIT\nS: 221\n`;
    const { document } = await open(
      `${conversation('Slow', slow.port)}\n${conversation('Quick', quick.port)}`,
    );
    const second = document.getText().split('\n').indexOf('### Quick');
    let quickEndedFirst = false;
    const text = await printedBy(async () => {
      let slowEnded = false;
      const slowRun = run(document, 0).then(() => (slowEnded = true));
      await eventually(() => assert.equal(slow.open.size, 1));
      const [result] = await run(document, second);
      quickEndedFirst = !slowEnded;
      assert.equal(result?.status, 'passed');
      await slowRun;
    });
    // They did go on side by side, and still:
    assert.ok(quickEndedFirst);
    const speakers = text.split('\n').flatMap((line) => /S: \d{3} (slow|quick)/.exec(line)?.[1] ?? []);
    assert.deepEqual(speakers, [...Array<string>(17).fill('slow'), ...Array<string>(17).fill('quick')]);
    for (const server of servers) await server.close();
  });
});
