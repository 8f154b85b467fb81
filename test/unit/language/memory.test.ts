import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { validate } from '../../../src/language/diagnostics';
import { parse } from '../../../src/syntax/parse';

/** Octets on the heap once all that nobody needs is gone. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

describe('what is remembered from version to version', () => {
  it('holds nothing of the texts of earlier ones', () => {
    const megabytes = 2;
    const part = (nth: number): string => `C: NOOP part${nth}\nS: 250 Here it is, whatever it is\n`.repeat(8);
    const parts = Array.from({ length: 12 }, (_, nth) => part(nth));
    const filler = `# ${'x'.repeat(megabytes * 1e6)}\n`;
    let text = `${parts.join('')}${filler}`;
    let document = parse(text, undefined, 4);
    validate(document);
    const before = heap();
    for (let nth = 0; nth < parts.length; nth++) {
      text = text.replace(`NOOP part${nth}\n`, `NOOP again${nth}\n`);
      // In one piece, as an editor gives it.
      document = parse(Buffer.from(text).toString(), document, 4);
      validate(document);
    }
    const more = (heap() - before) / 1e6;
    assert.ok(more < 3 * megabytes, `${more.toFixed(1)} MB more`);
    assert.equal(document.lines.length, 12 * 16 + 1);
  });
});
