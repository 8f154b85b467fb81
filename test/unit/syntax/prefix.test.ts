import assert from 'node:assert/strict';
import { readPrefix } from '../../../src/syntax/prefix';

describe('syntax/prefix', () => {
  const read = (text: string): unknown => {
    const prefix = readPrefix(text, 0, text.length);
    return prefix && [prefix.speaker, prefix.start, text.slice(prefix.valueStart)];
  };

  it('reads each of the prefixes', () => {
    assert.deepEqual(read('C: x'), ['client', 0, 'x']);
    assert.deepEqual(read('c:x'), ['client', 0, 'x']);
    assert.deepEqual(read('C!: x'), ['raw', 0, 'x']);
    assert.deepEqual(read(' \tS:  x'), ['server', 2, ' x']);
    assert.deepEqual(read('s?: x'), ['optionalServer', 0, 'x']);
    assert.deepEqual(read('S:'), ['server', 0, '']);
    for (const both of ['C: & S: x', 'C & S: x', 'c&s: x', 'C:& S: x'])
      assert.deepEqual(read(both), ['both', 0, 'x'], both);
  });

  it('reads no other', () => {
    for (const text of [
      '',
      'C',
      'C ',
      'C : x',
      'C?: x',
      'S!: x',
      'CC: x',
      'X: y',
      'S ? x',
      'C & x',
      '\u0143: x',
      '\u0163: x',
    ])
      assert.equal(read(text), undefined, text);
  });

  it('keeps to its line', () => {
    assert.equal(readPrefix('C\n: x', 0, 1), undefined);
    assert.equal(readPrefix(' \nC: x', 0, 1), undefined);
    assert.deepEqual(readPrefix('C:\n& S: x', 0, 2), { speaker: 'client', start: 0, valueStart: 2 });
  });
});
