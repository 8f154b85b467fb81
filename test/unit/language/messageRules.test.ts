import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check, diagnose } from './check';

/** A message of ann's to bob, prefixed as a conversation of RFC 5321 is. */
const send = (...lines: string[]): string =>
  [
    'C: MAIL FROM:<ann@example.com>',
    'S: 250',
    'C: RCPT TO:<bob@example.org>',
    'S: 250',
    'C: DATA',
    'S: 354',
    ...lines.map((line) => (line === '' ? 'C:' : `C: ${line}`)),
    'C: .',
    'S: 250',
  ].join('\n');

/** The text after the first fix of its only finding. */
function mended(text: string): string {
  const [found, ...more] = diagnose(text);
  assert.deepEqual(more, []);
  return found?.fixed[0] ?? '';
}

describe('the rules about messages', () => {
  it('mend what is missing in the header, with the prefix of its lines', () => {
    const body = ['', 'How are you?'];
    assert.equal(
      mended(send('To: bob@example.org', 'Subject: x', ...body)),
      send('From: ann@example.com', 'To: bob@example.org', 'Subject: x', ...body),
    );
    assert.equal(
      mended(send('From: ann@example.com', 'Message-ID: <1@a.example>', ...body)),
      send('From: ann@example.com', 'Message-ID: <1@a.example>', 'Date: {{$date}}', ...body),
    );
    assert.equal(
      mended(
        send(
          'From: ann@example.com',
          'To: bob@example.org',
          'Cc: c@example.org',
          'To: Dan <d@example.org>',
          ...body,
        ),
      ),
      send('From: ann@example.com', 'To: bob@example.org, Dan <d@example.org>', 'Cc: c@example.org', ...body),
    );
    assert.equal(
      mended(send('From: Änn <ann@example.com>', ...body)),
      send('From: =?utf-8?B?w4Rubg==?= <ann@example.com>', ...body),
    );
  });

  it('mend with the prefix of the lines around, where one has lost its own', () => {
    const text = send('From: ann@example.com', 'Subject: x', 'How are you?', 'Ann').replace('C: How', 'How');
    const found = diagnose(text).find(({ code }) => code === 'missing-blank-line');
    assert.equal(found?.fixed[0], text.replace('How', 'C:\nHow'));
    assert.ok(!check(found.fixed[0]).join().includes('missing-blank-line'));
  });

  it('mend a multipart', () => {
    const type = 'Content-Type: multipart/mixed';
    const parts = ['', '--p q', '', 'one', '--p q', '', 'two'];
    const from = 'From: ann@example.com';
    assert.equal(
      mended(send(from, type, ...parts, '--p q--')),
      send(from, `${type}; boundary="p q"`, ...parts, '--p q--'),
    );
    assert.equal(
      mended(send(from, `${type}; boundary=other; charset=utf-8`, ...parts, '--p q--')),
      send(from, `${type}; boundary="p q"; charset=utf-8`, ...parts, '--p q--'),
    );
    assert.equal(
      mended(send(from, `${type}; boundary="p q"`, ...parts)),
      send(from, `${type}; boundary="p q"`, ...parts, '--p q--'),
    );
    assert.equal(
      mended(send(from, `${type}; boundary="p q"`, '', '--p q', 'one', '--p q--')),
      send(from, `${type}; boundary="p q"`, '', '--p q', '', 'one', '--p q--'),
    );
  });

  it('offer no fix that would make a chunk longer than its command says', () => {
    const found = diagnose(
      'C: BDAT 54 LAST\nC: From: ann@example.com\nC: Message-ID: <1@example.com>\nC:\nS: 250',
    );
    assert.deepEqual(
      found.map(({ code, fixes }) => [code, fixes.length]),
      [['missing-date', 0]],
    );
  });

  it('are silent about a message that the server is recorded to refuse', () => {
    const text = send(
      'To: bob@example.org',
      'To: bob@example.org',
      'Content-Type: multipart/mixed',
      'Grüße',
      '.x',
      'y'.repeat(999),
    );
    assert.notDeepEqual(check(text), []);
    assert.deepEqual(check(text.replace(/S: 250$/, 'S: 550 5.7.1')), []);
  });

  it('take no comment between prefixed lines for text of the message', () => {
    const text = send('From: ann@example.com', '', 'Hello').replace('C: Hello', '# Grüße\nC: Hello');
    assert.deepEqual(check(`C: EHLO a.example\nS: 250-b.example\nS: 250 8BITMIME\n${text}`), []);
  });

  it('say nothing of a boundary where the parts may come from elsewhere', () => {
    for (const line of ['< ./parts.txt', '{{$prompt parts}}', '...', '(and so on)'])
      assert.deepEqual(check(send('Content-Type: multipart/mixed; boundary=b', '', line)), [], line);
  });
});

describe('the rules about messages, whatever the message', () => {
  const line = fc.constantFrom(
    '',
    ' folded',
    'From: ann@example.com',
    'From:',
    'To: "a, b" <bob@example.org>, (c) d@example.net',
    'Message-ID: <1@example.com>',
    'Subject: Grüße',
    'Content-Type: multipart/mixed; boundary="b"',
    'Content-Type: multipart/mixed; boundary=b2;',
    'Content-Type: multipart/mixed',
    'Content-Type: message/rfc822',
    '--b',
    '--b--',
    '--b2',
    '.x',
    '...',
    '< ./file',
    '{{$guid}}',
    'text ü',
  );

  it('never throw, and name places in the text', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 14 }),
        fc.constantFrom('DATA', 'BDAT 40 LAST'),
        (lines, command) => {
          const text = send(...lines).replace('C: DATA', `C: ${command}`);
          for (const { span, fixes } of diagnose(text))
            for (const { start, end } of [
              span,
              ...fixes.flatMap(({ changes }) => changes.map((change) => change.span)),
            ])
              assert.ok(start <= end && end <= text.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are mended by their fixes: what is left is another mistake', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        const text = send(...lines);
        const [found] = diagnose(text);
        const fixed = found?.fixed[0];
        if (found === undefined || fixed === undefined) return;
        const count = (all: string): number => diagnose(all).filter(({ code }) => code === found.code).length;
        // A blank line may turn fields into text, and text into parts; nothing else does.
        if (!/^(?:missing-blank-line|unused-boundary|missing-boundary)$/.test(found.code))
          assert.ok(count(fixed) < count(text), `${found.code}\n${fixed}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('literal-credential', () => {
  const fixed = (...lines: string[]): string => {
    const found = diagnose(lines.join('\n')).find(({ code }) => code === 'literal-credential');
    return found?.fixed[0] ?? '';
  };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  it('moves a password to a secret that bears the name of its user', () => {
    assert.equal(
      fixed(`C: AUTH PLAIN ${base64('\0ann.b@example.com\0sesame')}`, 'S: 235'),
      'C: AUTH PLAIN {{$plain ann.b@example.com {{$secret ann-b}}}}\nS: 235',
    );
    assert.equal(
      fixed(`C: AUTH PLAIN ${base64('\0ann b\0sesame')}`, 'S: 235'),
      'C: AUTH PLAIN {{$plain "ann b" {{$secret ann-b}}}}\nS: 235',
    );
    assert.equal(
      fixed(
        'C: AUTH LOGIN',
        'S: 334',
        `C: ${base64('ann@example.com')}`,
        'S: 334',
        `C: ${base64('open sesame')}`,
        'S: 235',
      ),
      `C: AUTH LOGIN\nS: 334\nC: ${base64('ann@example.com')}\nS: 334\nC: {{$base64 {{$secret ann}}}}\nS: 235`,
    );
    assert.equal(
      fixed(`C: AUTH XOAUTH2 ${base64('user=ann\x01auth=Bearer sesame\x01\x01')}`, 'S: 235'),
      'C: AUTH XOAUTH2 {{$secret password}}\nS: 235',
    );
  });

  it('offers no fix that would send something else', () => {
    for (const message of ['root\0ann\0sesame', '\0{{x}}\0sesame', '\0a"b\0sesame'])
      assert.equal(fixed(`C: AUTH PLAIN ${base64(message)}`, 'S: 235'), '', message);
  });

  it('never shows what is secret', () => {
    for (const message of ['\0ann\0sesame', 'root\0ann\0sesame'])
      for (const { message: said, fixes } of diagnose(`C: AUTH PLAIN ${base64(message)}\nS: 235`))
        assert.doesNotMatch(JSON.stringify([said, fixes]), /sesame|c2VzYW1l|AHNlc2FtZ/);
  });
});

describe('bad-chunk-size and unknown-command', () => {
  it('tell text that runs over from commands that follow', () => {
    assert.deepEqual(check('C: BDAT 3 LAST\nC: x\nC: more text\nC:\nC: QUIT'), ['bad-chunk-size @1']);
    assert.deepEqual(check('C: BDAT 3 LAST\nC: x\nS: 250\nC: MAOL FROM:<a@b.example>'), [
      'unknown-command @4',
    ]);
    assert.deepEqual(check('C: BDAT 3 LAST\nC: x\nC: QUIT'), []);
  });
});
