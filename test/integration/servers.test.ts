import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { formatMessage } from '../../src/extension/runs/testServerLog';
import { answering, extension, listen, open, polite, run } from './harness';

const NO_SERVER = '### Somewhere\nS: 220\nC: QUIT\nS: 221\n';

describe('the server of a run', () => {
  before(extension);

  it('is asked for when nothing names one, and remembered', async () => {
    const server = await listen(polite('asked'));
    const url = `smtp://127.0.0.1:${server.port}`;
    const { document } = await open(NO_SERVER);
    const first = await answering({ picks: 'Enter a URL', types: [url] }, async () => {
      assert.equal((await run(document, 0))[0]?.status, 'passed');
    });
    const validate = first.questions[0]?.validate;
    assert.ok(validate);
    assert.equal(validate(url), undefined);
    assert.match(validate('smtp://user:password@mail.example.com') ?? '', /no user or password/);
    assert.match(validate('mail.example.com') ?? '', /write smtp:\/\/mail\.example\.com/);

    const second = await answering({ picks: url }, async () => {
      assert.equal((await run(document, 0))[0]?.status, 'passed');
    });
    assert.deepEqual(second.questions, []);
    assert.equal(server.count(), 2);
    await server.close();
  });

  it('is not asked for when the person gives up: nothing runs', async () => {
    const { document } = await open(NO_SERVER);
    const { choices } = await answering({}, async () => {
      assert.deepEqual(await run(document, 0), []);
    });
    assert.equal(choices.length, 1);
  });

  it('may be the test server, started for it', async () => {
    const { document } = await open(
      '### Test\nS: 220\nC: EHLO a.example\nS: 250\nC: STARTTLS\nS: 220\nC: EHLO a.example\nS: 250\nC: QUIT\nS: 221\n',
    );
    await answering({ picks: 'test server' }, async () => {
      const [result] = await run(document, 0);
      assert.equal(result?.status, 'passed', JSON.stringify(result?.failures));
      assert.equal(result.tls?.authorized, true);
    });
    await vscode.commands.executeCommand('smtp.stopTestServer');
  });

  it('is started by {{$testServer}} in the file too', async () => {
    const { document } = await open('### Test\nCONNECT {{$testServer}}\nS: 220\nC: QUIT\nS: 221\n');
    assert.equal((await run(document, 0))[0]?.status, 'passed');
    await vscode.commands.executeCommand('smtp.stopTestServer');
  });

  it('comes from the setting when the file names none, and the file’s goes first', async () => {
    const servers = await Promise.all([listen(polite('setting')), listen(polite('file'))]);
    const [bySetting, byFile] = servers;
    const settings = vscode.workspace.getConfiguration('smtp');
    await settings.update('server', `smtp://127.0.0.1:${bySetting.port}`, vscode.ConfigurationTarget.Global);
    try {
      await run((await open(NO_SERVER)).document, 0);
      assert.deepEqual([bySetting.count(), byFile.count()], [1, 0]);
      const named = await open(NO_SERVER.replace('S: 220', `telnet 127.0.0.1 ${byFile.port}\nS: 220`));
      await run(named.document, 0);
      assert.deepEqual([bySetting.count(), byFile.count()], [1, 1]);
      // “Run in…” asks all the same, and goes over the file's.
      await answering({ picks: String(bySetting.port) }, () => run(named.document, 0, 'smtp.runIn'));
      assert.deepEqual([bySetting.count(), byFile.count()], [2, 1]);
    } finally {
      await settings.update('server', undefined, vscode.ConfigurationTarget.Global);
      for (const server of servers) await server.close();
    }
  });

  it('says that the setting is wrong', async () => {
    const settings = vscode.workspace.getConfiguration('smtp');
    await settings.update('server', 'mail.example.com', vscode.ConfigurationTarget.Global);
    try {
      const { document } = await open(NO_SERVER);
      const { messages } = await answering({}, async () => {
        assert.deepEqual(await run(document, 0), []);
      });
      assert.match(messages.join(), /The setting smtp\.server: .*smtp:\/\/mail\.example\.com/);
    } finally {
      await settings.update('server', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('of the test server is told, with its address, and its port is free again after Stop', async () => {
    let url: string | undefined;
    const { messages } = await answering({}, async () => {
      url = await vscode.commands.executeCommand<string>('smtp.startTestServer');
    });
    assert.ok(url);
    assert.match(messages.join(), new RegExp(url.replaceAll('.', '\\.')));
    await vscode.commands.executeCommand('smtp.stopTestServer');
    const { document } = await open(`### Gone\nCONNECT ${url}\nS: 220\nC: QUIT\n`);
    const [result] = await run(document, 0);
    assert.equal(result?.failures[0]?.kind, 'refused');
  });

  it('logs a message with its envelope, cut where it grows long', () => {
    const raw = Buffer.from(`Subject: Hi\r\n\r\nHello\r\n${'x'.repeat(20_000)}\r\n`);
    const envelope = {
      from: 'a@example.com',
      to: ['b@example.com', 'c@example.com'],
      tls: true,
      protocol: 'ESMTPS',
    };
    const text = formatMessage({
      id: '4C36923E0BC',
      receivedAt: new Date(0),
      envelope,
      raw,
      size: raw.length,
    });
    const [heading, subject, blank, body] = text.split('\n');
    assert.equal(
      heading,
      `─── 4C36923E0BC ─── ESMTPS, ${raw.length} octets, from <a@example.com> to <b@example.com>, <c@example.com>`,
    );
    assert.deepEqual([subject, blank?.trim(), body], ['  Subject: Hi', '', '  Hello']);
    assert.match(text, /\n… \d+ more octets\n$/);
  });
});
