import assert from 'node:assert/strict';
import { createDotStuffer } from '../../../src/smtp/dotStuffing';

function stuff(chunks: readonly string[], options?: { readonly dots: boolean }): string {
  const stuffer = createDotStuffer(options);
  const parts = chunks.map((chunk) => stuffer.push(Buffer.from(chunk, 'latin1')));
  return Buffer.concat([...parts, stuffer.end()]).toString('latin1');
}

const CASES: readonly [content: string, sent: string][] = [
  ['', ''],
  ['a', 'a\r\n'],
  ['a\n', 'a\r\n'],
  ['a\r\n', 'a\r\n'],
  ['a\r', 'a\r\n'],
  ['\n', '\r\n'],
  ['\n\n\n', '\r\n\r\n\r\n'],
  ['\r\n\n\r\n', '\r\n\r\n\r\n'],
  ['.', '..\r\n'],
  ['..', '...\r\n'],
  ['.\n', '..\r\n'],
  ['.\r\n.', '..\r\n..\r\n'],
  ['a.\n.b\n..c\n', 'a.\r\n..b\r\n...c\r\n'],
  ['a\r\n.\r\nMAIL', 'a\r\n..\r\nMAIL\r\n'],
  ['a\n.\nb', 'a\r\n..\r\nb\r\n'],
  ['a\n.\r\nb', 'a\r\n..\r\nb\r\n'],
  ['a\rb\n', 'a\rb\r\n'],
  ['a\r.\r\n', 'a\r.\r\n'],
  ['a\r\r\n.', 'a\r\r\n..\r\n'],
  ['a\r\r', 'a\r\r\n'],
  ['\r', '\r\n'],
  ['\r.\r', '\r.\r\n'],
  ['\n.\n', '\r\n..\r\n'],
  ['\xff\x00\n.\xfe', '\xff\x00\r\n..\xfe\r\n'],
];

describe('smtp/dotStuffing', () => {
  for (const [content, sent] of CASES) {
    it(`${JSON.stringify(content)} in every split`, () => {
      // Each bit of the mask says whether a chunk ends there.
      for (let mask = 0; mask < 2 ** Math.max(0, content.length - 1); mask++) {
        const chunks: string[] = [];
        let chunk = '';
        for (let i = 0; i < content.length; i++) {
          chunk += content.charAt(i);
          if (((mask >> i) & 1) === 0) continue;
          chunks.push(chunk, '');
          chunk = '';
        }
        assert.equal(stuff([...chunks, chunk]), sent, JSON.stringify([...chunks, chunk]));
      }
    });
  }

  it('agrees with the plain definition on long random content', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const content = Array.from({ length: 5_000 }, () => '\r\n..ab'[random(6)] ?? '').join('');
    const expected = `${content.replace(/\r?\n/g, '\r\n')}x`.replace(/^\./, '..').replaceAll('\n.', '\n..');
    const chunks: string[] = [];
    for (let at = 0; at < content.length;) {
      const length = random(9);
      chunks.push(content.slice(at, at + length));
      at += length;
    }
    assert.equal(stuff([...chunks, 'x']), `${expected}\r\n`);
  });

  it('leaves the dots alone if told to, for BDAT', () => {
    assert.equal(stuff(['.a\n', '.\n.'], { dots: false }), '.a\r\n.\r\n.\r\n');
  });

  it('passes content that needs nothing on as it is, and leaves the chunk unchanged', () => {
    const stuffer = createDotStuffer();
    const clean = Buffer.from('Subject: x\r\n\r\nbody\r\n');
    assert.equal(stuffer.push(clean), clean);
    const chunk = Buffer.from('.a\n');
    stuffer.push(chunk);
    assert.equal(chunk.toString(), '.a\n');
  });

  it('starts anew after the end', () => {
    const stuffer = createDotStuffer();
    stuffer.push(Buffer.from('a\r'));
    assert.equal(Buffer.from(stuffer.end()).toString(), '\n');
    assert.equal(Buffer.from(stuffer.push(Buffer.from('.\n'))).toString(), '..\r\n');
    assert.equal(stuffer.end().length, 0);
  });
});
