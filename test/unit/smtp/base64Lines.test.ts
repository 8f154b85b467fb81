import assert from 'node:assert/strict';
import { base64LinesLength, createBase64LineEncoder } from '../../../src/smtp/base64Lines';

function encode(content: Uint8Array, sizes: readonly number[]): string {
  const encoder = createBase64LineEncoder();
  const parts: Uint8Array[] = [];
  let at = 0;
  for (let turn = 0; at < content.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const chunk = Uint8Array.from(content.subarray(at, at + size));
    parts.push(encoder.push(chunk));
    chunk.fill(0); // whoever reads a file may use its memory again
    at += size;
  }
  return Buffer.concat([...parts, encoder.end()]).toString('latin1');
}

/** The plain definition. */
function expected(content: Uint8Array): string {
  return Buffer.from(content)
    .toString('base64')
    .replace(/.{1,76}/g, (line) => `${line}\r\n`);
}

describe('smtp/base64Lines', () => {
  for (const length of [0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 1000, 70_000])
    it(`encodes ${length} octets alike in every split, and knows how many come of them`, () => {
      const content = Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 255);
      for (const sizes of [[1], [57], [56, 58], [3, 1000], [65_536]])
        assert.equal(encode(content, sizes), expected(content), String(sizes));
      assert.equal(base64LinesLength(length), expected(content).length);
    });

  it('starts anew after the end', () => {
    const encoder = createBase64LineEncoder();
    encoder.push(Buffer.from('ab'));
    assert.equal(Buffer.from(encoder.end()).toString(), 'YWI=\r\n');
    assert.equal(encoder.end().length, 0);
  });
});
