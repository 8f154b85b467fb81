import assert from 'node:assert/strict';
import { parse } from '../../../src/syntax/parse';
import { textOf } from '../../../src/syntax/span';
import { checkLines, conversation, fixed, problems } from './shape';

describe('syntax/parse', () => {
  describe('lines', () => {
    it('knows every kind of line', () => {
      const document = checkLines(`
connection | CONNECT smtp://mail.example.com:25
variable   | @user = alice
separator  | ### A transcript
comment    | # text
comment    | // text
directive  | # @timeout 30s
directive  | // @tag smoke
connection | $ telnet mail.example.com 25
chatter    | Trying 192.0.2.1...
blank      | 
server     | S: 220 mail.example.com
command    | C: EHLO client.example.com
server     | S: 250-mail.example.com
server     | S: ...
server     | S?: 250 late
assertion  | ?? ehlo SIZE exists
raw        | C!: NOOP\\r\\n
server     | S: 250
note       | C: & S: <start TLS>
note       | C & S: <negotiate a TLS session>
note       | S: (and so on)
command    | C: AUTH LOGIN
response   | C: YWxpY2U=
server     | S: 535
command    | C: DATA
server     | S: 354
content    | C: Subject: x
include    | C: < ./body.txt
terminator | C: .
server     | S: 250
bare       | what is this`);
      assert.deepEqual(problems(document), ['bare-line @31 “what is this”']);
    });

    it('takes what only a scripted server does: exact bytes are a reply, a handshake is a note', () => {
      const document = checkLines(`
server  | S!: 220 hi\\n
command | C: STARTTLS
server  | S!: 220 go\\r\\n
note    | S: <tls>
note    | S: <tls expired.pem>
command | C: QUIT
server  | S: <reset>`);
      assert.deepEqual(problems(document), []);
      assert.deepEqual(
        document.transcripts[0]?.exchanges.map(({ replies }) => replies.length),
        [1, 1, 1],
      );
    });

    it('takes prefixes in either case, indented or not', () => {
      checkLines(`
command | c: EHLO x
server  |   s: 250
server  | \ts?: 250
raw     |  c!: x`);
    });

    it('drops one space after C: and keeps the rest', () => {
      const document = parse('C:  EHLO  x \nC:\nC:NOOP\nS:   250  ok');
      const values = document.lines.map((line) =>
        'value' in line ? textOf(document.text, line.value) : undefined,
      );
      assert.deepEqual(values, [' EHLO  x ', '', 'NOOP', '  250  ok']);
    });

    it('marks the verb up to white space or a colon, and over a whole expression', () => {
      const verbs = (text: string): string[] =>
        parse(text).lines.map((line) => (line.kind === 'command' ? textOf(text, line.verb) : line.kind));
      assert.deepEqual(verbs('C: MAIL FROM:<a@example.com>\nC: RCPT: b\nC: {{$randomInt 1 2}} x\nC:'), [
        'MAIL',
        'RCPT',
        '{{$randomInt 1 2}}',
        '',
      ]);
    });

    it('gives the parts of directives and variables their places', () => {
      const text = '#   @Timeout   30s  \n@name =  a = b \n// @disabled\n@empty =';
      const parts = parse(text).lines.map((line) =>
        line.kind === 'directive' || line.kind === 'variable'
          ? [textOf(text, line.name), textOf(text, line.value)]
          : [],
      );
      assert.deepEqual(parts, [
        ['Timeout', '30s'],
        ['name', 'a = b'],
        ['disabled', ''],
        ['empty', ''],
      ]);
    });

    it('takes what JavaScript calls a line separator as part of a line', () => {
      checkLines(`
variable  | @x = a\u2028b
directive | # @confirm a\u2028b
comment   | # a\u2029b
server    | S: 250 a\u2028b
command   | C: DATA
include   | < a\u2028b`);
    });

    it('gives a path without the space around it', () => {
      const text = 'C: DATA\nC: <@  ./a b.eml  \nC: <base64 logo.png\nC: <nothing>\nC: .';
      const includes = parse(text).lines.flatMap((line) =>
        line.kind === 'include' ? [[line.mode, textOf(text, line.path)]] : [],
      );
      assert.deepEqual(includes, [
        ['template', './a b.eml'],
        ['base64', 'logo.png'],
      ]);
    });
  });

  describe('line ends', () => {
    const lines = ['### T', 'C: EHLO x', 'S: 250 ok', 'C: DATA', 'C: a', 'C: .'];
    const expected = ['separator', 'command', 'server', 'command', 'content', 'terminator'];
    for (const [name, end] of [
      ['LF', '\n'],
      ['CRLF', '\r\n'],
      ['a lone CR', '\r'],
    ] as const) {
      it(`ends lines at ${name}, with and without a last one`, () => {
        for (const text of [lines.join(end), lines.join(end) + end]) {
          const document = parse(text);
          assert.deepEqual(
            document.lines.map(({ kind }) => kind),
            expected,
          );
          assert.deepEqual(
            document.lines.map(({ span }) => textOf(text, span)),
            lines,
          );
          assert.equal(document.lines.at(-1)?.fullEnd, text.length);
        }
      });
    }

    it('ends a last line without its LF at the CR', () => {
      assert.deepEqual(
        parse('C: QUIT\r').lines.map(({ span, fullEnd }) => [span.end, fullEnd]),
        [[7, 8]],
      );
    });

    it('mixes them', () => {
      const text = 'C: a\r\r\nC: b\n\rC: c';
      assert.deepEqual(
        parse(text).lines.map(({ span }) => textOf(text, span)),
        ['C: a', '', 'C: b', '', 'C: c'],
      );
    });

    it('steps over a byte order mark', () => {
      for (const [rest, kind] of [
        ['### T', 'separator'],
        ['C: EHLO x', 'command'],
        ['# @timeout 3s', 'directive'],
        ['@a = b', 'variable'],
        ['220 ready', 'server'],
      ] as const) {
        const document = parse(`\uFEFF${rest}`);
        assert.deepEqual(
          document.lines.map((line) => [line.kind, line.span.start]),
          [[kind, 1]],
        );
      }
      assert.deepEqual(parse('\uFEFF').lines, []);
    });

    it('passes NUL through', () => {
      const text = 'C: AUTH PLAIN \0alice\0secret';
      const [line] = parse(text).lines;
      assert.ok(line?.kind === 'command');
      assert.equal(textOf(text, line.value), 'AUTH PLAIN \0alice\0secret');
    });

    it('has no line for no text', () => {
      const document = parse('');
      assert.deepEqual([document.lines, document.transcripts, document.diagnostics], [[], [], []]);
    });
  });

  describe('transcripts', () => {
    const outline = (text: string): unknown[] =>
      parse(text).transcripts.map(({ title, mode, anchor, firstLine, endLine }) => [
        title,
        mode,
        anchor,
        firstLine,
        endLine,
      ]);

    it('start at ###', () => {
      assert.deepEqual(outline('### One\nC: EHLO a\n\n####   Two ##  \n220 ready\nEHLO b\n###\n'), [
        ['One', 'annotated', 0, 0, 3],
        ['Two ##', 'bare', 3, 3, 6],
        [undefined, 'annotated', 6, 6, 7],
      ]);
    });

    it('give the title its place, even one that looks like its mark', () => {
      const text = '#### #  ';
      const [line] = parse(text).lines;
      assert.ok(line?.kind === 'separator');
      assert.deepEqual(line.title, { start: 5, end: 6 });
    });

    it('leave settings before the first ### to the preamble', () => {
      const document = parse('@a = 1\n# @timeout 3s\nCONNECT smtp://h\n### T\n@b = 2\nC: NOOP');
      assert.deepEqual(
        [
          document.preamble.variables.length,
          document.preamble.directives.length,
          document.preamble.connections.length,
        ],
        [1, 1, 1],
      );
      assert.equal(document.transcripts.length, 1);
      assert.equal(document.transcripts[0]?.variables.length, 1);
    });

    it('take dialogue before the first ### as one without a title, and settings as its own', () => {
      const document = parse('# about\n\n@a = 1\nC: NOOP\n### T\nC: QUIT');
      assert.deepEqual(
        document.transcripts.map(({ title, anchor, variables }) => [title, anchor, variables.length]),
        [
          [undefined, 2, 1],
          ['T', 4, 0],
        ],
      );
      assert.deepEqual(document.preamble, { directives: [], variables: [], connections: [] });
    });

    it('decide for themselves whether they are annotated', () => {
      assert.deepEqual(
        outline('C: EHLO x\n### b\nEHLO x\n250 ok\nC: QUIT\n### c\nS: 220 x').map(
          (each) => (each as unknown[])[1],
        ),
        ['annotated', 'bare', 'annotated'],
      );
    });

    it('forget a message that did not end', () => {
      const document = checkLines(`
command   | C: DATA
content   | C: a
separator | ### Next
command   | C: QUIT`);
      assert.deepEqual(problems(document), ['missing-terminator @2 “C: a”']);
    });

    it('end a DATA whose message is not shown', () => {
      const document = checkLines(`
command   | C: DATA
server    | S: 354
separator | ### Next
command   | C: QUIT`);
      assert.deepEqual(problems(document), []);
    });
  });

  describe('bare transcripts', () => {
    it('tell replies by their codes', () => {
      const document = checkLines(`
connection | telnet mail.example.com 25
chatter    | Trying 192.0.2.1...
chatter    | Connected to mail.example.com.
chatter    | Escape character is '^]'.
server     | 220 mail.example.com ESMTP
command    | EHLO client.example.com
server     | 250-mail.example.com
server     | 250 SIZE
command    | C: NOOP
server     | 500
command    | 2500 x
server     | 502 unknown
command    | QUIT
server     | 221 Bye
chatter    | Connection closed by foreign host.`);
      assert.deepEqual(problems(document), []);
      assert.deepEqual(conversation(document), [
        '- → 220 mail.example.com ESMTP',
        'EHLO client.example.com → 250-mail.example.com⏎250 SIZE',
        'C: NOOP → 500',
        '2500 x → 502 unknown',
        'QUIT → 221 Bye',
      ]);
    });

    it('pass over elisions and actions, which decide nothing', () => {
      const document = checkLines(`
note    | [connection established]
server  | 220 ready
command | EHLO x
note    | ...
server  | 250 ok...`);
      assert.equal(document.transcripts[0]?.mode, 'bare');
    });

    it('keep a credential that looks like an elision', () => {
      checkLines(`
command  | AUTH LOGIN
server   | 334 VXNlcm5hbWU6
response | alice...`);
    });
  });

  describe('bare lines in annotated transcripts', () => {
    it('are errors with a fix for either side', () => {
      const text = 'C: EHLO x\n  250 ok\nS: 250';
      assert.deepEqual(problems(parse(text)), ['bare-line @2 “250 ok”']);
      assert.equal(fixed(text, 'bare-line'), 'C: EHLO x\n  S: 250 ok\nS: 250');
      assert.equal(fixed('C: EHLO x\nNOOP', 'bare-line'), 'C: EHLO x\nC: NOOP');
      assert.equal(fixed('C: EHLO x\nNOOP', 'bare-line', 1), 'C: EHLO x\nS: NOOP');
    });

    it('may stand before the first line with a prefix', () => {
      for (const first of [
        'Using AUTH LOGIN:',
        'This is what the server said, in full.',
        'EHLO x',
        '220 ready',
      ])
        for (const rest of ['C: EHLO x\nS: 250', '\n# a comment\n\n  S: 250', ' -> EHLO x', '>>> EHLO x'])
          assert.deepEqual(problems(parse(`${first}\n${rest}`)), [`bare-line @1 “${first}”`], rest);
    });

    it('make a session of a terminal, if anything in it says so', () => {
      for (const text of [
        '220 ready\nEHLO x\n250 ok\nC: NOOP',
        'DATA\nC: x',
        'BDAT 8 LAST\nC: x',
        'NOOP\n### Next\nC: NOOP',
        `NOOP\n${'RSET\n'.repeat(200)}C: NOOP`,
      ])
        assert.equal(parse(text).transcripts[0]?.mode, 'bare', text);
    });

    it('that are prose are made a comment, or the title of what begins below them', () => {
      const text = 'C: NOOP\n\n  The server says that it is well:\nS: 250';
      assert.equal(fixed(text, 'bare-line'), 'C: NOOP\n\n  # The server says that it is well:\nS: 250');
      assert.equal(fixed(text, 'bare-line', 1), 'C: NOOP\n\n  C: The server says that it is well:\nS: 250');
      for (const next of ['S: 220 ready\n', '\nS: 220-one\nS: 220 two\n', 'telnet localhost 25\nC: NOOP\n']) {
        const greeted = ` Using AUTH LOGIN:\n${next}C: QUIT`;
        assert.equal(fixed(greeted, 'bare-line'), `### Using AUTH LOGIN:\n${next}C: QUIT`);
        assert.equal(fixed(greeted, 'bare-line', 1), ` # Using AUTH LOGIN:\n${next}C: QUIT`);
      }
    });

    it('may be notes, as in RFC 4954', () => {
      const document = checkLines(`
command | C: STARTTLS
server  | S: 220 Ready to start TLS
note    |     ... TLS negotiation proceeds, further commands
note    |         protected by TLS layer ...
note    | <time passes>
command | C: EHLO client.example.com`);
      assert.deepEqual(problems(document), []);
    });
  });

  describe('notes', () => {
    it('are actions and elisions of either side', () => {
      const document = checkLines(`
note    | S: <waits for connection on TCP port 25>
note    | C: <opens connection>
server  | S: 220 mail.example.com
command | C: STARTTLS
server  | S: 220 Go ahead
note    | C: <starts TLS negotiation>
note    | C: & S: <negotiate a TLS session>
note    | C & S: <check result of negotiation>
note    | C: Blah blah blah...
note    | C: ...etc. etc. etc.
note    | C: [86 octets]
note    | S: (and so on)`);
      assert.deepEqual(problems(document), []);
      assert.deepEqual(conversation(document), ['- → 220 mail.example.com', 'STARTTLS → 220 Go ahead']);
    });

    it('are not what only looks like one', () => {
      checkLines(`
command | C: <alice@example.com> hello
command | C: <single>
server  | S: 250 wait...
server  | S: <close>`);
    });
  });

  describe('diagnostics', () => {
    it('tell a malformed reply', () => {
      assert.deepEqual(problems(parse('S: 99\nS: 250x\nS: 100 go\nS: hello\nS:')), [
        'malformed-reply @1 “99”',
        'malformed-reply @2 “250x”',
        'malformed-reply @3 “100 go”',
        'malformed-reply @4 “hello”',
        'malformed-reply @5 “”',
      ]);
    });

    it('tell codes that disagree within a reply', () => {
      const text = 'C: EHLO x\nS: 250-a\nS: 251-b\nS: 250 c\nS: 354 d';
      assert.deepEqual(problems(parse(text)), ['mixed-codes @3 “251”']);
      assert.equal(fixed(text, 'mixed-codes'), 'C: EHLO x\nS: 250-a\nS: 250-b\nS: 250 c\nS: 354 d');
    });

    it('tell a bad regular expression', () => {
      assert.deepEqual(problems(parse('S: 250 /(/\nS: 250 /ok/i\nS: 250 /ok/zz')), [
        'bad-regex @1 “/(/”',
        'bad-regex @3 “/ok/zz”',
      ]);
    });

    it('tell a silence that is written wrong, rather than pass it over as a note', () => {
      assert.deepEqual(problems(parse('S: <silence 3 minutes>\nS: <silence>\nS: <silence 2m>')), [
        'malformed-reply @1 “<silence 3 minutes>”',
        'malformed-reply @2 “<silence>”',
      ]);
    });

    it('tell an unknown directive and what was meant', () => {
      const text = '# @timout 3s';
      assert.deepEqual(problems(parse(text)), ['unknown-directive @1 “timout”']);
      assert.equal(fixed(text, 'unknown-directive'), '# @timeout 3s');
      assert.deepEqual(parse('# @quite-another').diagnostics[0]?.fixes, []);
    });

    it('tell a bad value of a directive, unless a run fills it in', () => {
      const text =
        '# @timeout soon\n# @match\n# @server localhost:2525\n# @timeout {{t}}\n# @server {{$testServer}}';
      assert.deepEqual(problems(parse(text)), [
        'bad-directive @1 “soon”',
        'bad-directive @2 “match”',
        'bad-directive @3 “localhost:2525”',
      ]);
    });

    it('tell what is no expression, nested ones too, where one is filled in', () => {
      const text = [
        '# {{ in a comment',
        'C: NOOP {{',
        'C: NOOP \\{{',
        'C: NOOP {{$base64 {{}}}}',
        'S: <a note {{>',
        'S: 250 {{ is text {{no name}}',
        'C!: {{\\r\\n',
        '@x = {{a b}}',
        'C: NOOP {{ok}} {{1}}',
      ].join('\n');
      assert.deepEqual(problems(parse(text)), [
        'bad-expression @2 “{{”',
        'bad-expression @4 “{{}}”',
        'bad-expression @8 “{{a b}}”',
        'bad-expression @9 “{{1}}”',
      ]);
    });

    it('tell a message that does not end', () => {
      assert.equal(fixed('C: DATA\nC: a\nS: 250', 'missing-terminator'), 'C: DATA\nC: a\nC: .\nS: 250');
      assert.equal(fixed('C: DATA\nC: a', 'missing-terminator'), 'C: DATA\nC: a\nC: .');
      assert.equal(fixed('DATA\n354 go\na', 'missing-terminator'), 'DATA\n354 go\na\n.');
    });

    it('tell what is wrong with a connection line, unless a run fills it in', () => {
      assert.deepEqual(problems(parse('CONNECT http://x\ntelnet {{host}} x\nCONNECT')), [
        'bad-connection @1 “http://x”',
        'bad-connection @3 “CONNECT”',
      ]);
    });
  });

  it('mends what can have been meant only one way', () => {
    for (const [text, code, mended] of [
      ['S: 250: ok', 'malformed-reply', 'S: 250 ok'],
      ['S: 221Bye', 'malformed-reply', 'S: 221 Bye'],
      ['S: 25O-a\nS: 250 b', 'malformed-reply', 'S: 250-a\nS: 250 b'],
      ['S: <Closed>', 'malformed-reply', 'S: <close>'],
      ['C: A\nS: <silence 2 minutes>', 'malformed-reply', 'C: A\nS: <silence 2m>'],
      ['# @server mail.example.com\nC: A', 'bad-directive', '# @server smtp://mail.example.com\nC: A'],
      ['# @server smpt://mail.example.com\nC: A', 'bad-directive', '# @server smtp://mail.example.com\nC: A'],
      ['# @tls-verify false\nC: A', 'bad-directive', '# @tls-verify off\nC: A'],
      ['# @match txt\nC: A', 'bad-directive', '# @match text\nC: A'],
      ['# @tls-max tls1_2\nC: A', 'bad-directive', '# @tls-max TLSv1.2\nC: A'],
      [
        'CONNECT smpts://mail.example.com:465\nC: A',
        'bad-connection',
        'CONNECT smtps://mail.example.com:465\nC: A',
      ],
      ['CONNECT mail.example.com\nC: A', 'bad-connection', 'CONNECT smtp://mail.example.com\nC: A'],
      ['C: NOOP {{1}}', 'bad-expression', 'C: NOOP \\{{1}}'],
      ['C: EHLO {{me}', 'bad-expression', 'C: EHLO {{me}}'],
      ['C: EHLO {{me', 'bad-expression', 'C: EHLO {{me}}'],
      ['C: EHLO {{ me and {{you}}', 'bad-expression', 'C: EHLO {{ me}} and {{you}}'],
      ['C: RCPT TO:<{{me}@{{host}}>', 'bad-expression', 'C: RCPT TO:<{{me}}@{{host}}>'],
      ['C: NOOP {{a.b-c. Or so', 'bad-expression', 'C: NOOP {{a.b-c}}. Or so'],
      ['C: NOOP {{$guid', 'bad-expression', 'C: NOOP {{$guid}}'],
      ['C: NOOP {{$randomInt 1 9 ', 'bad-expression', 'C: NOOP {{$randomInt 1 9}} '],
      ['C: NOOP {{$randomInt 1 9} x', 'bad-expression', 'C: NOOP {{$randomInt 1 9}} x'],
      ['C: NOOP {{$base64 "a b}} x', 'bad-expression', 'C: NOOP {{$base64 "a b"}} x'],
      [
        'C: AUTH PLAIN {{$plain me {{$secret x',
        'bad-expression',
        'C: AUTH PLAIN {{$plain me {{$secret x}}}}',
      ],
      [
        'C: AUTH PLAIN {{$plain me {{$secret x}',
        'bad-expression',
        'C: AUTH PLAIN {{$plain me {{$secret x}}}}',
      ],
      [
        'C: AUTH PLAIN {{$plain me {{$secret x}}',
        'bad-expression',
        'C: AUTH PLAIN {{$plain me {{$secret x}}}}',
      ],
      ['C: NOOP {{ "a"', 'bad-expression', 'C: NOOP \\{{ "a"'],
      ['C: NOOP {{', 'bad-expression', 'C: NOOP \\{{'],
    ] as const) {
      const after = fixed(text, code);
      assert.equal(after, mended);
      assert.deepEqual(problems(parse(after)), [], after);
    }
  });
});
