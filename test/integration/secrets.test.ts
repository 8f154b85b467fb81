import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  answering,
  eventually,
  extension,
  open,
  printedBy,
  run,
  startTestServer,
  type Conversation,
} from './harness';

const PASSWORD = 'correct horse';

describe('secrets of a run', () => {
  let url: string;
  before(async () => {
    await extension();
    url = await startTestServer();
  });
  after(() => vscode.commands.executeCommand('smtp.stopTestServer'));

  const login = (expression: string): string =>
    `### Log in\nCONNECT ${url}\nS: 220\nC: EHLO a.example\nS: 250\nC: AUTH PLAIN {{$plain user@example.com ${expression}}}\nS: 235|535\nC: QUIT\nS: 221\n`;

  const forms = (secret: string): string[] => [
    secret,
    Buffer.from(secret).toString('base64'),
    Buffer.from(`\0user@example.com\0${secret}`).toString('base64'),
  ];

  it('are asked for, masked, kept, and shown nowhere', async () => {
    const { document } = await open(login('{{$secret work}}'));
    let asked: Conversation | undefined;
    const printed = await printedBy(async () => {
      asked = await answering({ types: ['password'] }, async () => {
        assert.equal((await run(document, 0))[0]?.status, 'passed');
      });
      const again = await answering({}, async () => {
        assert.equal((await run(document, 0))[0]?.status, 'passed');
      });
      assert.deepEqual(again.questions, [], 'a kept secret is not asked for');
    });
    assert.deepEqual(
      asked?.questions.map(({ title, masked }) => [title, masked]),
      [['Secret “work”', true]],
    );
    const { marks } = await extension();
    const shown = printed + JSON.stringify(marks(document.uri));
    assert.match(shown, /AUTH PLAIN ••••/);
    for (const form of forms('password')) assert.ok(!shown.includes(form), 'a credential is shown');

    // Forgotten, it is asked for anew.
    const { messages } = await answering({ picks: 'work' }, () =>
      Promise.resolve(vscode.commands.executeCommand('smtp.forgetSecret')),
    );
    assert.match(messages.join(), /^“work” is forgotten/);
    const { questions } = await answering({}, () => run(document, 0));
    assert.equal(questions.length, 1);
  });

  it('end the run with a clear word when the person gives up', async () => {
    const { document } = await open(login('{{$secret other}}'));
    await answering({}, async () => {
      const [result] = await run(document, 0);
      assert.equal(result?.status, 'error');
      assert.match(result.failures[0]?.message ?? '', /no secret “other” \(nothing was sent\)/);
      assert.equal(result.failures[0]?.line, 6);
    });
  });

  it('may be typed at each run', async () => {
    const { document } = await open(login('{{$password "Password of the shop"}}'));
    const printed = await printedBy(async () => {
      const { questions } = await answering({ types: [PASSWORD] }, () => run(document, 0));
      assert.deepEqual(
        questions.map(({ prompt, masked }) => [prompt, masked]),
        [['Password of the shop', true]],
      );
    });
    assert.match(printed, /AUTH PLAIN ••••/);
    for (const form of forms(PASSWORD)) assert.ok(!printed.includes(form), 'a credential is shown');
  });

  it('leave the question when the run is cancelled', async () => {
    const { document } = await open(login('{{$password}}'));
    const ending = run(document, 0);
    await eventually(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      assert.deepEqual(
        lenses.map(({ command }) => command?.command),
        ['smtp.cancel'],
      );
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await vscode.commands.executeCommand('smtp.cancel');
    const [result] = await ending;
    assert.equal(result?.status, 'cancelled');
  });
});
