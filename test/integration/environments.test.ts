// The environment that a person chooses, and what a run makes of it.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunResult } from '../../src/runner/result';
import { answering, extension, listen, open, polite, printedBy, run, type ScriptedServer } from './harness';

const TRANSCRIPT = '### Anywhere\nS: 220\nC: NOOP {{word}} {{password}}\nS: 250\nC: QUIT\nS: 221\n';

describe('environments', () => {
  let server: ScriptedServer;
  let document: vscode.TextDocument;
  let folder: vscode.Uri;

  before(async () => {
    await extension();
    server = await listen(polite('environment'));
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    folder = vscode.Uri.joinPath(root, 'environments');
    await write('smtp.env.json', {
      $shared: { word: 'shared', password: 'none' },
      dev: { server: `smtp://127.0.0.1:${server.port}`, word: 'dev' },
      prod: { server: 'smtp://127.0.0.1:1' },
    });
    await write('smtp.private.env.json', { dev: { password: 'open sesame' } });
    document = await write('anywhere.smtp', TRANSCRIPT);
    await vscode.window.showTextDocument(document);
  });
  after(async () => {
    await answering({ picks: 'No environment' }, choose);
    await server.close();
  });

  it('are chosen among those of the files, and a run takes server and values from the one chosen', async () => {
    const { choices } = await answering({ picks: 'dev' }, choose);
    assert.deepEqual(
      choices[0]?.map(({ label }) => label.replace(/^\$\(.+?\) /, '')),
      ['dev', 'prod', 'No environment'],
    );
    const asked = await answering({}, async () => {
      const printed = await printedBy(async () => {
        assert.equal((await run(document, 0))[0]?.status, 'passed');
      });
      assert.match(printed, / C: NOOP dev ••••\n/);
      assert.doesNotMatch(printed, /sesame/);
    });
    assert.deepEqual(asked.choices, []);
    assert.equal(server.count(), 1);
  });

  it('are what all share when none is chosen: then the server is asked for', async () => {
    await answering({ picks: 'No environment' }, choose);
    const { choices } = await answering({}, async () => assert.deepEqual(await run(document, 0), []));
    assert.equal(choices.length, 1);
  });

  it('keep a run from beginning when their file cannot be understood', async () => {
    const file = vscode.Uri.joinPath(folder, 'smtp.env.json');
    const before = await vscode.workspace.fs.readFile(file);
    await vscode.workspace.fs.writeFile(file, Buffer.from('{ "dev": '));
    try {
      let result: RunResult | undefined;
      // Until the editor tells of the file, a run asks for a server, and nobody answers.
      await answering({}, async () => {
        [result] = await retry(() => run(document, 0));
      });
      assert.equal(result?.status, 'error');
      assert.match(result.failures[0]?.message ?? '', /smtp\.env\.json:1:\d+: Not JSON/);
    } finally {
      await vscode.workspace.fs.writeFile(file, before);
    }
  });

  it('cannot be chosen where there are none', async () => {
    await open('C: NOOP\n');
    // A transcript that is in no file belongs to the workspace's folder, which has none of its own.
    const { choices, messages } = await answering({}, choose);
    assert.deepEqual([choices.length, messages.length], [0, 1]);
    assert.match(messages[0] ?? '', /smtp\.env\.json/);
  });

  async function write(name: string, content: unknown): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.joinPath(folder, name);
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return vscode.workspace.openTextDocument(uri);
  }
});

async function choose(): Promise<void> {
  await vscode.commands.executeCommand('smtp.chooseEnvironment');
}

/** The editor tells of a changed file when it comes to it: until then a run has the old one, and passes or asks. */
async function retry<T extends readonly { readonly status: string }[]>(action: () => Promise<T>): Promise<T> {
  let result = await action();
  for (let turn = 0; turn < 50 && result[0]?.status !== 'error'; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    result = await action();
  }
  return result;
}
