// What more a run may do than send lines and hold replies against what is recorded: assertions, questions, recipients.
import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import {
  answering,
  eventually,
  extension,
  listen,
  open,
  polite,
  printedBy,
  run,
  type ScriptedServer,
} from './harness';

describe('a run with more than lines and replies', () => {
  let server: ScriptedServer;

  before(async () => {
    await extension();
    server = await listen(polite('mail'));
  });
  after(() => server.close());

  it('marks each assertion with what held, or what was there instead', async () => {
    const { document } = await open(
      `### Assertions\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: NOOP\nS: 250\n?? code == 250\n?? text includes nothing like it\nC: QUIT\nS: 221\n`,
    );
    const printed = await printedBy(async () => {
      assert.equal((await run(document, 0))[0]?.status, 'failed');
    });
    assert.match(printed, /✓ \?\? code == 250\n/);
    assert.match(printed, /✗ line 7: /);
    const marks = await marksOf(document, 4);
    assert.deepEqual(
      marks.filter(({ line }) => line === 5 || line === 6).map(({ line, status }) => [line, status]),
      [
        [5, 'passed'],
        [6, 'failed'],
      ],
    );
    const failed = marks.find(({ line }) => line === 6);
    assert.equal(failed?.comparison?.expected, 'text includes nothing like it');
    assert.match(failed.text, /mail NOOP/);
  });

  it('asks what @confirm says, and passes the transcript over when the answer is no', async () => {
    const { document } = await open(
      `### Careful\n# @confirm Really at {{where}}?\n@where = home\ntelnet 127.0.0.1 ${server.port}\nS: 220\nC: QUIT\nS: 221\n`,
    );
    const before = server.count();
    const no = await answering({ types: ['no'] }, async () => {
      assert.equal((await run(document, 0))[0]?.status, 'skipped');
    });
    // All of it can be read, and what it is about.
    assert.equal(no.questions[0]?.prompt, 'Really at home?');
    assert.match(no.questions[0].title, /· Careful$/);
    assert.equal(no.questions[0].validate?.('perhaps'), 'Answer yes or no.');
    assert.equal(server.count(), before);
    await answering({}, async () => {
      assert.equal((await run(document, 0))[0]?.status, 'skipped');
    });
    assert.equal(server.count(), before);
    await answering({ types: ['yes'] }, async () => {
      assert.equal((await run(document, 0))[0]?.status, 'passed');
    });
    assert.equal(server.count(), before + 1);
  });

  it('asks before exact bytes go to another machine', async () => {
    const { document } = await open('### Bytes\ntelnet mail.invalid 25\nS: 220\nC!: NOOP\\n\nS: 500\n');
    const { questions } = await answering({ types: ['no'] }, async () => {
      assert.equal((await run(document, 0))[0]?.status, 'skipped');
    });
    assert.deepEqual(questions.length, 1);
    assert.match(
      questions[0]?.prompt ?? '',
      /^Send exact bytes \(C!: in line 4\) to smtp:\/\/mail\.invalid:25\?$/,
    );
    const marks = await marksOf(document, 1);
    assert.match(marks[0]?.text ?? '', /^not confirmed: exact bytes/);
  });

  it('tells what came of a message for each recipient over LMTP', async () => {
    const lmtp = await listen((socket) => {
      socket.write('220 lmtp\r\n');
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (/^DATA/m.test(text)) socket.write('354 Go on\r\n');
        else if (/^\.\r\n/m.test(text)) socket.write('250 2.1.5 Ok\r\n452 4.2.2 Full\r\n');
        else socket.write(/^QUIT/m.test(text) ? '221 Bye\r\n' : '250 Ok\r\n');
      });
    });
    try {
      const { document } = await open(
        `### LMTP\n# @pipelining off\nCONNECT lmtp://127.0.0.1:${lmtp.port}\nS: 220\nC: LHLO me.example\nS: 250\nC: MAIL FROM:<a@example.com>\nS: 250\nC: RCPT TO:<b@example.com>\nS: 250\nC: RCPT TO:<longer@example.com>\nS: 250\nC: DATA\nS: 354\nC: Subject: Hi\nC:\nC: .\nS: 250\nS: 452\nC: QUIT\nS: 221\n`,
      );
      const printed = await printedBy(async () => {
        assert.equal((await run(document, 0))[0]?.status, 'passed');
      });
      assert.match(printed, /-- <b@example\.com> {7}accepted {2}250 2\.1\.5 Ok\n/);
      assert.match(printed, /-- <longer@example\.com> {2}refused {3}452 4\.2\.2 Full\n/);
    } finally {
      await lmtp.close();
    }
  });
});

type Marks = ReturnType<Awaited<ReturnType<typeof extension>>['marks']>;

/** The marks of a document once there are at least so many: they are drawn a little after the run. */
async function marksOf(document: vscode.TextDocument, least: number): Promise<Marks> {
  const api = await extension();
  return eventually(() => {
    const marks = api.marks(document.uri);
    assert.ok(marks.length >= least);
    return marks;
  });
}
