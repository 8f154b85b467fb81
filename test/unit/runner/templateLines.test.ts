import assert from 'node:assert/strict';
import { templatePieces, type TemplatePiece } from '../../../src/runner/templateLines';

async function pieces(chunks: readonly Uint8Array[]): Promise<TemplatePiece[]> {
  const found: TemplatePiece[] = [];
  for await (const piece of templatePieces(from(chunks))) found.push(piece);
  return found;
}

async function* from(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield chunk;
  }
}

/** Lines as `number:text`, bytes between them as they are. */
function shown(found: readonly TemplatePiece[]): string {
  return found
    .map((piece) => {
      switch (piece.kind) {
        case 'bytes':
          return Buffer.from(piece.bytes).toString('latin1');
        case 'line':
          return `[${piece.number}:${piece.text}]${piece.ended ? '\n' : ''}`;
        case 'problem':
          return `!${piece.number}: ${piece.message}`;
      }
    })
    .join('');
}

describe('runner/templateLines', () => {
  for (const [text, expected] of [
    ['', ''],
    ['a\nb\n', 'a\nb\n'],
    ['a\n{{b}}\nc', 'a\n[2:{{b}}]\nc'],
    ['{{a}} {{b}}\r\n\n\nc{{d}}', '[1:{{a}} {{b}}\r]\n\n\n[4:c{{d}}]'],
    ['a\n{{\n}}\n', 'a\n[2:{{]\n}}\n'],
    ['{\n{a{', '{\n{a{'],
    ['\xff\xfe\n{{a}}\n\xff', '\xff\xfe\n[2:{{a}}]\n\xff'],
  ] as const)
    it(`splits ${JSON.stringify(text)} alike however its bytes come`, async () => {
      const bytes = Buffer.from(text, 'latin1');
      for (const size of [1, 2, 3, 5, 1000]) {
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        assert.equal(shown(await pieces(chunks)), expected, String(size));
      }
    });

  it('says which line cannot be filled in', async () => {
    assert.equal(
      shown(await pieces([Buffer.from('a\n\xff{{b}}\n', 'latin1')])),
      'a\n!2: a line with {{ in it is not UTF-8',
    );
  });

  it('keeps no endless line', async () => {
    const megabytes = Array.from({ length: 40 }, () => Buffer.alloc(100_000, 'x'));
    const found = await pieces([Buffer.from('a\n'), ...megabytes, Buffer.from('{'), Buffer.from('{b}}\nc')]);
    assert.ok(found.every((piece) => piece.kind !== 'bytes' || piece.bytes.length < 1_200_000));
    assert.equal(found.filter(({ kind }) => kind === 'line').length, 1);
    const endless = await pieces([Buffer.from('{{a'), ...megabytes]);
    assert.deepEqual(
      endless.map((piece) => (piece.kind === 'problem' ? piece.number : piece.kind)),
      [1],
    );
  });
});
