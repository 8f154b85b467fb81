import assert from 'node:assert/strict';
import {
  codeMatches,
  isSilence,
  LinePattern,
  mayBeClass,
  readPattern,
  ReplyShape,
  type Pattern,
  type ReplyPattern,
} from '../../../src/syntax/pattern';
import type { Span } from '../../../src/syntax/span';

describe('syntax/pattern', () => {
  const reply = (text: string, start = 0): ReplyPattern => {
    const pattern = parsePattern(text, start);
    assert.ok(pattern.kind === 'reply', text);
    return pattern;
  };

  it('reads codes', () => {
    assert.deepEqual(reply('250').codes, ['250']);
    assert.deepEqual(reply('2XX').codes, ['2xx']);
    assert.deepEqual(reply('25x text').codes, ['25x']);
    assert.deepEqual(reply('250|251|4xx').codes, ['250', '251', '4xx']);
  });

  it('reads an end of the connection, however a scripted server makes it', () => {
    for (const text of ['<close>', ' <Close> ', '<half-close>', '<reset>'])
      assert.deepEqual(parsePattern(text, 0), { kind: 'close' }, text);
  });

  it('reads recorded text with its place', () => {
    assert.deepEqual(reply('250 2.1.0 Ok ', 100), {
      kind: 'reply',
      codes: ['250'],
      code: { start: 100, end: 103 },
      continues: false,
      text: { value: '2.1.0 Ok', span: { start: 104, end: 112 } },
      regex: undefined,
    });
    assert.deepEqual(reply('  250 ok', 10).code, { start: 12, end: 15 });
    assert.deepEqual(reply('  250 ok', 10).text?.span, { start: 16, end: 18 });
  });

  it('reads lines that continue', () => {
    assert.equal(reply('250-PIPELINING').continues, true);
    assert.equal(reply('250-').continues, true);
    assert.equal(reply('250 -').continues, false);
  });

  it('reads a regular expression with its place', () => {
    assert.deepEqual(reply('250 /queued as (?<id>\\S+)/i', 5).regex, {
      source: 'queued as (?<id>\\S+)',
      flags: 'i',
      span: { start: 9, end: 32 },
    });
    assert.equal(reply('250 //').regex, undefined);
    assert.equal(reply('250 /half').text?.value, '/half');
  });

  it('reads what is no reply', () => {
    assert.deepEqual(parsePattern(' ... ', 0), { kind: 'elision' });
    assert.deepEqual(parsePattern('<Close>', 0), { kind: 'close' });
    assert.deepEqual(parsePattern('<silence 3s>', 0), { kind: 'silence', milliseconds: 3000 });
    assert.deepEqual(parsePattern('<silence 250ms>', 0), { kind: 'silence', milliseconds: 250 });
    assert.deepEqual(parsePattern('<silence 1.5 m>', 0), { kind: 'silence', milliseconds: 90_000 });
    assert.ok(isSilence(' <Silence soon>') && !isSilence('<silences the bell>'));
  });

  it('says what is wrong with anything else', () => {
    for (const [text, reason] of [
      ['', /three-digit code/],
      ['ok', /three-digit code/],
      ['25', /three digits/],
      ['2500', /three digits/],
      ['25 0', /three digits/],
      ['150 x', /first digit/],
      ['650', /first digit/],
      ['250x', /space, or a hyphen/],
      ['250|', /space, or a hyphen/],
      ['<silence>', /number with ms, s or m/],
    ] as const) {
      const pattern = parsePattern(text, 0);
      assert.ok(pattern.kind === 'malformed', text);
      assert.match(pattern.reason, reason, text);
    }
  });

  it('matches codes', () => {
    assert.ok(codeMatches(['250'], '250') && !codeMatches(['250'], '251'));
    assert.ok(codeMatches(['25x'], '259') && !codeMatches(['25x'], '260'));
    assert.ok(codeMatches(['334', '2xx'], '235') && !codeMatches([], '235'));
    assert.ok(mayBeClass(['334', '2xx'], '2') && !mayBeClass(['334', '2xx'], '5'));
  });
});

/**
 * A pattern as it is told of a line: reads the text after `S:`.
 *
 * @param start where `text` begins in the document
 */
function parsePattern(text: string, start: number): Pattern {
  const shape = readPattern(text);
  if (!(shape instanceof ReplyShape)) return shape;
  const source = { text };
  // The text is the whole source here, so what the pattern tells of places has to be moved to where it stands.
  const pattern = new LinePattern(shape, source, 0, text.length);
  const moved = ({ start: from, end }: Span): Span => ({ start: start + from, end: start + end });
  const { kind, codes, code, continues, text: recorded, regex } = pattern;
  return {
    kind,
    codes,
    code: moved(code),
    continues,
    text: recorded === undefined ? undefined : { value: recorded.value, span: moved(recorded.span) },
    regex: regex === undefined ? undefined : { ...regex, span: moved(regex.span) },
  };
}
