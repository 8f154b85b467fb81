import assert from 'node:assert/strict';
import { check } from './check';
import { accept, complete, completeAt, editOf, labels } from './complete';
import { CONVERSATIONS } from '../../../src/language/completion/conversations';
import { conversationTemplate } from '../../../src/language/completion/snippets';
import { fromTemplate } from '../../../src/language/completion/template';
import { parse } from '../../../src/syntax/parse';

describe('templates', () => {
  it('are a plain text and a snippet', () => {
    assert.deepEqual(fromTemplate('MAIL FROM:<[[a@example.com]]> [[]]'), {
      text: 'MAIL FROM:<a@example.com> ',
      snippet: 'MAIL FROM:<${1:a@example.com}> $2',
    });
  });

  it('fill places with the same text together', () => {
    assert.equal(fromTemplate('[[a]] [[b]] [[a]]').snippet, '${1:a} ${2:b} $1');
  });

  it('hide what has a meaning in snippets', () => {
    const { text, snippet } = fromTemplate('{{$secret [[work]]}} [1] \\n[[\\n]]');
    assert.equal(text, '{{$secret work}} [1] \\n\\n');
    assert.equal(snippet, '{{\\$secret ${1:work}\\}\\} [1] \\\\n${2:\\\\n}');
  });
});

describe('snippets of conversations', () => {
  for (const conversation of CONVERSATIONS) {
    const { text } = fromTemplate(
      conversationTemplate(conversation, { titled: false, connected: false }).join('\n'),
    );
    for (const [name, source] of [
      ['', text],
      [' with CRLF', text.replaceAll('\n', '\r\n')],
    ] as const)
      it(`${conversation.label}${name}: is in order`, () => {
        assert.deepEqual(check(source), []);
        const document = parse(source);
        const [transcript, ...others] = document.transcripts;
        assert.ok(transcript);
        assert.deepEqual(others, []);
        assert.equal(transcript.mode, 'annotated');
        assert.equal(transcript.title, conversation.label);
        assert.equal(transcript.connections.length, 1);
        for (const { request, replies } of transcript.exchanges)
          assert.ok(replies.length > 0, `no reply is recorded for ${request?.kind ?? 'the greeting'}`);
        const kinds = new Set(document.lines.map(({ kind }) => kind));
        for (const kind of ['bare', 'note', 'chatter'] as const) assert.ok(!kinds.has(kind), kind);
      });
  }

  it('have labels of their own', () => {
    assert.equal(new Set(CONVERSATIONS.map(({ label }) => label)).size, CONVERSATIONS.length);
  });

  const kinds = [
    'plain text',
    'STARTTLS',
    'implicit',
    'attachment',
    'BDAT',
    'LMTP',
    'DSN',
    'VRFY',
    'Pipelined',
    'smuggling',
    'relay',
  ];
  const mechanisms = [
    'PLAIN',
    'LOGIN',
    'CRAM-MD5',
    'SCRAM-SHA-1',
    'SCRAM-SHA-256',
    'SCRAM-SHA-1-PLUS',
    'SCRAM-SHA-256-PLUS',
    'XOAUTH2',
    'OAUTHBEARER',
    'EXTERNAL',
  ];
  it('are there for every kind and mechanism', () => {
    for (const kind of kinds)
      assert.ok(
        CONVERSATIONS.some(({ label }) => label.includes(kind)),
        kind,
      );
    for (const mechanism of mechanisms)
      assert.ok(
        CONVERSATIONS.some(({ label }) => label === `AUTH ${mechanism}`),
        mechanism,
      );
  });

  const offered = async (marked: string): Promise<boolean> =>
    (await labels(marked)).includes('Submission in plain text');

  it('are offered where a conversation may begin', async () => {
    assert.ok(await offered('|'));
    assert.ok(await offered('sub|'));
    assert.ok(await offered('### Title\n|'));
    assert.ok(await offered('@a = b\n\n|'));
    assert.ok(await offered('### a\nS: 220\nC: QUIT\nS: 221\n\n|'));
    assert.ok(await offered('### a\nS: 220\nC: QUIT\nS: 221\n\n|\n### b\nS: 220\n'));
  });

  it('are not offered inside of one', async () => {
    assert.ok(!(await offered('S: 220\nC: EHLO me\n|')));
    assert.ok(!(await offered('S: 220\n|\nC: QUIT\n')));
    assert.ok(!(await offered('C: |')));
    assert.ok(!(await offered('C: DATA\nS: 354\n\n|')));
    assert.ok(!(await offered('C: DATA\nS: 354\nHi\n|\n.\n')));
  });

  it('leave out what is there already', async () => {
    const accepted = await accept('### Mine\ntelnet localhost 25\n|', 'VRFY and EXPN');
    assert.ok(accepted.startsWith('### Mine\ntelnet localhost 25\nS: 220\n'), accepted);
    const titled = await accept('### Mine\n|', 'VRFY and EXPN');
    assert.ok(titled.startsWith('### Mine\nCONNECT smtp://mail.example.com:25\nS: 220\n'), titled);
    const shared = await accept('# @server smtp://a.example\n\n|', 'VRFY and EXPN');
    assert.ok(shared.startsWith('# @server smtp://a.example\n\n### VRFY and EXPN\nS: 220\n'), shared);
    const second = await accept('### a\nCONNECT smtp://a.example\nS: 220\n\n|', 'VRFY and EXPN');
    assert.ok(second.includes('\n\n### VRFY and EXPN\nCONNECT smtp://mail.example.com:25\nS: 220\n'), second);
  });

  it('are plain text where snippets are not known', async () => {
    const plain = (await complete('|')).find(({ label }) => label === 'AUTH PLAIN');
    const snippet = (await complete('|', { snippets: true })).find(({ label }) => label === 'AUTH PLAIN');
    assert.ok(plain && snippet);
    assert.equal(plain.insertTextFormat, 1);
    assert.equal(snippet.insertTextFormat, 2);
    assert.ok(editOf(plain).newText.includes('{{$plain user@example.com {{$secret work}}}}'));
    assert.ok(
      editOf(snippet).newText.includes('{{\\$plain ${4:user@example.com} {{\\$secret ${5:work}\\}\\}\\}\\}'),
    );
  });

  it("end their lines as the file's", async () => {
    const text = '### a\r\n';
    const item = (await completeAt(text, text.length)).find(({ label }) => label === 'AUTH PLAIN');
    assert.ok(item);
    assert.ok(!/(?<!\r)\n/.test(editOf(item).newText));
  });
});
