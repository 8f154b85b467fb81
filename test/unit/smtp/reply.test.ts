import assert from 'node:assert/strict';
import {
  ReplyParser,
  type MalformedReason,
  type Reply,
  type ReplyLine,
  type ReplyProgress,
} from '../../../src/smtp/reply';

/** @param line octets, or a text in UTF-8 */
function push(
  parser: ReplyParser,
  line: string | Uint8Array,
  ending: ReplyLine['ending'] = 'crlf',
): ReplyProgress {
  const bytes = Buffer.from(line);
  return parser.push({ text: bytes.toString('utf8'), octets: bytes.length, ending });
}

/** Feeds lines to a fresh parser and gives the last progress. */
function parse(...lines: (string | Uint8Array)[]): ReplyProgress {
  const parser = new ReplyParser();
  const progress = lines.map((line) => push(parser, line)).at(-1);
  assert.ok(progress);
  return progress;
}

function reply(...lines: (string | Uint8Array)[]): Reply {
  const progress = parse(...lines);
  assert.ok(progress.kind === 'reply', JSON.stringify(progress).slice(0, 200));
  return progress.reply;
}

function malformed(...lines: (string | Uint8Array)[]): Extract<ReplyProgress, { kind: 'malformed' }> {
  const progress = parse(...lines);
  assert.ok(progress.kind === 'malformed', JSON.stringify(progress).slice(0, 200));
  assert.match(progress.message, /^[A-Z].*\.$/);
  return progress;
}

describe('smtp/reply', () => {
  it('reads a reply of one line', () => {
    assert.deepEqual(reply('250 2.1.0 Ok'), {
      code: 250,
      enhanced: '2.1.0',
      lines: ['2.1.0 Ok'],
    });
  });

  it('puts the lines of a reply together', () => {
    const parser = new ReplyParser();
    assert.deepEqual(push(parser, '250-mail.example.com'), { kind: 'more', line: '250-mail.example.com' });
    assert.deepEqual(push(parser, '250-SIZE 1000'), { kind: 'more', line: '250-SIZE 1000' });
    const progress = push(parser, '250 HELP');
    assert.ok(progress.kind === 'reply');
    assert.equal(progress.line, '250 HELP');
    assert.deepEqual(progress.reply.lines, ['mail.example.com', 'SIZE 1000', 'HELP']);
    assert.ok(!('enhanced' in progress.reply));
    // The next line begins another reply.
    const next = push(parser, '354 go');
    assert.ok(next.kind === 'reply' && next.reply.lines.length === 1);
  });

  it('takes a code without text, with and without a separator', () => {
    assert.deepEqual(reply('250').lines, ['']);
    assert.deepEqual(reply('250 ').lines, ['']);
    assert.deepEqual(reply('250-', '250').lines, ['', '']);
    assert.deepEqual(reply('250  two').lines, [' two']);
    assert.equal(reply('299 x').code, 299);
    assert.equal(reply('590 x').code, 590);
  });

  it('takes an enhanced code only from the first line and if its class fits', () => {
    assert.equal(reply('550 5.1.1 no').enhanced, '5.1.1');
    assert.equal(reply('535-5.7.8 a', '535 5.7.8 b').enhanced, '5.7.8');
    for (const line of ['250 5.1.1 no', '354 2.0.0 x', '250 ok 2.0.0', '250 2.0.0.1']) {
      assert.equal(reply(line).enhanced, undefined, line);
    }
  });

  it('decodes UTF-8 and marks broken bytes', () => {
    assert.deepEqual(reply('250 Grüße').lines, ['Grüße']);
    assert.deepEqual(reply(Buffer.from([...Buffer.from('250 a'), 0xff, 0x62])).lines, ['a\ufffdb']);
    assert.deepEqual(reply(Buffer.from('250 caf\xe9', 'latin1')).lines, ['caf\ufffd']);
    assert.deepEqual(
      reply('250 a\0b\x1b[31m').lines,
      ['a\0b\x1b[31m'],
      'text is as received; printing escapes it',
    );
  });

  it('records line ends that are not CRLF', () => {
    const parser = new ReplyParser();
    push(parser, '250-a', 'lf');
    const progress = push(parser, '250 b');
    assert.ok(progress.kind === 'reply' && progress.reply.bareLineEnds);
    assert.deepEqual(progress.reply.lines, ['a', 'b']);
    const next = push(parser, '250 c');
    assert.ok(next.kind === 'reply' && !next.reply.bareLineEnds, 'the next reply is another');
  });

  it('refuses what is no reply', () => {
    const cases: [string | Uint8Array, MalformedReason][] = [
      ['', 'empty'],
      ['hello', 'noCode'],
      [' 250 ok', 'noCode'],
      ['-250 ok', 'noCode'],
      ['2', 'noCode'],
      ['25', 'noCode'],
      ['99 x', 'noCode'],
      ['2500 x', 'noCode'],
      ['2a0 x', 'noCode'],
      ['٢٥٠ x', 'noCode'],
      ['\ufeff250 x', 'noCode'],
      ['\x1b[2J250 x', 'noCode'],
      [Buffer.from([0x16, 3, 1, 0, 5]), 'noCode'],
      [Buffer.from([0xff, 0xfe, 0x32]), 'noCode'],
      ['100 x', 'codeRange'],
      ['000', 'codeRange'],
      ['199-x', 'codeRange'],
      ['600 x', 'codeRange'],
      ['999 x', 'codeRange'],
      ['250\tx', 'badSeparator'],
      ['250.x', 'badSeparator'],
      ['250ok', 'badSeparator'],
      ['250\0', 'badSeparator'],
    ];
    for (const [line, reason] of cases) assert.equal(malformed(line).reason, reason, JSON.stringify(line));
  });

  it('shows a malformed line so that it is safe to print', () => {
    assert.equal(malformed('\x1b[2Jboo').line, '\\x1b[2Jboo');
    assert.equal(malformed(`x${'y'.repeat(5_000)}`).line.length, 201);
  });

  it('refuses two codes in one reply, and starts afresh after it', () => {
    const fault = malformed('250-a', '550 b');
    assert.equal(fault.reason, 'mixedCodes');
    assert.match(fault.message, /250 and 550/);
    assert.equal(malformed('250-a', '').reason, 'empty');
    assert.deepEqual(reply('250-a', '550 b', '220 c').lines, ['c']);
    assert.deepEqual(reply('250-a', 'junk', '250 c').lines, ['c']);
  });

  it('keeps to its limits', () => {
    const limits = { lineBytes: 20, lines: 3, bytes: 50 };
    const run = (lines: string[]) => {
      const parser = new ReplyParser(limits);
      return lines
        .map((line) => push(parser, line))
        .map((step) => (step.kind === 'malformed' ? step.reason : step.kind));
    };
    assert.deepEqual(run([`250 ${'x'.repeat(16)}`, `250 ${'x'.repeat(17)}`]), ['reply', 'tooLong']);
    assert.deepEqual(run(['250-', '250-', '250 ']), ['more', 'more', 'reply']);
    assert.deepEqual(run(['250-', '250-', '250-', '250-']), ['more', 'more', 'more', 'tooManyLines']);
    assert.deepEqual(run(['250-345678901234567', '250-345678901234567', '250-56789', '250 x']), [
      'more',
      'more',
      'tooLong',
      'reply',
    ]);
    assert.equal(parse(`250 ${'x'.repeat(65_532)}`).kind, 'reply');
    assert.equal(malformed(`250 ${'x'.repeat(65_533)}`).reason, 'tooLong');
    assert.equal(malformed(...Array<string>(1_001).fill('250-x')).reason, 'tooManyLines');
    assert.equal(malformed(...Array<string>(18).fill(`250-${'x'.repeat(60_000)}`)).reason, 'tooLong');
  });

  it('never throws, whatever the bytes', () => {
    const parser = new ReplyParser({ lineBytes: 8, lines: 2, bytes: 12 });
    let seed = 1;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const kinds = new Set<string>();
    for (let i = 0; i < 20_000; i++) {
      const line = Uint8Array.from(
        { length: random(10) },
        () => [0x32, 0x35, 0x30, 0x2d, 0x20, random(256)][random(6)] ?? 0,
      );
      kinds.add(push(parser, line, random(2) === 0 ? 'crlf' : 'lf').kind);
    }
    assert.deepEqual([...kinds].sort(), ['malformed', 'more', 'reply']);
  });
});
