import assert from 'node:assert/strict';
import { judge, summary } from '../../../src/runner/expectation';
import { plan, type Expect } from '../../../src/runner/plan';
import { ReplyParser, type Reply } from '../../../src/smtp/reply';
import { parse } from '../../../src/syntax/parse';

describe('judge', () => {
  const cases: readonly [name: string, pattern: string, reply: string, passed: boolean][] = [
    ['a code', '250', '250 Ok', true],
    ['another code', '250', '251 Ok', false],
    ['a class', '2xx', '251 Ok', true],
    ['a half class', '25x', '250 Ok', true],
    ['another half class', '25x', '220 Ok', false],
    ['alternatives', '250|251', '251 Ok', true],
    ['none of the alternatives', '250|4xx', '550 No', false],
    ['recorded text', '250 Ok', '250 Ok', true],
    ['other text under @match code', '250 Ok', '250 Fine', true],
    ['the same class of enhanced code', '250 2.0.0 Ok', '250 2.1.5 Ok', true],
    ['another class of enhanced code', '4xx|5xx 4.1.1 No', '550 5.1.1 No', false],
    ['no enhanced code where one was recorded', '250 2.0.0 Ok', '250 Ok', true],
    ['a regular expression', '250 /^ok$/i', '250 OK', true],
    ['a regular expression over all lines', '250 /b$/', '250-a\n250 b', true],
    ['a regular expression that does not match', '250 /x/', '250 Ok', false],
  ];
  for (const [name, pattern, reply, passed] of cases)
    it(name, () => {
      const judgement = judge(expecting(pattern), replying(reply), 'code', false);
      assert.equal(judgement.passed, passed);
      assert.equal(judgement.message === '', passed);
    });

  it('tells of different text, and fails it under @match text', () => {
    const loose = judge(expecting('250-a', '250 b'), replying('250-a\n250 c'), 'code', false);
    assert.deepEqual(loose.remarks, ['recorded “b”, got “c”']);
    const strict = judge(expecting('250-a', '250 b'), replying('250-a\n250 c'), 'text', false);
    assert.equal(strict.passed, false);
    assert.equal(strict.message, 'recorded “b”, got “c”');
  });

  it('takes braces behind a backslash for what they are', () => {
    for (const [recorded, received] of [
      ['250 a \\{{b}}', '250 a {{b}}'],
      ['250 {{', '250 {{'],
    ] as const)
      assert.equal(judge(expecting(recorded), replying(received), 'text', false).passed, true, recorded);
  });

  it('quotes no more of a long line than a person reads', () => {
    const long = `550 ${'x'.repeat(60_000)}`;
    for (const pattern of ['250', '550 /y/', '550 No']) {
      const { message } = judge(expecting(pattern), replying(long), 'text', false);
      assert.ok(/x…”?$/.test(message) && message.length < 600, message.slice(0, 100));
    }
  });

  it('counts lines that are missing or too many', () => {
    const { remarks } = judge(expecting('250-a', '250 b'), replying('250 a'), 'code', false);
    assert.deepEqual(remarks, ['recorded “b”, got nothing', 'recorded 2 lines, got 1']);
  });

  it('does not see white space at the end of a line, as nobody does', () => {
    assert.equal(judge(expecting('250 Ok'), replying('250 Ok  '), 'text', false).passed, true);
  });

  it('lets an elision stand for any lines', () => {
    const expect = expecting('250-a', '...', '250 z');
    assert.equal(judge(expect, replying('250-a\n250-b\n250 z'), 'text', false).passed, true);
    assert.equal(judge(expect, replying('250-a\n250 y'), 'text', false).passed, false);
  });

  it('holds the lines around an elision where they stand', () => {
    for (const [patterns, reply, message] of [
      [['250-a', '...', '250 z'], '250-a\n250 z', ''],
      [['250-a', '250-b', '...', '250 z'], '250-a\n250-b\n250-c\n250 z', ''],
      [['250-a', '...', '250-c', '...', '250 z'], '250-a\n250-b\n250-c\n250-d\n250 z', ''],
      [['250-a', '...'], '250-a\n250 z', ''],
      [['250-a', '...', '250 z'], '250-z\n250 a', 'recorded “a”, got “z”; recorded “z”, got “a”'],
      [['250-a', '...', '250 z'], '250-a\n250-z\n250 y', 'recorded “z”, got “y”'],
      [['250-a', '...'], '250-b\n250 a', 'recorded “a”, got “b”'],
      [['250-a', '...', '250 a'], '250 a', 'recorded “a”, got nothing'],
      [
        ['250-a', '...', '250-c', '...', '250 z'],
        '250-a\n250-d\n250 z',
        'recorded “c”, which is nowhere in between',
      ],
      [
        ['250-a', '...', '250-d', '...', '250-c', '...', '250 z'],
        '250-a\n250-c\n250-d\n250 z',
        'recorded “c”, which is nowhere in between',
      ],
    ] as const) {
      const judgement = judge(expecting(...patterns), replying(reply), 'text', false);
      assert.equal(judgement.message, message, `${patterns.join('/')} on ${reply}`);
      assert.equal(judgement.passed, message === '');
    }
  });

  it('compares an EHLO reply as a set', () => {
    const expect = expecting('250-me', '250-AUTH PLAIN', '250-SIZE 1', '250 HELP');
    const same = judge(expect, replying('250-you\n250-help\n250-SIZE 9\n250 AUTH=LOGIN plain'), 'text', true);
    assert.equal(same.passed, true, same.message);
    const less = judge(expect, replying('250-you\n250 AUTH LOGIN'), 'code', true);
    assert.deepEqual(less.remarks, [
      'AUTH PLAIN is not offered',
      'SIZE is not offered',
      'HELP is not offered',
    ]);
  });

  it('looks for every keyword of an EHLO reply, whatever stands in the place of its first line', () => {
    const reply = replying('250-mail.example.test\n250-SIZE 100\n250 DSN');
    for (const first of ['...', '250-', '250-mail.example.test'])
      for (const [keyword, missing] of [
        ['DSN', []],
        ['CHUNKING', ['CHUNKING is not offered']],
      ] as const)
        assert.deepEqual(judge(expecting(first, `250 ${keyword}`), reply, 'code', true).remarks, missing);
    assert.equal(judge(expecting('...', '250 mail.example.test'), reply, 'text', true).passed, true);
  });

  it('compares the text of a refused EHLO', () => {
    const expect = expecting('550 Not you');
    assert.equal(judge(expect, replying('550 Not you'), 'text', true).passed, true);
    assert.equal(judge(expect, replying('550 Not now'), 'text', true).passed, false);
  });

  it('has lines follow each other that no elision parts', () => {
    const expect = expecting('...', '250-a', '250-b', '...', '250 z');
    assert.equal(judge(expect, replying('250-a\n250-a\n250-b\n250 z'), 'text', false).passed, true);
    assert.equal(
      judge(expect, replying('250-a\n250-x\n250-b\n250 z'), 'text', false).message,
      'recorded “a” and then “b”, which is nowhere in between',
    );
    const few = judge(expecting('250-a', '...', '250'), replying('250 a'), 'text', false);
    assert.equal(few.message, 'recorded 2 lines or more, got 1');
  });

  it('captures named groups, but for those that took no part', () => {
    const { captures } = judge(
      expecting('250 /as (?<id>\\w+)(?: on (?<host>\\w+))?/'),
      replying('250 as 4F'),
      'code',
      false,
    );
    assert.deepEqual(captures, { id: '4F' });
  });

  it('sums a reply up as a person would quote it', () => {
    assert.equal(summary(replying('250 Ok')), '250 Ok');
    assert.equal(summary(replying('250 ')), '250');
    assert.equal(summary(replying('250-a\n250 b')), '250 a (and 1 more line)');
    assert.equal(summary(replying('250-a\n250-b\n250 c')), '250 a (and 2 more lines)');
  });
});

function expecting(...patterns: readonly string[]): Expect {
  const document = parse(`telnet h 25\nC: NOOP\n${patterns.map((pattern) => `S: ${pattern}\n`).join('')}`);
  const [transcript] = document.transcripts;
  const expect = transcript === undefined ? undefined : plan(document, transcript).steps[0]?.expects[0];
  if (expect === undefined) throw new Error('the patterns make no expectation');
  return expect;
}

function replying(text: string): Reply {
  const parser = new ReplyParser();
  let reply: Reply | undefined;
  for (const line of text.split('\n')) {
    const progress = parser.push({ text: line, octets: Buffer.byteLength(line), ending: 'crlf' });
    if (progress.kind === 'reply') reply = progress.reply;
  }
  if (reply === undefined) throw new Error('the text is no whole reply');
  return reply;
}
