// A file that is played from the server's side, as somebody has it who writes a mail client.
import * as assert from 'node:assert/strict';
import * as net from 'node:net';
import * as vscode from 'vscode';
import { answering, eventually, extension, open, type Conversation } from './harness';

const SCRIPT = `### Greets
S: 220 mail.example.com ESMTP
C: EHLO /.+/
S: 250 mail.example.com
C: QUIT
S: 221 2.0.0 Bye
`;

describe('a scripted server', () => {
  let document: vscode.TextDocument;

  before(async () => {
    await extension();
    ({ document } = await open(SCRIPT));
  });
  after(() => vscode.commands.executeCommand('smtp.stopScriptedServer'));

  it('plays the file, tells its address, and says at its lines what the client did', async () => {
    const { url, conversation } = await serve(document);
    assert.match(url ?? '', /^smtp:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(conversation.messages[0]?.includes(url ?? '?'));
    const heard = await talk(url, 'EHLO client.example.com\r\nQUIT\r\n');
    assert.equal(heard, '220 mail.example.com ESMTP\r\n250 mail.example.com\r\n221 2.0.0 Bye\r\n');
    assert.deepEqual(await marksOf(document, 'passed'), [[0, 'the client did as written']]);
    await talk(url, 'NOOP\r\n');
    const [title, line] = await marksOf(document, 'failed');
    assert.deepEqual(title, [0, 'the client did not do as written: line 3']);
    assert.equal(line?.[0], 2);
    assert.match(line[1], /expected “EHLO .*NOOP/);
  });

  it('takes its port over when it is started again, with the text as it is now', async () => {
    const first = await serve(document);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(1).range, 'S: 421 4.3.2 Not now');
    await vscode.workspace.applyEdit(edit);
    const second = await serve(document);
    assert.equal(second.url, first.url);
    assert.match(await talk(second.url, ''), /^421 4\.3\.2 Not now/);
  });

  it('is stopped by its command', async () => {
    const { url } = await serve(document);
    await vscode.commands.executeCommand('smtp.stopScriptedServer');
    await assert.rejects(talk(url, ''), /ECONNREFUSED/);
  });

  it('says what of a file cannot be played, and keeps the one that is there', async () => {
    const { url } = await serve(document);
    for (const [text, message] of [
      [
        'S: 220\nC: DATA\nS: 354\nC: < missing.txt\nC: .\n',
        /cannot be played: line 4: missing\.txt cannot be read/,
      ],
      ['### Nothing\n', /There is no transcript to play/],
    ] as const) {
      const { document: other } = await open(text);
      const refused = await serve(other);
      assert.equal(refused.url, undefined);
      assert.match(refused.conversation.messages.join(), message);
    }
    assert.match(await talk(url, ''), /^421/);
  });
});

async function serve(
  document: vscode.TextDocument,
): Promise<{ readonly url: string | undefined; readonly conversation: Conversation }> {
  let url: string | undefined;
  const conversation = await answering({}, async () => {
    url = await vscode.commands.executeCommand<string | undefined>('smtp.serveFile', document.uri);
  });
  return { url, conversation };
}

/** Sends a text line by line, each after a reply, and resolves with all that the server said when it has closed. */
async function talk(url: string | undefined, text: string): Promise<string> {
  const { port } = new URL(url ?? '');
  const lines = text.split(/(?<=\n)/).filter((line) => line !== '');
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = net.connect(Number(port), '127.0.0.1');
    socket
      .setEncoding('utf8')
      .setTimeout(10_000, () => socket.destroy(new Error(`nothing more after ${heard}`)))
      .on('data', (chunk: string) => {
        heard += chunk;
        const line = lines.shift();
        if (line === undefined) socket.end();
        else socket.write(line);
      })
      .on('error', reject)
      .on('close', () => resolve(heard));
  });
}

async function marksOf(
  document: vscode.TextDocument,
  status: 'passed' | 'failed',
): Promise<readonly (readonly [number, string])[]> {
  const api = await extension();
  return eventually(() => {
    const marks = api.marks(document.uri).filter((mark) => mark.status === status);
    assert.ok(marks.length > 0);
    return marks.map(({ line, text }) => [line, text] as const);
  });
}
