import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  eventually,
  extension,
  inSettings,
  listen,
  open,
  polite,
  printedBy,
  run,
  startTestServer,
} from './harness';

describe('a run', () => {
  let url: string;
  before(async () => {
    await extension();
    url = await startTestServer();
  });
  after(() => vscode.commands.executeCommand('smtp.stopTestServer'));

  const session = (extra = ''): string => `### A message
CONNECT ${url}
S: 220
C: EHLO client.example.com
S: 250
${extra}C: QUIT
S: 221
`;

  it('shows the conversation in the panel and the replies at their lines', async () => {
    const { document } = await open(
      session(
        'C: MAIL FROM:<a@example.com>\nS: 250\nC: RCPT TO:<b@example.com>\nS: 250\nC: DATA\nS: 354\nC: Subject: Hi\nC:\nC: Hello\nC: .\nS: 250 2.0.0 Ok\n',
      ),
    );
    const text = await printedBy(async () => {
      const [result] = await run(document, 0);
      assert.equal(result?.status, 'passed');
    });
    assert.match(text, /^─── .*A message ─── smtp:\/\/127\.0\.0\.1:\d+ ───$/m);
    assert.match(text, /^ +\d+m?s {5}C: EHLO client\.example\.com$/m);
    assert.match(text, /^ +✓ passed: 7 of 7 replies as expected/m);
    const { marks } = await extension();
    // After its line a reply is short; the hover has all of it.
    assert.match(marks(document.uri)[1]?.comparison?.actual ?? '', /^250-localhost\n(?:250-.*\n)+250 .*$/);
    assert.deepEqual(
      marks(document.uri).map(({ line, status, text: reply }) => `${line} ${status} ${reply.slice(0, 3)}`),
      [
        '2 passed 220',
        '4 passed 250',
        '6 passed 250',
        '8 passed 250',
        '10 passed 354',
        '15 passed 250',
        '17 passed 221',
      ],
    );
  });

  it('tells of a certificate that is good only what matters, unless the setting asks for all', async () => {
    const { document } = await open(
      'CONNECT smtps://{{$testServer host}}:{{$testServer tlsPort}}\nS: 220\nC: QUIT\nS: 221\n',
    );
    const chain = /^ +-- {3}0\. CN=localhost, self-signed, .* SHA-256 /m;
    const brief = await printedBy(() => run(document, 0));
    assert.match(brief, /^ +-- certificate for localhost, .*, verified$/m);
    assert.doesNotMatch(brief, chain);
    await inSettings({ 'output.verbose': true }, async () =>
      assert.match(await printedBy(() => run(document, 0)), chain),
    );
  });

  it('prints to an output channel of its own language', async () => {
    const { document } = await open(session());
    await run(document, 0);
    await eventually(() => {
      const panel = vscode.workspace.textDocuments.find(({ languageId }) => languageId === 'smtp-log');
      assert.match(panel?.getText() ?? '', /EHLO client\.example\.com/);
    });
  });

  it('leaves the focus where it was', async () => {
    const editor = await open(session());
    await run(editor.document, 0);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), editor.document.uri.toString());
  });

  it('marks a wrong reply where it was expected, and stops there', async () => {
    const { document } = await open(session('C: VRFY nobody\nS: 550\n'));
    const [result] = await run(document, 0);
    assert.equal(result?.status, 'failed');
    const { marks } = await extension();
    const failed = marks(document.uri).filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ line, comparison }) => [line, comparison?.expected, comparison?.actual.slice(0, 3)]),
      [[6, '550', '252']],
    );
    assert.match(failed.flatMap(({ notes }) => notes).join(), /expected 550, got 252/);
  });

  it('marks the request when no reply was recorded for it, and the title when nobody answers', async () => {
    const refused = await open(
      `### Refused\nCONNECT ${url}\nC: EHLO a.example\nC: RCPT TO:<b@example.com>\n`,
    );
    assert.equal((await run(refused.document, 0))[0]?.status, 'failed');
    const { marks } = await extension();
    assert.deepEqual(
      marks(refused.document.uri).map(({ line, status }) => [line, status]),
      [[3, 'failed']],
    );
    const server = await listen(() => undefined);
    await server.close();
    const closed = await open(`# first\n\n### Closed\ntelnet 127.0.0.1 ${server.port}\nC: QUIT\n`);
    assert.equal((await run(closed.document, 2))[0]?.status, 'error');
    const [mark] = marks(closed.document.uri);
    assert.equal(mark?.line, 2);
    assert.match(mark.text, /refused/i);
  });

  it('sends nothing if a line is in error, and says so at the line', async () => {
    const server = await listen(polite('one'));
    const { document } = await open(`### Bad\ntelnet 127.0.0.1 ${server.port}\nS: 220\nEHLO bare\nC: QUIT\n`);
    const [result] = await run(document, 0);
    await server.close();
    assert.equal(result?.status, 'error');
    assert.equal(server.count(), 0);
    const { marks } = await extension();
    assert.deepEqual(
      marks(document.uri).map(({ line }) => line),
      [3],
    );
  });

  it('takes the text as it stands in the editor', async () => {
    const editor = await open(session());
    await editor.edit((edit) => edit.insert(new vscode.Position(5, 0), 'C: NOOP\nS: 250\n'));
    const text = await printedBy(() => run(editor.document, 0));
    assert.match(text, /C: NOOP/);
  });

  it('finds files beside the transcript', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    writeFileSync(path.join(folder.uri.fsPath, 'letter.eml'), 'Subject: From a file\n\nHello\n');
    const file = path.join(folder.uri.fsPath, 'include.smtp');
    const message =
      'C: MAIL FROM:<a@example.com>\nC: RCPT TO:<b@example.com>\nC: DATA\nS: 354\nC: < ./letter.eml\nC: .\nS: 250\n';
    writeFileSync(
      file,
      session(message.replace('C: RCPT', 'S: 250\nC: RCPT').replace('C: DATA', 'S: 250\nC: DATA')),
    );
    const document = await vscode.workspace.openTextDocument(file);
    const text = await printedBy(async () => {
      assert.equal((await run(document, 0))[0]?.status, 'passed');
    });
    assert.match(text, /include\.smtp · A message/);
    assert.match(text, /C: < \.\/letter\.eml/);
  });

  it('loses its marks by an edit of its document, and of no other', async () => {
    const { marks } = await extension();
    const editor = await open(session());
    await run(editor.document, 0);
    assert.equal(marks(editor.document.uri).length, 3);
    const other = await open('# another\n');
    await other.edit((edit) => edit.insert(new vscode.Position(0, 0), '# x\n'));
    assert.equal(marks(editor.document.uri).length, 3);
    const again = await vscode.window.showTextDocument(editor.document);
    await again.edit((edit) => edit.insert(new vscode.Position(0, 0), '# x\n'));
    assert.deepEqual(marks(editor.document.uri), []);
  });

  it('of all transcripts of a file goes on after a failure and ends with the totals', async () => {
    const { document } = await open(
      `${session()}\n### Wrong\nCONNECT ${url}\nS: 220\nC: NOOP\nS: 500\n\n### Right\nCONNECT ${url}\nS: 220\nC: QUIT\nS: 221\n`,
    );
    const text = await printedBy(async () => {
      const results = await run(document, undefined, 'smtp.runAll');
      assert.deepEqual(
        results.map(({ status }) => status),
        ['passed', 'failed', 'passed'],
      );
    });
    assert.match(text, /^2 passed, 1 failed, 0 errors, 0 skipped in /m);
  });

  it('of a long message reaches the panel in few pieces, and the editor stays responsive', async () => {
    const { onDidPrint } = await extension();
    const lines = 50_000;
    const body = 'C: A line of a long message.\n'.repeat(lines);
    const { document } = await open(
      session(
        `C: MAIL FROM:<a@example.com>\nS: 250\nC: RCPT TO:<b@example.com>\nS: 250\nC: DATA\nS: 354\nC: Subject: Long\nC:\n${body}C: .\nS: 250\n`,
      ),
    );
    let pieces = 0;
    const listener = onDidPrint(() => pieces++);
    let longest = 0;
    let last = performance.now();
    const text = await printedBy(async () => {
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 10);
      const [result] = await run(document, 0);
      clearInterval(timer);
      assert.equal(result?.status, 'passed');
    });
    listener.dispose();
    assert.equal(text.split('A line of a long message.').length - 1, lines);
    assert.ok(pieces < 500, `${pieces} pieces`);
    assert.ok(longest < 1500, `blocked for ${Math.round(longest)} ms`);
  }).timeout(60_000);
});
