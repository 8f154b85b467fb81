import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeLenses } from '../../../src/language/codeLens';
import { findFunction, FUNCTIONS } from '../../../src/language/functions';
import { parse } from '../../../src/syntax/parse';
import { check, diagnose } from './check';

describe('validate', () => {
  it('finds both mistakes of a tutorial, and they are all it finds', () => {
    const tutorial = [
      'S: 220 mail.example.org ESMTP Postfix',
      'C: EHLO client.example.com',
      'S: 250-mail.example.org',
      'S: 250-AUTH PLAIN LOGIN',
      'S: 250-AUTH=PLAIN LOGIN',
      'S: 250 DSN',
      'C: AUTH LOGIN',
      'S: 334 VXNlcm5hbWU6',
      'C: YW5uQGV4YW1wbGUuY29t',
      'S: 334 UGFzc3dvcmQ6',
      'C: c2VzYW1l',
      'S: 235 2.7.0 Authentication successful',
      'C: MAIL FROM: ann@example.com',
      'S: 250 2.1.0 Ok',
      'C: RCPT: bob@example.org',
      'S: 250 2.1.5 Ok',
      'C: DATA',
      'S: 354 End data with <CR><LF>.<CR><LF>',
      'C: From: Ann <ann@example.com>',
      'C: To: bob@example.org',
      'C: Subject: Test',
      'C: X-Custom-Header: another header',
      'C: This line was meant to be the body.',
      'C: .',
      'S: 250 2.0.0 Ok: queued as 4F1A2',
      'C: QUIT',
      'S: 221 2.0.0 Bye',
    ].join('\n');
    assert.deepEqual(check(tutorial), [
      'literal-credential @11',
      'bracketed-address @13',
      'unknown-command @15',
      'missing-blank-line @23',
    ]);
    const [credential, hint, command, blankLine] = diagnose(tutorial);
    assert.equal(credential?.severity, 'hint');
    assert.equal(hint?.severity, 'hint');
    assert.equal(command?.fixed[0], tutorial.replace('RCPT: bob@example.org', 'RCPT TO:<bob@example.org>'));
    assert.equal(blankLine?.fixed[0], tutorial.replace('C: This line', 'C:\nC: This line'));
  });

  it('puts the parser’s diagnostics and the rules’ in the order of the text', () => {
    assert.deepEqual(check('# @tmeout 3s\nC: RCPT: a@b.example\nbare\nC: EHLO {{x}}\nS: 999'), [
      'unknown-directive @1',
      'unknown-command @2',
      'bare-line @3',
      'unknown-variable @4',
      'malformed-reply @5',
    ]);
  });

  it('never quotes a credential', () => {
    const texts = [
      'C: AUTH PLAIN ann sesame',
      'C: AUTH PLAIN sesame',
      'C: AUTH PLAIN ann my sesame',
      'C: AUTH LOGIN\nC: sesame\nC: sesame',
      'C: AUTH LOGIN ann sesame',
      'C: AUTH CRAM-MD5\nC: sesame!',
      'C: AUTH PLAIN\nS: 235\nC: sesame',
      'C: PLAIN sesame',
      'C: LOGIN ann sesame',
      'C: AUHT PLAIN sesame',
      'CONNECT smtp://mail.example.com\nC: AUTH PLAIN sesame',
    ];
    for (const text of texts) {
      const found = diagnose(text);
      assert.notEqual(found.length, 0, text);
      for (const { message, fixes } of found)
        for (const shown of [message, ...fixes.map(({ title }) => title)])
          assert.doesNotMatch(shown, /sesame|c2VzYW1l/, text);
    }
  });

  it('says less where the recorded reply shows that the server does not mind', () => {
    const severities = (text: string): string[] => diagnose(text).map(({ severity }) => severity);
    assert.deepEqual(severities('C: EHLO\nS: 250'), ['warning']);
    assert.deepEqual(severities('C: EHLO'), ['error']);
    assert.deepEqual(severities('S: 220 hi\nC: MAIL FROM:<a@b.example>\nS: 250'), ['warning']);
    assert.deepEqual(severities('S: 220 hi\nC: MAIL FROM:<a@b.example>'), ['error']);
    assert.deepEqual(severities('S: 220 hi\nC: MAIL FROM:<a@b.example>\nS: 250|503'), ['error']);
  });

  it('speaks of an order only from where it sees the conversation', () => {
    for (const gap of [
      'C: <something happens>',
      'S: [something else]',
      'C!: MAIL FROM:<a@b.example>\\r\\n',
      'C: {{what}}',
    ])
      assert.deepEqual(check(`@what = MAIL\nC: RSET\nS: 250\n${gap}\nC: DATA\nC: .`), [], gap);
    assert.deepEqual(check('C: RSET\nS: 250\nC: NOOP\nC: DATA\nC: .'), ['data-before-mail @4']);
  });

  it('takes captures, files’ and transcripts’ variables and the environment’s for known', () => {
    const text = '@a = {{d}}\n### x\n@b = 1\nC: EHLO {{a}}\nS: 250 /(?<c>x)/\nC: NOOP {{b}} {{c}} {{d}}';
    assert.deepEqual(check(text, { environmentNames: ['d'] }), []);
    assert.deepEqual(check(text), ['unknown-variable @1', 'unknown-variable @6']);
  });

  it('never throws, and neither do lenses and fixes', () => {
    const line = fc.constantFrom(
      ...['C: ', 'S: ', '', 'C!: ', '### ', '# @server '].flatMap((prefix) =>
        [
          'AUTH PLAIN',
          'AUTH LOGIN x y',
          'a b',
          'DATA',
          '.',
          'RCPT: x',
          'MAIL FROM:',
          '{{',
          '{{a',
          '{{a}}',
          '250-',
          '334',
          'x: y',
          '\r',
          ' ',
        ].map((rest) => prefix + rest),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 12 }), (lines) => {
        const text = lines.join('\n');
        for (const { span } of diagnose(text)) assert.ok(span.start <= span.end && span.end <= text.length);
        codeLenses(parse(text), { uri: 'a' });
      }),
      { numRuns: 500 },
    );
  });
});

describe('the table of functions', () => {
  it('has each name once, and its syntax starts with it', () => {
    assert.equal(new Set(FUNCTIONS.map(({ name }) => name)).size, FUNCTIONS.length);
    for (const info of FUNCTIONS) {
      assert.match(info.name, /^\$[A-Za-z]\w*$/);
      assert.ok(info.syntax.startsWith(info.name));
      assert.equal(findFunction(info.name), info);
    }
    assert.equal(findFunction('$nothing'), undefined);
  });
});
