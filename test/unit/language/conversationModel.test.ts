import assert from 'node:assert/strict';
import { modelTranscript, stateAt, type TranscriptModel } from '../../../src/language/conversationModel';
import type { ConversationState } from '../../../src/language/conversationState';
import type { TranscriptDocument } from '../../../src/syntax/document';
import { parse } from '../../../src/syntax/parse';

/** The model of the first transcript. */
function modelOf(document: TranscriptDocument): TranscriptModel {
  const [transcript] = document.transcripts;
  assert.ok(transcript);
  return modelTranscript(document, transcript);
}

/** The state before the client line that stands on a line, counted from 1. */
function at(text: string, line: number): ConversationState {
  const found = stateAt(parse(text), line - 1);
  assert.ok(found);
  return found.state;
}

function pick(state: ConversationState, ...keys: (keyof ConversationState)[]): Partial<ConversationState> {
  return Object.fromEntries(keys.map((key) => [key, state[key]]));
}

const SESSION = [
  'telnet smtp.example.com 587', // 1
  'S: 220 smtp.example.com ESMTP',
  'C: EHLO client.example.com', // 3
  'S: 250-smtp.example.com',
  'S: 250 STARTTLS',
  'C: STARTTLS', // 6
  'S: 220 Go ahead',
  'C: EHLO client.example.com', // 8
  'S: 250-smtp.example.com',
  'S: 250-SIZE 1000',
  'S: 250 AUTH PLAIN LOGIN',
  'C: AUTH LOGIN', // 12
  'S: 334 VXNlcm5hbWU6',
  'C: YW5u', // 14
  'S: 334 UGFzc3dvcmQ6',
  'C: {{$base64 {{$secret ann}}}}', // 16
  'S: 235 Ok',
  'C: MAIL FROM:<ann@example.com> SIZE=100', // 18
  'S: 250 Ok',
  'C: RCPT TO:<nobody@example.org>', // 20
  'S: 550 No such user',
  'C: RCPT TO:<bob@example.org>', // 22
  'S: 250 Ok',
  'C: DATA', // 24
  'S: 354 Go ahead',
  'C: Subject: Hello', // 26
  'C: .',
  'S: 250 Ok',
  'C: QUIT', // 29
  'S: 221 Bye',
  '',
].join('\n');

describe('the model of a conversation', () => {
  it('knows greeting, TLS, what is offered and who is authenticated', () => {
    assert.deepEqual(pick(at(SESSION, 1), 'connection', 'greeted', 'tls'), {
      connection: 'unknown',
      greeted: 'unknown',
      tls: 'no',
    });
    assert.deepEqual(pick(at(SESSION, 3), 'connection', 'greeted', 'authenticated', 'capabilities'), {
      connection: 'open',
      greeted: 'no',
      authenticated: 'no',
      capabilities: undefined,
    });
    assert.equal(at(SESSION, 6).greeting, 'EHLO');
    assert.deepEqual([...(at(SESSION, 6).capabilities?.keywords.keys() ?? [])], ['STARTTLS']);
    assert.deepEqual(pick(at(SESSION, 8), 'tls', 'greeted', 'capabilities', 'connection'), {
      tls: 'yes',
      greeted: 'forgotten',
      capabilities: undefined,
      connection: 'open',
    });
    assert.deepEqual(at(SESSION, 12).capabilities?.keywords.get('AUTH'), ['PLAIN', 'LOGIN']);
    assert.deepEqual(at(SESSION, 14).authentication, { mechanism: 'LOGIN', step: 0 });
    assert.deepEqual(at(SESSION, 16).authentication, { mechanism: 'LOGIN', step: 1 });
    assert.equal(at(SESSION, 16).authenticated, 'no');
    assert.deepEqual(pick(at(SESSION, 18), 'authenticated', 'authentication', 'transaction'), {
      authenticated: 'yes',
      authentication: undefined,
      transaction: 'no',
    });
  });

  it('knows the transaction, its recipients and its content', () => {
    const transaction = (line: number): unknown[] =>
      Object.values(pick(at(SESSION, line), 'transaction', 'recipients', 'content'));
    assert.deepEqual(transaction(20), ['yes', 'none', 'none']);
    assert.deepEqual(transaction(22), ['yes', 'refused', 'none']);
    assert.deepEqual(transaction(24), ['yes', 'some', 'none']);
    assert.deepEqual(transaction(26), ['yes', 'some', 'data']);
    assert.deepEqual(transaction(27), ['yes', 'some', 'data']);
    assert.deepEqual(transaction(29), ['no', 'none', 'none']);
    assert.equal(at(SESSION, 31).connection, 'closed');
    // The empty line behind the last line end is where the next command would be written.
    assert.equal(at(SESSION, 32).connection, 'closed');
    const model = modelOf(parse(SESSION));
    const mail = model.steps.find(({ command }) => command?.verb === 'MAIL')?.transaction;
    assert.deepEqual(
      mail?.recipients.map(({ command, outcome }) => [command?.path?.parsed.address, outcome]),
      [
        ['nobody@example.org', 'refused'],
        ['bob@example.org', 'accepted'],
      ],
    );
    assert.deepEqual(
      mail.content.map(({ line }) => line + 1),
      [26],
    );
    assert.equal(mail.mail?.command?.parameters[0]?.value, '100');
  });

  it('follows chunks', () => {
    const text = 'C: MAIL FROM:<>\nC: RCPT TO:<a@b.example>\nC: BDAT 3\nC: x\nC: BDAT 0 LAST\nC: NOOP';
    assert.equal(at(text, 3).content, 'none');
    assert.equal(at(text, 4).content, 'chunks');
    assert.equal(at(text, 5).content, 'chunks');
    assert.deepEqual(pick(at(text, 6), 'content', 'transaction'), { content: 'last', transaction: 'no' });
  });

  it('knows nothing after a gap, but for the handshake after STARTTLS', () => {
    assert.equal(at('C: RSET\nS: 250\nC: NOOP', 3).transaction, 'no');
    assert.equal(at('C: RSET\nS: 250\nC: <something happens>\nC: NOOP', 4).transaction, 'unknown');
    assert.equal(at('C: RSET\nS: 250\nC: <something happens>\n', 4).transaction, 'unknown');
    assert.equal(at('C: STARTTLS\nS: 220\nC: <negotiates TLS>\nC: EHLO x', 4).tls, 'yes');
    assert.equal(at('C: STARTTLS\nS: 220\nC: <negotiates TLS>\n', 4).tls, 'yes');
    assert.equal(at('CONNECT smtps://a.example\nS: <waits for a client>\nC: EHLO x', 3).tls, 'yes');
    assert.equal(at('C: RSET\nS: 250\nC!: NOOP\\r\\n\nC: NOOP', 4).transaction, 'unknown');
    assert.equal(at('C: EHLO x\nS: 421 Later\nC: NOOP', 3).greeted, 'unknown');
  });

  it('hears from swaks that TLS is active', () => {
    const text = [
      '=== Trying mail.example.com:465...',
      '=== TLS started with cipher TLSv1.3',
      '<~  220 hi',
      ' ~> EHLO x',
    ];
    assert.equal(at(text.join('\n'), 4).tls, 'yes');
  });

  it('knows a closed connection, and the next one', () => {
    assert.equal(at('C: QUIT\nS: 221\nC: NOOP', 3).connection, 'closed');
    assert.equal(at('C: QUIT\nC: NOOP', 2).connection, 'unknown');
    assert.equal(at('C: NOOP\nS: <close>\nC: NOOP', 3).connection, 'lost');
    assert.equal(at('C: QUIT\nS: 221\nS: 220 again\nC: EHLO x', 4).connection, 'open');
    assert.equal(at('C: QUIT\nS: 221\ntelnet a.example 25\nC: EHLO x', 4).connection, 'unknown');
  });

  it('takes an EHLO reply for an offer only if it is there in full', () => {
    const offers = (reply: string): unknown =>
      at(`C: EHLO x\n${reply}\nC: NOOP`, reply.split('\n').length + 2).capabilities;
    assert.ok(offers('S: 250-a.example\nS: 250 SIZE'));
    for (const reply of ['S: 250 a.example', 'S: 250', 'S: 250-a\nS: ...', 'S: 250-a\nS: 250 /SIZE/'])
      assert.equal(offers(reply), undefined, reply);
    assert.equal(at('C: HELO x\nS: 250-a\nS: 250 SIZE\nC: NOOP', 4).capabilities, undefined);
  });

  it('hands on a state that does not change, and is made once', () => {
    const document = parse('C: NOOP\nS: 250\nC: VRFY a\nS: 252\nC: RSET\nC: RSET');
    const model = modelOf(document);
    const states = model.steps.map(({ before }) => before);
    assert.equal(states[0], states[1]);
    assert.equal(states[1], states[2]);
    assert.equal(model.end, states[3]);
    assert.equal(modelOf(document), model);
  });

  it('has no state outside of transcripts', () => {
    assert.equal(stateAt(parse('@a = b\n### x\nC: NOOP'), 0), undefined);
    assert.equal(stateAt(parse(''), 0), undefined);
  });

  it('reads paths and parameters, with `{{…}}` in them', () => {
    const command = (line: string): unknown => {
      const found = modelOf(parse(line)).steps[0]?.command;
      return [
        found?.path?.parsed.address,
        found?.parameters.map(
          ({ name, value, span }) => `${name}|${value ?? ''}|${line.slice(span.start, span.end)}`,
        ),
      ];
    };
    assert.deepEqual(command('C: MAIL FROM:<a@b.example> size=10  SMTPUTF8'), [
      'a@b.example',
      ['SIZE|10|size=10', 'SMTPUTF8||SMTPUTF8'],
    ]);
    assert.deepEqual(command('C: RCPT TO: <{{$processEnv TO}}> NOTIFY={{when}}'), [
      undefined,
      ['NOTIFY|{{when}}|NOTIFY={{when}}'],
    ]);
    assert.deepEqual(command('C: MAIL FROM:{{from}} SIZE={{$size}} {{more}}'), [
      undefined,
      ['SIZE|{{$size}}|SIZE={{$size}}'],
    ]);
    assert.deepEqual(command('C: MAIL FROM:<a@b@c> SIZE=1'), [undefined, []]);
    assert.deepEqual(command('C: DATA x=y'), [undefined, []]);
  });
});
