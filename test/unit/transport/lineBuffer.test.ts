import assert from 'node:assert/strict';
import { LineBuffer } from '../../../src/transport/lineBuffer';

describe('LineBuffer', () => {
  it('gives whole lines and tells how they ended', () => {
    assert.deepEqual(linesOf([Buffer.from('one\r\ntwo\nthr'), Buffer.from('ee\r'), Buffer.from('\n')]), [
      ['one', 'crlf'],
      ['two', 'lf'],
      ['three', 'crlf'],
    ]);
  });

  it('takes a CR for a part of the line unless LF follows it', () => {
    assert.deepEqual(linesOf([Buffer.from('a\rb\r\r\n\r\n\n')]), [
      ['a\rb\r', 'crlf'],
      ['', 'crlf'],
      ['', 'lf'],
    ]);
  });

  it('does not take the LF of the line before for a CR before its own', () => {
    const buffer = new LineBuffer();
    buffer.push(Buffer.from('x\r'));
    assert.equal(buffer.shift(), undefined);
    assert.deepEqual(Buffer.from(buffer.take()), Buffer.from('x\r'));
    buffer.push(Buffer.from('\n'));
    assert.equal(buffer.shift()?.ending, 'lf');
  });

  it('gives lines that later bytes do not change', () => {
    const buffer = new LineBuffer();
    buffer.push(Buffer.from('first\r\n'));
    const first = buffer.shift();
    buffer.push(Buffer.alloc(10_000, 'x'));
    assert.equal(first?.text, 'first');
  });

  it('counts what is unread, and gives all of it up when it is taken', () => {
    const buffer = new LineBuffer();
    buffer.push(Buffer.from('220 hi\r\nrest'));
    assert.equal(buffer.length, 12);
    buffer.shift();
    assert.equal(buffer.length, 4);
    assert.equal(Buffer.from(buffer.take()).toString(), 'rest');
    assert.equal(buffer.length, 0);
    assert.equal(buffer.shift(), undefined);
  });

  it('needs time in proportion to a line of a megabyte that comes byte by byte', () => {
    const time = (octets: number): number => {
      const buffer = new LineBuffer();
      const byte = Buffer.from('x');
      const began = performance.now();
      for (let at = 0; at < octets; at++) {
        buffer.push(byte);
        buffer.shift();
      }
      buffer.push(Buffer.from('\r\n'));
      assert.equal(buffer.shift()?.octets, octets);
      return performance.now() - began;
    };
    time(10_000);
    // Joining each byte to those before it would move half a terabyte and take minutes.
    assert.ok(time(1_048_576) < 3_000);
  });
});

function linesOf(chunks: readonly Buffer[]): [string, string][] {
  const buffer = new LineBuffer();
  const lines: [string, string][] = [];
  for (const chunk of chunks) {
    buffer.push(chunk);
    for (let line = buffer.shift(); line !== undefined; line = buffer.shift())
      lines.push([line.text, line.ending]);
  }
  return lines;
}
