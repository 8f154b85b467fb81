import assert from 'node:assert/strict';
import { parse } from '../../../src/syntax/parse';
import { checkLines, conversation, fixed, problems } from './shape';

const exchanges = (...lines: string[]): string[] => conversation(parse(lines.join('\n')));

describe('syntax/conversation', () => {
  it('takes the line after AUTH CRAM-MD5 for a response even if the AUTH line has an argument', () => {
    const document = checkLines(`
command    | C: AUTH CRAM-MD5 {{$sasl user password}}
response   | C: {{$sasl}}
command    | C: QUIT
`);
    assert.deepEqual(problems(document), []);
  });

  describe('replies', () => {
    it('belong to the request before them, the first to nobody', () => {
      assert.deepEqual(
        exchanges('S: 220', 'C: EHLO x', 'S: 250-a', 'S: 250 b', 'C: QUIT', 'S: 221', 'S: <close>'),
        ['- → 220', 'EHLO x → 250-a⏎250 b', 'QUIT → 221 / <close>'],
      );
    });

    it('belong to the requests of a pipelined group in order', () => {
      assert.deepEqual(
        exchanges('C: MAIL FROM:<>', 'C: RCPT TO:<a@b>', 'C: DATA', 'S: 250', 'S: 250', 'S: 354'),
        ['MAIL FROM:<> → 250', '+RCPT TO:<a@b> → 250', '+DATA → 354'],
      );
    });

    it('may come after a message and the command behind it, as in RFC 2920', () => {
      const document = checkLines(`
command    | C: MAIL FROM:<a@example.com>
command    | C: RCPT TO:<b@example.com>
command    | C: DATA
server     | S: 250 sender ok
server     | S: 250 recipient ok
server     | S: 354 enter mail
note       |     ...
content    | C: Subject: x
terminator | C: .
command    | C: QUIT
server     | S: 250 message sent
server     | S: 221 goodbye`);
      assert.deepEqual(conversation(document), [
        'MAIL FROM:<a@example.com> → 250 sender ok',
        '+RCPT TO:<b@example.com> → 250 recipient ok',
        '+DATA → 354 enter mail',
        '[Subject: x⏎.] → 250 message sent',
        '+QUIT → 221 goodbye',
      ]);
    });

    it('are several for one message in LMTP', () => {
      assert.deepEqual(
        exchanges('C: DATA', 'S: 354', 'C: x', 'C: .', 'S: 250 a', 'S: 452 b', 'C: QUIT', 'S: 221'),
        ['DATA → 354', '[x⏎.] → 250 a / 452 b', 'QUIT → 221'],
      );
    });

    it('elide their further lines, also those of a group', () => {
      assert.deepEqual(
        exchanges(
          'C: EHLO x',
          'S: 250-a',
          'S: ...',
          'S: 250 b',
          'C: NOOP',
          'C: HELP',
          'S: 250',
          'S: ...',
          'S: 214',
        ),
        ['EHLO x → 250-a⏎...⏎250 b', 'NOOP → 250⏎...', '+HELP → 214'],
      );
      assert.deepEqual(exchanges('C: EHLO x', 'S: ...', 'C: NOOP', 'S: 250'), ['EHLO x → ...', 'NOOP → 250']);
    });

    it('that may not come settle their request', () => {
      assert.deepEqual(exchanges('C: A', 'S?: 250', 'S?: 451', 'C: B', 'S: 250'), [
        'A → ?250 / ?451',
        'B → 250',
      ]);
      assert.deepEqual(exchanges('C: A', 'S?: 250', 'S: 251', 'C: B', 'S: 250'), [
        'A → ?250 / 251',
        'B → 250',
      ]);
    });

    it('have the assertions behind them, also in a group', () => {
      assert.deepEqual(
        exchanges('C: A', 'C: B', 'S: 250', '?? code == 250', 'S: 251', '?? code == 251', 'C: D', '?? x'),
        ['A → 250 ?? code == 250', '+B → 251 ?? code == 251', 'D ?? x'],
      );
      assert.deepEqual(exchanges('### T', '?? tls.authorized == true', 'C: A'), [
        '- ?? tls.authorized == true',
        'A',
      ]);
    });

    it('that are left out do not shift the others', () => {
      assert.deepEqual(exchanges('C: A', 'C: B', 'S: 250 b', 'C: D', 'S: 250 d'), [
        'A',
        '+B → 250 b',
        'D → 250 d',
      ]);
      assert.deepEqual(exchanges('C: RCPT TO:<a@b>', 'C: DATA', 'S: 354', 'C: x', 'C: .', 'S: 250 q'), [
        'RCPT TO:<a@b>',
        '+DATA → 354',
        '[x⏎.] → 250 q',
      ]);
      assert.deepEqual(exchanges('RCPT TO:<a@b>', 'DATA', '354 go', 'x', '.', '250 q', 'QUIT'), [
        'RCPT TO:<a@b>',
        '+DATA → 354 go',
        '[x⏎.] → 250 q',
        'QUIT',
      ]);
      assert.deepEqual(exchanges('C: A', 'C: B', 'C: D', 'S: 250 b', '?? x', 'S: 250 d', '?? y', 'C: E'), [
        'A',
        '+B → 250 b ?? x',
        '+D → 250 d ?? y',
        'E',
      ]);
    });

    it('to DATA decide on content, whatever else is left out', () => {
      assert.deepEqual(exchanges('C: RCPT TO:<a@b>', 'C: DATA', 'S: 503', 'C: QUIT', 'S: 221'), [
        'RCPT TO:<a@b>',
        '+DATA → 503',
        'QUIT → 221',
      ]);
    });

    it('keep several thousand requests and replies apart without going over them again', () => {
      const lines = Array.from({ length: 20_000 }, (_, at) => `C: NOOP ${at}`);
      const replies = lines.map((_, at) => `S: 250 ${at}`);
      const found = exchanges(...lines, ...replies);
      assert.equal(found.at(-1), '+NOOP 19999 → 250 19999');
    });
  });

  describe('the notation', () => {
    it('of RFC 821 is known by its R:', () => {
      for (const first of ['R: 220 ready', 'S: <opens the connection>']) {
        const document = parse([first, 'S: HELO x', 'R: 250 ok', 'S: QUIT', 'R: 221 bye'].join('\n'));
        assert.deepEqual(problems(document), []);
        assert.deepEqual(conversation(document).slice(-2), ['HELO x → 250 ok', 'QUIT → 221 bye']);
        assert.equal(document.transcripts[0]?.notation, 'sender-receiver');
      }
      assert.deepEqual(exchanges('S: 220', 'C: NOOP', 'S: 250', '### Next', 'R: 220'), [
        '- → 220',
        'NOOP → 250',
      ]);
    });

    it('of RFC 3461 is angles', () => {
      assert.deepEqual(
        exchanges('<<< 220 ready', '>>> DATA', '<<< 354', '>>> >>> quoted', '>>> .', '<<< 250'),
        ['- → 220 ready', 'DATA → 354', '[>>> quoted⏎.] → 250'],
      );
    });

    it('of swaks is its arrows, and the server is what it says that it tries', () => {
      const document = checkLines(`
connection | === Trying mail.example.com:587...
chatter    | === Connected to mail.example.com.
server     | <-  220 ready
command    |  -> STARTTLS
server     | <-  220 go ahead
chatter    | === TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256
command    |  ~> DATA
server     | <~  354 go
content    |  ~> Subject: x
content    |  ~>
terminator |  ~> .
server     | <~* 550 no
chatter    | *** Remote host closed the connection unexpectedly.`);
      assert.deepEqual(problems(document), []);
      assert.deepEqual(document.transcripts[0]?.connections[0]?.connection.endpoint, {
        scheme: 'smtp',
        host: 'mail.example.com',
        port: 587,
        options: {},
      });
    });

    it('is the same in a transcript’s messages', () => {
      const document = checkLines(`
command    | C: DATA
server     | S: 354
content    | >>> quoted
content    | -> arrow
content    | R: recipient
terminator | .
server     | S: 250`);
      assert.deepEqual(problems(document), []);
    });
  });

  describe('remarks', () => {
    it('come in several forms', () => {
      const document = checkLines(`
command    | C: NOOP
note       | S: {the server thinks}
note       | . . .
note       | {The server closes the connection}
command    | C: NOOP {{x}}
command    | C: {{x}}
command    | C: {x}`);
      assert.deepEqual(problems(document), []);
    });

    it('stand for a chunk', () => {
      const document = parse('C: BDAT 86\nC: (86 octets)\nC: BDAT 324 LAST\nC: [324 octets]\nS: 250\nS: 250');
      assert.deepEqual(conversation(document), [
        'BDAT 86 [(86 octets)] → 250',
        '+BDAT 324 LAST [[324 octets]] → 250',
      ]);
    });
  });

  it('BDAT without a size has no chunk', () => {
    assert.deepEqual(exchanges('C: BDAT', 'S: 501', 'C: QUIT', 'S: 221'), ['BDAT → 501', 'QUIT → 221']);
    assert.deepEqual(exchanges('C: BDAT LAST', 'C: QUIT'), ['BDAT LAST', '+QUIT']);
  });

  it('a message that the server does not let the client finish has no end', () => {
    const document = parse('C: DATA\nS: 354\nC: Subject: x\nS: <close>');
    assert.deepEqual(problems(document), []);
    assert.deepEqual(conversation(document), ['DATA → 354', '[Subject: x] → <close>']);
  });

  it('the dot that is missing goes before a QUIT', () => {
    assert.equal(
      fixed('C: DATA\nS: 354\nC: x\nC: QUIT\nS: 221\n', 'missing-terminator'),
      'C: DATA\nS: 354\nC: x\nC: .\nC: QUIT\nS: 221\n',
    );
    assert.equal(
      fixed('  c: DATA\r\n  s: 354\r\n  c: x', 'missing-terminator'),
      '  c: DATA\r\n  s: 354\r\n  c: x\r\n  c: .',
    );
  });

  it('a mark of another notation is changed', () => {
    assert.equal(fixed('C: NOOP\n<-  250 ok', 'bare-line'), 'C: NOOP\nS: 250 ok');
    assert.equal(fixed(' -> NOOP\nS: 250 ok', 'bare-line'), ' -> NOOP\n<-  250 ok');
  });

  it('swaks tells that it began with TLS', () => {
    const scheme = (...lines: string[]): string | undefined =>
      parse(['=== Trying h:465...', '=== Connected to h.', ...lines, '<~  220 hi'].join('\n')).transcripts[0]
        ?.connections[0]?.connection.endpoint?.scheme;
    assert.equal(scheme('=== TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256'), 'smtps');
    assert.equal(scheme(), 'smtp');
    assert.equal(scheme('<-  220 hi', '=== TLS started'), 'smtp');
  });

  describe('a wrapped line', () => {
    it('is a note below a line with a prefix', () => {
      const document = checkLines(`
server     | S: 250-mail.example.com offers a warm hug
note       |      of welcome
command    | C: AUTH PLAIN dGVzdAB0ZXN0QGV4YW1wbGUuY29tAHRlc3Qx
note       |     MjM0
note       |     NTY3
server     | S: 235 ok
command    | C: DATA
content    | C: Subject: a long
note       |      subject
terminator | C: .
server     | S: 250
bare       |      250 ok`);
      assert.deepEqual(problems(document), ['bare-line @12 “250 ok”']);
      const wrapped = document.lines.filter((line) => line.kind === 'note' && line.wrapped);
      assert.equal(wrapped.length, 4);
    });
  });

  describe('DATA', () => {
    it('ends as the RFCs print it', () => {
      for (const end of ['<CRLF>.<CRLF>', '<CR><LF>.<CR><LF>', '<crlf>.<crlf>']) {
        const document = parse(`C: DATA\nS: 354\nC: x\nC: ${end}\nS: 250`);
        assert.deepEqual(problems(document), []);
        assert.deepEqual(conversation(document), ['DATA → 354', `[x⏎${end}] → 250`]);
      }
    });

    it('is followed by content in which nothing else is syntax, in a bare transcript', () => {
      const document = checkLines(`
command    | DATA
server     | 354 go ahead
content    | 250 ok
content    | # heading
content    | ### title
content    | @x = y
content    | C: drive
content    | S: 250
content    | ?? what
content    | telnet example.com 25
content    | Trying ...
content    | 
content    |  .
content    | ..
include    | < ./part.txt
content    | 354-x
terminator | .
server     | 250 queued`);
      assert.deepEqual(problems(document), []);
    });

    it('takes a reply before the content for one, in a group too', () => {
      checkLines(`
command    | MAIL FROM:<>
command    | DATA
server     | 250 ok
server     | 354-go
server     | 354 ahead
content    | 250 ok
terminator | .
server     | 250 ok`);
    });

    it('is followed by content without prefixes in an annotated transcript', () => {
      const document = checkLines(`
command    | C: DATA
server     | S: 354
content    | Subject: x
content    | 
content    | # heading
content    | ### title
content    | @x = y
content    | 250 ok
content    | ?? what
content    | ...
terminator | .
server     | S: 250`);
      assert.deepEqual(problems(document), []);
    });

    it('is followed by content with prefixes, between which layout keeps its meaning', () => {
      const document = checkLines(`
command    | C: DATA
server     | S: 354
comment    | # the message
blank      | 
content    | C: # heading
comment    | # remark
directive  | # @sleep 1s
blank      | 
content    | C: ### title
note       | ...
content    | C: 250 ok
content    | C: 
content    | C: C: drive
content    | C: @x = y
content    | stray
terminator | C: .
server     | S: 250`);
      assert.deepEqual(problems(document), ['bare-line @15 “stray”']);
      assert.deepEqual(conversation(document), [
        'DATA → 354',
        '[# heading⏎### title⏎250 ok⏎⏎C: drive⏎@x = y⏎stray⏎.] → 250',
      ]);
    });

    it('ends where the server speaks, even in a note', () => {
      const document = checkLines(`
command | C: DATA
content | C: a
server  | S: 250
command | C: DATA
server  | S: 354
content | C: b
note    | S: <accepts the message>
command | C: QUIT`);
      assert.deepEqual(problems(document), ['missing-terminator @2 “C: a”', 'missing-terminator @6 “C: b”']);
    });

    it('has no content when it is refused', () => {
      checkLines(`
command | C: DATA
server  | S: 503 bad sequence
command | C: RSET
server  | S: 250
command | C: data
server  | S: 354|550
content | C: a`);
      checkLines(`
command | DATA
server  | 503 bad sequence
command | RSET`);
    });

    it('has no content when the replies to its group say that it is refused', () => {
      const document = checkLines(`
command | C: MAIL FROM:<a@b>
command | C: RCPT TO:<c@d>
command | C: DATA
command | C: RSET
blank   |
command | C: QUIT
server  | S: 250 sender
server  | S: 550-no
server  | S: 550 such user
server  | S: 554 no recipients
server  | S: 250 reset
server  | S: 221 bye
server  | S: <close>`);
      assert.deepEqual(problems(document), []);
      assert.deepEqual(conversation(document), [
        'MAIL FROM:<a@b> → 250 sender',
        '+RCPT TO:<c@d> → 550-no⏎550 such user',
        '+DATA → 554 no recipients',
        '+RSET → 250 reset',
        '+QUIT → 221 bye / <close>',
      ]);
    });

    it('has content wherever the replies to its group do not say so', () => {
      for (const [what, ...lines] of [
        ['accepted', 'C: DATA', 'C: QUIT', 'S: 354', 'S: 250'],
        ['one reply less', 'C: DATA', 'C: QUIT', 'S: 554'],
        ['one reply more', 'C: DATA', 'C: QUIT', 'S: 554', 'S: 221', 'S: 250'],
        ['replies that may not come', 'C: DATA', 'C: QUIT', 'S?: 554', 'S: 221'],
        ['a message with its end', 'C: DATA', 'C: QUIT', 'C: .', 'S: 554', 'S: 221', 'S: 250'],
        ['a remark', 'C: DATA', 'C: and so on...', 'S: 554', 'S: 221'],
        ['the next transcript', 'C: DATA', 'C: QUIT', '### Next', 'S: 554', 'S: 221'],
      ] as const)
        assert.equal(parse(lines.join('\n')).lines[1]?.kind, 'content', what);
    });

    it('may be refused many times over', () => {
      const lines = Array.from({ length: 20_000 }, (_, at) => (at % 2 === 0 ? 'C: DATA' : 'C: RSET'));
      const replies = lines.map((_, at) => (at % 2 === 0 ? 'S: 554' : 'S: 250'));
      assert.equal(parse([...lines, ...replies].join('\n')).lines.length, 40_000);
    });

    it('may have its message, and its end, as exact bytes', () => {
      const document = checkLines(String.raw`
command | C: DATA
server  | S: 354
content | C: a
raw     | C!: b\n.\r\n
content | C: c
raw     | C!: d\r\n.\r\n
command | C: QUIT
server  | S: 250
server  | S: 221`);
      assert.deepEqual(problems(document), []);
      assert.deepEqual(conversation(document).slice(1), [
        String.raw`[a⏎b\n.\r\n⏎c⏎d\r\n.\r\n] → 250`,
        '+QUIT → 221',
      ]);
    });

    it('does not miss a dot where the author wrote other bytes in its place', () => {
      assert.deepEqual(problems(parse('C: DATA\nS: 354\nC: a\nC!: \\n.\\n\nS: 250')), []);
    });
  });

  describe('BDAT', () => {
    it('counts octets, line ends and UTF-8 among them', () => {
      const document = checkLines(`
command | C: BDAT 10
content | C: abc
content | C: é.
server  | S: 250
command | C: BDAT 3 LAST
content | C: .
server  | S: 250
command | C: QUIT`);
      assert.deepEqual(conversation(document), ['BDAT 10 [abc⏎é.] → 250', 'BDAT 3 LAST [.] → 250', 'QUIT']);
    });

    it('takes several chunks in a group', () => {
      const document = checkLines(`
command | C: BDAT 3
content | C: a
command | C: BDAT 4
content | C: bc
command | C: BDAT 0 LAST
command | C: QUIT
server  | S: 250 a
server  | S: 250 b
server  | S: 250 c
server  | S: 221`);
      assert.deepEqual(conversation(document), [
        'BDAT 3 [a] → 250 a',
        '+BDAT 4 [bc] → 250 b',
        '+BDAT 0 LAST → 250 c',
        '+QUIT → 221',
      ]);
    });

    it('counts the bytes of C!: lines, escapes and all', () => {
      const document = checkLines(String.raw`
command | C: BDAT 13 LAST
raw     | C!: a\r\n\x41\u{e9}
raw     | C!: \\\s\u{1f600}b
command | C: NOOP`);
      assert.deepEqual(problems(document), []);
    });

    it('leaves the count to the run where only that can tell, and ends at a reply', () => {
      checkLines(`
command | C: BDAT {{$size}} LAST
content | C: a
content | C: .
server  | S: 250
command | C: BDAT 1000
include | C: < ./big.eml
content | C: more
server  | S: 250
command | C: QUIT`);
      checkLines(`
command | BDAT {{$size}} LAST
content | a
server  | 250 ok
command | QUIT`);
    });

    it('has content that looks like a reply while octets are due', () => {
      checkLines(`
command | BDAT 16
content | 250 ok
content | 250 no
server  | 250 16 octets`);
    });

    it('ends where the server speaks', () => {
      checkLines(`
command | C: BDAT 86 LAST
content | C: a
server  | S: 250
command | C: QUIT`);
    });
  });

  describe('AUTH', () => {
    const responses = (...lines: string[]): string[] =>
      parse(lines.join('\n')).lines.flatMap((line, at) =>
        line.kind === 'response' ? [`${at}:${line.step}`] : [],
      );

    it('is followed by as many responses as the mechanism has', () => {
      for (const [command, count] of [
        ['AUTH PLAIN', 1],
        ['auth plain', 1],
        ['AUTH PLAIN AGEAYg==', 0],
        ['AUTH PLAIN alice secret', 0],
        ['AUTH LOGIN', 2],
        ['AUTH LOGIN YWxpY2U=', 1],
        ['AUTH CRAM-MD5', 1],
        ['AUTH DIGEST-MD5', 2],
        ['AUTH XOAUTH2 {{$sasl alice {{$secret token}}}}', 0],
        ['AUTH XOAUTH2', 1],
        ['AUTH OAUTHBEARER', 1],
        ['AUTH EXTERNAL', 1],
        ['AUTH EXTERNAL =', 0],
        ['AUTH NTLM', 2],
        ['AUTH SCRAM-SHA-256', 3],
        ['AUTH SCRAM-SHA-1 biws', 2],
        ['AUTH X-UNKNOWN', 0],
      ] as const) {
        const lines = [command, 'a', 'b', 'c', 'd'].map((line) => `C: ${line}`);
        assert.equal(responses(...lines).length, count, command);
      }
    });

    it('goes on while the server sends challenges', () => {
      assert.deepEqual(
        responses('C: AUTH X-UNKNOWN', 'S: 334', 'C: a', 'S: 334 x', 'C: b', 'S: 235', 'C: QUIT'),
        ['2:0', '4:1'],
      );
      assert.deepEqual(responses('C: AUTH PLAIN', 'S: 334', 'C: a', 'S: 334', 'C: b', 'S: 235'), [
        '2:0',
        '4:1',
      ]);
    });

    it('takes LOGIN in clear, which may look like anything', () => {
      const document = checkLines(`
command  | C: AUTH LOGIN
server   | S: 334 VXNlcm5hbWU6
response | C: QUIT
server   | S: 334 UGFzc3dvcmQ6
response | C: <pass word>
server   | S: 235
command  | C: QUIT`);
      assert.deepEqual(problems(document), []);
    });

    it('ends at a refusal, and may be tried again', () => {
      checkLines(`
command  | C: AUTH LOGIN
server   | S: 504 unrecognized
command  | C: AUTH LOGIN
server   | S: 334
response | C: YWxpY2U=
server   | S: 334
response | C: d3Jvbmc=
server   | S: 535 5.7.8 failed
command  | C: AUTH LOGIN
server   | S: 334
response | C: YWxpY2U=
server   | S: 334
response | C: cmlnaHQ=
server   | S: 235`);
    });

    it('ends where the client gives up', () => {
      checkLines(`
command  | C: AUTH LOGIN
server   | S: 334
response | C: *
server   | S: 501
command  | C: NOOP`);
      assert.deepEqual(responses('C: AUTH LOGIN', 'C: *', 'C: NOOP'), ['1:0']);
    });

    it('may or may not be over after 334|235', () => {
      const lines = [
        'C: AUTH SCRAM-SHA-256 {{$sasl alice {{$secret work}}}}',
        'S: 334',
        'C: {{$sasl}}',
        'S: 334|235',
      ];
      for (const command of ['MAIL FROM:<>', 'QUIT', 'STARTTLS', 'RSET'])
        assert.deepEqual(responses(...lines, `C: ${command}`), ['2:0'], command);
      for (const response of ['', '*', '=', '{{$sasl}}', 'dj1ybUY5cHFWOFM3', 'AA=='])
        assert.deepEqual(responses(...lines, `C: ${response}`), ['2:0', '4:1'], response);
    });

    it('is read in a bare transcript as well', () => {
      checkLines(`
command  | AUTH LOGIN
server   | 334 VXNlcm5hbWU6
response | YWxpY2U=
server   | 334 UGFzc3dvcmQ6
response | c2VjcmV0
server   | 235 ok
command  | QUIT`);
    });
  });
});
